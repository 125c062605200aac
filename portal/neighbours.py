"""How a service asks another's pages: in the process both run in, or where the setting says that they answer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import httpx
from fastapi import Request

from chronicle.component import ASGI
from chronicle.service import Service
from portal.access import INSTALLATION

answer_seconds_max = 60
KEPT = ("cookie", "authorization", "host")
"""Who asks, and under which name of ours."""


class NobodyAnswers(Exception):
    """The service is away, or took too long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: the HTTP status, and the body as text."""

    status: int
    text: str


Ask = Callable[[str, str], Awaitable[Answer]]
"""(service, path and query) -> what it answers. Raises NobodyAnswers."""


@asynccontextmanager
async def as_the_caller(service: Service, request: Request) -> AsyncIterator[Ask]:
    """Asks in the name of whoever asks us: they see what they would see, and are told to nobody but our own services."""
    headers = {name: request.headers[name] for name in KEPT if name in request.headers}
    pattern = service.settings.pages_url
    transport = None if pattern is not None else _in_this_process(service.neighbours)
    async with httpx.AsyncClient(transport=transport, headers=headers, timeout=answer_seconds_max) as client:
        yield _asking(client, pattern or "http://antoan")


@asynccontextmanager
async def as_the_installation(
    application: ASGI, host: str, marks: Mapping[str, Any] = MappingProxyType({})
) -> AsyncIterator[Ask]:
    """Asks as a program of the installation, which sees everything, what its own host serves at this address.

    `marks` stand in the scope of these questions, where nobody from outside can put any.
    """

    async def marked(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await application({**scope, **marks, INSTALLATION: True}, receive, send)

    async with httpx.AsyncClient(transport=_in_this_process(marked), headers={"host": host}) as client:
        yield _asking(client, "http://antoan")


@asynccontextmanager
async def as_the_caller_here(
    request: Request, marks: Mapping[str, Any] = MappingProxyType({})
) -> AsyncIterator[Callable[[str], Awaitable[Answer]]]:
    """Asks our own application another question in the name of whoever asks us, past the guards they have come through.

    What it refuses is raised here. `marks` stand in the scope of these questions, where nobody from outside can put any.
    """

    async def inside(scope: dict[str, Any], receive: Any, send: Any) -> None:
        known = {name: value for name, value in request.scope.get("state", {}).items() if name == "viewer"}
        # what the framework closes when the outer request ends is its as well
        closing = {name: request.scope[name] for name in ("fastapi_middleware_astack",) if name in request.scope}
        await request.app.router({**scope, **closing, **marks, "app": request.app, "state": known}, receive, send)

    headers = {name: request.headers[name] for name in KEPT if name in request.headers}
    async with httpx.AsyncClient(transport=_in_this_process(inside), headers=headers) as client:

        async def ask(address: str) -> Answer:
            answer = await client.get("http://antoan" + address)
            return Answer(answer.status_code, answer.text)

        yield ask


def _in_this_process(application: Any) -> httpx.ASGITransport:
    return httpx.ASGITransport(application)


def _asking(client: httpx.AsyncClient, pattern: str) -> Ask:
    async def ask(service: str, address: str) -> Answer:
        try:
            answer = await client.get(pattern.replace("{service}", service) + address)
        except httpx.HTTPError as error:
            raise NobodyAnswers(repr(error)) from error
        return Answer(answer.status_code, answer.text)

    return ask
