"""As of when is asked: `?as_of=2021-11-08` is what was known when that day ended, `?as_of=18204` what was up to that event."""

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query

from chronicle.log import Log
from chronicle.past.moment import Moment
from chronicle.past.past import NotYet, PastStopped, reach_seconds_max
from chronicle.service import Service
from portal.authority.remembered_tree import RememberedTree
from portal.authority.tree import Tree
from portal.problems import Rejected

wait_ms = 50
retry_seconds = "5"

_WRITTEN = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,15})$"
AsOfAsked = Annotated[
    str | None,
    Query(
        pattern=_WRITTEN,
        description="what was known when this day ended (2021-11-08), or up to this event (18204); default: now",
    ),
]
SinceAsked = Annotated[str, Query(pattern=_WRITTEN, description="the moment before, written as `as_of`")]


async def moment_of(service: Service, asked: str) -> Moment:
    """The moment that was asked for, no later than now. Raises Rejected where there is no such day."""
    zone, today = ZoneInfo(service.settings.time_zone), service.clock.today()
    position, day = await position_of(service.log, asked, zone, today)
    found = await service.log.entries_at([position])
    recorded_at = found[0].recorded_at if found else None
    if day is not None:
        return Moment(position, day, True, recorded_at)
    return Moment(position, recorded_at.astimezone(zone).date() if recorded_at else today, False, recorded_at)


async def position_of(log: Log, asked: str, zone: ZoneInfo, today: date) -> tuple[int, date | None]:
    """The last position that was known then, and the day where one was asked for. Raises Rejected where there is no such day."""
    if asked.isdigit():
        return min(int(asked), await log.head()), None
    day = min(_day(asked), today)
    return await log.position_at(datetime.combine(day + timedelta(days=1), time(), zone)), day


def _day(asked: str) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise Rejected(
            422, "as_of.no_day", vi=f"Không có ngày {asked}; hãy ghi năm-tháng-ngày, ví dụ 2021-11-08",
            en=f"There is no day {asked}; write year-month-day, as 2021-11-08",
        ) from None  # fmt: skip


async def readable(service: Service, asked: str) -> Moment:
    """The moment that was asked for, as of which the service's views can be read from now on. Raises Rejected."""
    found = await moment_of(service, asked)
    await must_be_readable(service, found)
    return found


async def must_be_readable(service: Service, moment: Moment, *, seconds_max: float = reach_seconds_max) -> None:
    """Waits a moment for the past of the service's views to be written up to there. Raises Rejected (503)."""
    try:
        await service.past.reach(moment.position, seconds_max=seconds_max)
    except NotYet as error:
        raise not_yet(error.reached, error.position) from error
    except PastStopped as error:
        raise stopped(error) from error


def stopped(error: PastStopped) -> Rejected:
    return Rejected(
        503, "as_of.stopped", vi=f"Không dựng lại được quá khứ: {error}", en=f"The past cannot be shown: {error}"
    )


def not_yet(reached: int, position: int) -> Rejected:
    return Rejected(
        503, "as_of.not_yet",
        vi=f"Quá khứ đang được dựng lại: {reached}/{position} sự kiện; hãy tải lại sau ít giây",
        en=f"The past is being put together: {reached} of {position} facts; ask again in a few seconds",
        headers={"Retry-After": retry_seconds},
    )  # fmt: skip


async def tree_of(service: Service, remembered: RememberedTree, position: int) -> Tree:
    """Which unit stood under which, and what each was called. Raises Rejected (503) where the portal has not come so far."""
    reached = 0
    for _ in range(reach_seconds_max * 1000 // wait_ms):
        reached = await remembered.reached(service.pool)
        if reached >= position:
            return await remembered.as_of(service.pool, position)
        await asyncio.sleep(wait_ms / 1000)
    raise not_yet(reached, position)
