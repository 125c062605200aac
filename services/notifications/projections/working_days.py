"""Which days are off or worked against their weekday, by the working calendar in force?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import WorkingCalendarSet

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDaysRow:
    calendar: str
    position: int = 0
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


def calendar_set(fact: WorkingCalendarSet, seen: Seen[Any]) -> Iterable[Change]:
    off, worked = (tuple(day.day for day in days) for days in (fact.off, fact.worked))
    yield Put(WorkingDaysRow(fact.calendar, seen.position, off, worked))


WORKING_DAYS = Projection(
    name="working_days", row=WorkingDaysRow, key=("calendar",), on={WorkingCalendarSet: calendar_set}
)


@dataclass(frozen=True)
class WorkingDays:
    """Mondays to Fridays, but for what the calendar says of single days."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        return day in self.worked or (day not in self.off and day.weekday() < SATURDAY)

    def after(self, day: date, n: int) -> date:
        """The n-th working day after a day; before it where n is negative."""
        step = timedelta(days=1 if n > 0 else -1)
        left = abs(n)
        while left:
            day += step
            left -= self.works(day)
        return day


async def working_days(pool: Any) -> WorkingDays:
    """What the calendar set last says; Mondays to Fridays where none was set."""
    row = await pool.fetchrow("SELECT off, worked FROM notifications.working_days ORDER BY position DESC LIMIT 1")
    return WorkingDays() if row is None else WorkingDays(frozenset(row["off"]), frozenset(row["worked"]))
