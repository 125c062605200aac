"""`antoan rotate-key`: a new key signs from now on and the old one vouches for it; on a log that is played, on its own day."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from chronicle.clock import PlayedClock
from chronicle.settings import Settings
from services.audit.component import COMPONENT as AUDIT
from services.audit.ledger.signing import signer
from services.registration.component import COMPONENT as REGISTRATION
from tests.deploy.conftest import Antoan, context, listing

NOON = datetime(2021, 3, 20, 5, 0, tzinfo=UTC)


async def introduced(antoan: Antoan) -> list[dict[str, Any]]:
    told = (await antoan("events", "--type", "audit.key_introduced", "--json")).stdout
    return [json.loads(line) for line in told.splitlines()]


async def test_on_a_log_that_is_played_the_key_is_of_the_day_it_was_played_to(
    antoan: Antoan, open_host: Any, settings: Settings
) -> None:
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute("SELECT chronicle.play_clock()")
    await owner.close()
    host = await open_host(REGISTRATION, AUDIT, clock=PlayedClock(NOON), readers_run=False)
    await host.services["registration"].handle(listing("p"), context(host, "p"))
    old = str(signer(host.settings).key)
    rotated = await antoan("rotate-key")
    assert rotated.exit_code == 0, rotated.output
    [first, second] = await introduced(antoan)
    new = str(signer(host.settings).key)
    assert (first["data"]["key"], second["data"]["key"], new in rotated.stdout, new != old) == (old, new, True, True)
    for fact in (first, second):
        assert (fact["occurred_on"], datetime.fromisoformat(fact["recorded_at"])) == ("2021-03-20", NOON)
    host.clock.instant += timedelta(days=1)
    await host.services["registration"].handle(listing("d1"), context(host, "d1"))
    assert json.loads((await antoan("verify", "--json")).stdout)["holds"]


async def test_otherwise_it_is_of_today(antoan: Antoan, listed: list[str]) -> None:
    assert (await antoan("rotate-key")).exit_code == 0
    today = {datetime.now(UTC).date() + timedelta(days=days) for days in (-1, 0, 1)}
    found = await introduced(antoan)
    assert len(found) == 2 and all(datetime.fromisoformat(fact["recorded_at"]).date() in today for fact in found)
