"""Accounts for tests: a program with the roles a test needs, and the header it comes with."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from typing import TypeVar
from uuid import UUID

import asyncpg
import httpx

from chronicle.host import Host
from chronicle.settings import Settings
from portal.sign_in import accounts, sessions, tokens
from tests.patience import patient

ALWAYS = date(2000, 1, 1)
Officer = TypeVar("Officer")
Held = tuple[str, str | None]
"""(role, unit or None for everywhere)"""

EVERYWHERE: tuple[Held, ...] = (("provincial_officer", None), ("auditor", None))


async def account(
    settings: Settings,
    held: Iterable[Held] = EVERYWHERE,
    name: str = "",
    title: str = "Chương trình",
    kind: str = "program",
) -> UUID:
    """A new account, a program's unless said, that always held these roles."""
    owner = await asyncpg.connect(settings.owner_url)
    try:
        made = await accounts.create(owner, name or f"{kind}-{time.monotonic_ns()}", title, kind=kind)
        for role, unit_id in held:
            await accounts.give(owner, made, role, unit_id, ALWAYS)
        return made
    finally:
        await owner.close()


async def session_of(settings: Settings, account_id: UUID) -> str:
    """The token of a session that just began: what its cookie holds, and its forms are derived from."""
    owner = await asyncpg.connect(settings.owner_url)
    try:
        return str(await sessions.begin(owner, account_id, "password", 3_600))
    finally:
        await owner.close()


def program(host: Host, header: dict[str, str]) -> httpx.AsyncClient:
    """A program that shows this header; to be closed."""
    return httpx.AsyncClient(transport=patient(host), base_url="http://antoan", headers=header)


def browser(host: Host, session: str) -> httpx.AsyncClient:
    """Somebody at a browser of their own, signed in; to be closed."""
    return httpx.AsyncClient(transport=patient(host), base_url="https://antoan", cookies={sessions.COOKIE: session})


@asynccontextmanager
async def officers(
    host: Host, settings: Settings, opens: Callable[[httpx.AsyncClient], Officer]
) -> AsyncIterator[Callable[[str, str], Awaitable[Officer]]]:
    """Signs officers in by role and unit, each at a browser that `opens` takes over; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def officer(role: str, unit_id: str) -> Officer:
            made = await account(settings, [(role, unit_id)], f"{role}-{unit_id}", "Cán bộ", "officer")
            return opens(await stack.enter_async_context(browser(host, await session_of(settings, made))))

        yield officer


async def headers_of(settings: Settings, account_id: UUID) -> dict[str, str]:
    owner = await asyncpg.connect(settings.owner_url)
    try:
        token = await tokens.issue(owner, settings.secrets, account_id, "test", 1)
    finally:
        await owner.close()
    return {"Authorization": f"Bearer {token}"}


async def headers(settings: Settings, *held: Held) -> dict[str, str]:
    """The header of a new program that holds these roles; without any, of one that may see and enter everything."""
    return await headers_of(settings, await account(settings, held or EVERYWHERE))
