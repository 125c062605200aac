"""A host on a clock of its own, within working hours, and what waiting for a delivery needs."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from chronicle.clock import PROVINCE_TIME, PlayedClock
from chronicle.command import Context, fresh_id
from chronicle.settings import Settings
from services.notifications.channels.words import state_of
from services.notifications.projections import deliveries, inbox

MORNING = datetime(2021, 3, 24, 2, 0, tzinfo=UTC)
"""A Wednesday at nine in the province."""
waiting_seconds_max = 20


def province(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant by the clock on the province's wall."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(PROVINCE_TIME)).astimezone(UTC)


async def play(settings: Settings) -> PlayedClock:
    """Makes the empty log one that is played, and gives the clock to play it with."""
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute("SELECT chronicle.play_clock()")
    await owner.close()
    return PlayedClock(MORNING)


def context_of(host: Any) -> Context:
    """Somebody who may ask anything, today."""
    return Context("test", "provincial_officer", "", host.clock.today(), fresh_id(), fresh_id())


async def until(found: Callable[[], Any], what: str = "") -> Any:
    """Waits, bounded, until an awaited answer is truthy, and returns it."""
    async with asyncio.timeout(waiting_seconds_max):
        while not (answer := await found()):
            await asyncio.sleep(0.03)
    return answer


async def states(host: Any, unit_id: str, channel: str = "mail") -> dict[str, tuple[str, dict[str, Any]]]:
    """By template: how the unit's notices stand with a channel, and the whole row."""
    pool = host.services["notifications"].pool
    rows = await pool.fetch("SELECT * FROM notifications.inbox WHERE unit_id = $1", unit_id)
    carried = await deliveries.deliveries_of_notices(pool, [row["notice_id"] for row in rows])
    return {
        row["template"]: (state_of(one), one)
        for row in map(inbox.shown, rows)
        for one in carried[row["notice_id"]]
        if one["channel"] == channel
    }


async def stands(host: Any, unit_id: str, template: str, state: str, channel: str = "mail") -> dict[str, Any]:
    """The delivery, as soon as it stands so."""

    async def so() -> Any:
        found = (await states(host, unit_id, channel)).get(template)
        return found[1] if found is not None and found[0] == state else None

    delivery: dict[str, Any] = await until(so)
    return delivery
