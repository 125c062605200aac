"""From a working calendar kept as data to the command that sets it."""

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
        off=tuple(
            CalendarDay(day=day, reason=reason) for day, reason in sorted(calendar.off.items()) if _lies(calendar, day)
        ),
        worked=tuple(
            CalendarDay(day=day, reason=reason)
            for day, reason in sorted(calendar.worked.items())
            if _lies(calendar, day) and day not in calendar.off
        ),
        source=source,
    )


def _lies(calendar: WorkingCalendar, day: date) -> bool:
    return calendar.first_day <= day <= calendar.last_day
