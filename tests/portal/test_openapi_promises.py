"""What every OpenAPI document promises, asked of the real host on real servers by a program that tries to break it."""

import asyncio
import json
import re
import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import httpx
import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI, Response
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events

from chronicle.component import Component
from chronicle.host import Host
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from deploy.schemas import openapi
from tests import signed_in

SERVED = [component for component in COMPONENTS if component.web is not None]

examples_max = 8
"""Of each operation, valid and invalid each; what lies at a boundary comes on top of them, once."""
start_seconds_max = 20
OFF = {"enabled": False}
AT_RANDOM = {"stateful": OFF, "coverage": OFF}
AT_BOUNDARIES = {
    "stateful": OFF,
    "fuzzing": OFF,
    "examples": OFF,
    "coverage": {"unexpected-methods": ["delete", "patch"]},
}

CHECKS = {
    # what breaks a document by its size is refused for its size
    "negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "409", "413", "422"]},
    # a rule of the domain (a day that has come, a text without control characters) is a 422 that no JSON Schema can foretell
    "positive_data_acceptance": {"enabled": False},
}


async def authorised(settings: Settings) -> dict[str, str]:
    """The header by which a request shows that it may: of a program that may see and enter everything."""
    return await signed_in.headers(settings)


def at_once(host: str, port: int) -> socket.socket:
    """The host's listener, of a kind whose small answers asyncio sends at once, as uvloop does: else each takes 40 ms."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((host, port))
    return listener


@pytest.fixture
async def address(
    open_host: Callable[..., Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """Where every service answers, the log still empty."""
    monkeypatch.setattr("chronicle.host.listen", at_once)
    host: Host = await open_host(*COMPONENTS)
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(host.serve(announce=listening.set_result))
    await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED, timeout=start_seconds_max)
    yield listening.result()
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def broken_promises(document: dict[str, Any], address: str, headers: dict[str, str]) -> tuple[Counter[int], list[str]]:
    """How many answers of each status there were, and everything that any check had against one of them."""
    statuses: Counter[int] = Counter()
    found: dict[str, None] = {}
    for asked, phases in ((document, AT_RANDOM), (each_parameter_once(document), AT_BOUNDARIES)):
        config = SchemathesisConfig.from_dict(
            {
                "base-url": address,
                "headers": headers,
                "workers": 1,
                "generation": {"max-examples": examples_max, "deterministic": True, "no-shrink": True},
                "phases": phases,
                "checks": CHECKS,
            }
        )
        _ask(schemathesis.openapi.from_dict(asked, config=config), statuses, found)
    return statuses, list(found)


def each_parameter_once(document: dict[str, Any]) -> dict[str, Any]:
    """Without what an address may be asked by, and an earlier one may in the same words: `as_of`, `language`, `page` and others
    are read in one place for all, and there would be as many boundaries of theirs as of everything else together."""
    thinner, met = deepcopy(document), set[str]()
    for methods in thinner["paths"].values():
        for operation in methods.values():
            asked = operation.get("parameters", [])
            words = [json.dumps(each, sort_keys=True) for each in asked]
            operation["parameters"] = [
                each for each, said in zip(asked, words, strict=True) if each.get("required") or said not in met
            ]
            met.update(words)
    return thinner


def _ask(schema: Any, statuses: Counter[int], found: dict[str, None]) -> None:
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            recorded = event.recorder.interactions.values()
            statuses.update(each.response.status_code for each in recorded if each.response is not None)
            found.update(dict.fromkeys(_failures(event)))
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found[f"{event}"] = None


def _failures(event: events.ScenarioFinished) -> Iterator[str]:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                request = event.recorder.cases[case_id].value.as_curl_command()
                yield f"{event.recorder.label} [{check.name}] {failure.title}: {failure.message}\n    {request}"


@pytest.mark.parametrize("component", SERVED, ids=lambda component: component.name)
async def test_a_service_keeps_what_its_document_promises(
    component: Component, address: str, settings: Settings
) -> None:
    document = openapi(component)
    statuses, broken = await asyncio.to_thread(broken_promises, document, address, await authorised(settings))
    assert not broken, "\n".join(broken)
    wanted = (200, 404, 422) if component.projections and component.name != "portal" else (200,)
    assert all(statuses[status] for status in wanted), statuses


HOSTILE = ("a%00b", "%ED%A0%80", "%FF", "9" * 400, "-1", "1e400", "%F0%9F%92%A9", "a%E2%80%AEb", "%20", "'%3B--")
"""Percent-encoded: a NUL, a lone surrogate, no UTF-8, numbers of no column, an emoji, writing turned round, nothing, SQL."""


async def test_no_text_of_an_address_is_a_fault_of_ours(address: str, settings: Settings) -> None:
    statuses: Counter[int] = Counter()
    async with httpx.AsyncClient(base_url=address, headers=await authorised(settings)) as client:
        for component in SERVED:
            for path, methods in openapi(component)["paths"].items():
                asked = methods.get("get", {}).get("parameters", []) if "get" in methods else None
                for value in HOSTILE if asked is not None else ():
                    query = "&".join(f"{each['name']}={value}" for each in asked if each["in"] == "query")
                    answer = await client.get(re.sub(r"\{\w+\}", value, path) + (f"?{query}" if query else ""))
                    assert answer.status_code in (200, 404, 422), f"{path} {value}: {answer.status_code} {answer.text}"
                    statuses[answer.status_code] += 1
    assert statuses[422] > 100, statuses


def test_a_broken_promise_is_caught() -> None:
    """The control: a service that answers a fault, another status or another shape than it says."""
    app = FastAPI()

    @app.get("/fault", responses={500: {}})
    async def fault() -> Response:
        return Response(status_code=500)

    @app.get("/status")
    async def status() -> Response:
        return Response(status_code=418)

    @app.get("/shape")
    async def shape() -> int:
        return Response(b'"no number"', media_type="application/json")  # type: ignore[return-value]

    listener = at_once("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    serving.start()
    _, broken = broken_promises(app.openapi(), f"http://127.0.0.1:{listener.getsockname()[1]}", {})
    server.should_exit = True
    serving.join(start_seconds_max)
    for path, check in (
        ("fault", "not_a_server_error"), ("status", "status_code_conformance"), ("shape", "response_schema_conformance")
    ):  # fmt: skip
        assert any(f"/{path} [{check}]" in line for line in broken), (path, broken)
