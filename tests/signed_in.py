"""Accounts for tests: a program with the roles a test needs, and the header it comes with."""

import time
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import asyncpg

from chronicle.settings import Settings
from portal.sign_in import accounts, tokens

ALWAYS = date(2000, 1, 1)
Held = tuple[str, str | None]
"""(role, unit or None for everywhere)"""

EVERYWHERE: tuple[Held, ...] = (("provincial_officer", None), ("auditor", None))


async def account(settings: Settings, held: Iterable[Held] = EVERYWHERE, name: str = "") -> UUID:
    """A new program's account that always held these roles."""
    owner = await asyncpg.connect(settings.owner_url)
    try:
        made = await accounts.create(owner, name or f"program-{time.monotonic_ns()}", "Chương trình", kind="program")
        for role, unit_id in held:
            await accounts.give(owner, made, role, unit_id, ALWAYS)
        return made
    finally:
        await owner.close()


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
