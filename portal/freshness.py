"""How fresh what a service shows is: up to which event its views have read, and where the log ends."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chronicle.past.moment import AsOf
from chronicle.service import Service


@dataclass(frozen=True, slots=True)
class Freshness:
    """`position` is the smallest checkpoint of the service's views: everything up to there is in what is shown."""

    position: int
    head: int
    recorded_at: datetime | None
    """When the event at `position` was recorded, UTC; None before the first one."""
    day: date
    """The day, in the province, up to which the pages speak."""

    @property
    def behind(self) -> int:
        return max(0, self.head - self.position)


async def freshness(service: Service, connection: Any) -> Freshness:
    """Asked in the same transaction as the rows it speaks about. Views that have not read yet stand at 0.

    As of a moment, that moment is what is shown, and nothing is behind it.
    """
    if isinstance(connection, AsOf):
        then = connection.moment
        return Freshness(then.position, then.position, then.recorded_at, then.day)
    names = [view.name for view in service.views.values()]
    row = await connection.fetchrow(
        "SELECT CASE WHEN count(*) = $2 THEN min(position) ELSE 0 END AS position, "
        f'(SELECT position FROM chronicle.head) AS head FROM "{service.name}".reader WHERE reader = ANY($1)',
        names, len(names),
    )  # fmt: skip
    recorded_at = await connection.fetchval(
        "SELECT recorded_at FROM chronicle.event WHERE position = $1", row["position"]
    )
    if recorded_at is None and row["position"]:  # archived
        [entry] = await service.log.entries_at([row["position"]])
        recorded_at = entry.recorded_at
    zone = ZoneInfo(service.settings.time_zone)
    day = service.clock.today() if recorded_at is None else recorded_at.astimezone(zone).date()
    return Freshness(row["position"], row["head"], recorded_at, day)
