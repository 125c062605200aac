"""From a working calendar kept as data to the command that sets it."""

from collections.abc import Mapping
from datetime import date

from contracts.recognition import CalendarDay
from reference.working_days import WorkingCalendar
from services.recognition.working_calendar import SetWorkingCalendar


def set_calendar(calendar: WorkingCalendar, occurred_on: date, source: str) -> SetWorkingCalendar:
    """The command for a loaded calendar."""
    return SetWorkingCalendar(
        occurred_on=occurred_on,
        first_day=calendar.first_day,
        last_day=calendar.last_day,
        off=_days({day: reason for day, reason in calendar.off.items() if day not in calendar.worked}),
        worked=_days(calendar.worked),
        source=source,
    )


def _days(days: Mapping[date, str]) -> tuple[CalendarDay, ...]:
    return tuple(CalendarDay(day=day, reason=reason) for day, reason in sorted(days.items()))
