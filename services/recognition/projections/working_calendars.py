"""By which calendar were working days counted, in which version, and what did each change?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import WorkingCalendarSet


@dataclass(frozen=True, slots=True)
class WorkingCalendarRow:
    """Days and their reasons stand beside each other."""

    calendar: str
    calendar_version: int
    first_day: date | None = None
    last_day: date | None = None
    off: tuple[date, ...] = ()
    off_reasons: tuple[str, ...] = ()
    worked: tuple[date, ...] = ()
    worked_reasons: tuple[str, ...] = ()
    source: str = ""
    set_on: date | None = None


def calendar_set(fact: WorkingCalendarSet, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        WorkingCalendarRow(
            calendar=fact.calendar,
            calendar_version=fact.calendar_version,
            first_day=fact.first_day,
            last_day=fact.last_day,
            off=tuple(day.day for day in fact.off),
            off_reasons=tuple(day.reason for day in fact.off),
            worked=tuple(day.day for day in fact.worked),
            worked_reasons=tuple(day.reason for day in fact.worked),
            source=fact.source,
            set_on=fact.set_on,
        )
    )


WORKING_CALENDARS = Projection(
    name="working_calendars",
    row=WorkingCalendarRow,
    key=("calendar", "calendar_version"),
    on={WorkingCalendarSet: calendar_set},
)


async def versions_of(connection: Any, calendar: str) -> list[WorkingCalendarRow]:
    """All versions of a calendar, the newest first."""
    rows = await connection.fetch(
        "SELECT * FROM recognition.working_calendars WHERE calendar = $1 ORDER BY calendar_version DESC", calendar
    )
    return [WorkingCalendarRow(**{**row, **{name: tuple(row[name]) for name in _LISTS}}) for row in rows]


async def days_off(connection: Any, calendar: str, version: int) -> dict[date, str]:
    """The days a version does not work, with their reasons; none of a version there is none of."""
    row = await connection.fetchrow(
        "SELECT off, off_reasons FROM recognition.working_calendars WHERE calendar = $1 AND calendar_version = $2",
        calendar, version,
    )  # fmt: skip
    return {} if row is None else dict(zip(row["off"], row["off_reasons"], strict=True))


_LISTS = ("off", "off_reasons", "worked", "worked_reasons")
