"""`antoan tamper-drill`: everything done to a copy is caught and explained, and the log itself is as it was."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from services.audit.component import COMPONENT as AUDIT
from services.audit.ledger.sealing import seal
from services.audit.ledger.tampering import MANIPULATIONS
from services.registration.component import COMPONENT as REGISTRATION
from tests.deploy.conftest import Antoan, context, listing, must_be_one_line

UNITS = ["p", *(f"d{number}" for number in range(40))]


@pytest.fixture
async def sealed(open_host: Any) -> Host:
    """A log of some facts, sealed after each ten."""
    host: Host = await open_host(REGISTRATION, AUDIT, readers_run=False)
    for number, unit in enumerate(UNITS):
        await host.services["registration"].handle(listing(unit), context(host, unit))
        if number % 10 == 0:
            await seal(host.services["audit"])
    return host


@asynccontextmanager
async def owner(settings: Settings) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(settings.database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def everything(settings: Settings) -> list[list[Any]]:
    async with owner(settings) as connection:
        return [
            [tuple(map(str, row)) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")]
            for table in ("chronicle.event", "audit.tile", "audit.checkpoint")
        ]


async def test_everything_that_can_be_done_is_caught_and_explained(
    antoan: Antoan, sealed: Host, settings: Settings
) -> None:
    before = await everything(settings)
    result = await antoan("tamper-drill", "--seed", "5", "--json")
    assert result.exit_code == 0, result.output
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["tried"] for one in told] == [one.name for one in MANIPULATIONS]
    assert all(one["caught"] and one["found"] and one["said"] for one in told)
    again = await antoan("tamper-drill", "--seed", "5")
    assert again.exit_code == 0 and "Mất sự kiện" in again.stdout and "log was rewritten" in again.stdout
    assert await everything(settings) == before, "the log itself was not touched"
    async with owner(settings) as connection:
        assert await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'antoan_drill_%'") == []


async def test_what_verifying_misses_is_told_and_ends_with_a_status(
    antoan: Antoan, sealed: Host, monkeypatch: Any
) -> None:
    """Seen to fail: a verification that looks at signatures only catches nothing."""

    async def blind(verifying: Any, head: int) -> None:
        verifying._roots.update((one.size, one.root) for one in (*verifying._signed, *verifying._outside))

    monkeypatch.setattr("services.audit.ledger.verifying._Verifying._hash_all", blind)
    result = await antoan("tamper-drill")
    assert result.exit_code == 1 and "NOT CAUGHT" in result.stdout


async def test_a_log_that_does_not_hold_is_no_ground_for_a_drill(
    antoan: Antoan, sealed: Host, settings: Settings
) -> None:
    async with owner(settings) as connection:
        await connection.execute("UPDATE audit.tile SET hashes = set_byte(hashes, 3, 255 - get_byte(hashes, 3))")
    must_be_one_line(await antoan("tamper-drill"), "antoan verify")


async def test_a_log_of_nothing_is_no_ground_either(antoan: Antoan) -> None:
    must_be_one_line(await antoan("tamper-drill"), "sealed")
