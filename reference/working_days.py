"""Which days offices work, and counting by them. Pure: what a decision may count with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of some years. `off` and `worked` give the Vietnamese reason by day; `worked` wins."""

    name: str
    first_day: date
    last_day: date
    off: Mapping[date, str]
    worked: Mapping[date, str]


class OutsideCalendar(Exception):
    """A day lies outside the years a calendar is good for; an answer would be a guess."""

    def __init__(self, day: date, calendar: WorkingCalendar) -> None:
        years = f"{calendar.first_day.year}–{calendar.last_day.year}"
        super().__init__(
            f"{day.isoformat()} lies outside calendar {calendar.name} ({years}): add a calendar for that year · "
            f"ngày nằm ngoài lịch {calendar.name} ({years}): hãy bổ sung lịch của năm đó"
        )
        self.day = day


def why_not_working(day: date, calendar: WorkingCalendar) -> str | None:
    """Returns the Vietnamese reason why nobody works on a day, or None on a working day. Raises OutsideCalendar."""
    if not calendar.first_day <= day <= calendar.last_day:
        raise OutsideCalendar(day, calendar)
    if day in calendar.worked:
        return None
    if day in calendar.off:
        return calendar.off[day]
    return "Nghỉ cuối tuần" if day.weekday() >= SATURDAY else None


def is_working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Returns whether offices work on a day. Raises OutsideCalendar."""
    return why_not_working(day, calendar) is None


def add_working_days(day: date, n: int, calendar: WorkingCalendar) -> date:
    """Returns the n-th working day after a day, which itself does not count; before it for a negative n.

    Nothing is added for 0: the same day comes back, even a day off. Raises OutsideCalendar.
    """
    step = ONE_DAY if n >= 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, calendar)
    return day


def working_days_between(start: date, end: date, calendar: WorkingCalendar) -> int:
    """Returns how many working days lie after `start` up to and including `end`; negative where `end` is earlier.

    So `working_days_between(d, add_working_days(d, n, c), c) == n` for every n >= 0. Raises OutsideCalendar.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    for day in (start, end):
        if not calendar.first_day <= day <= calendar.last_day:
            raise OutsideCalendar(day, calendar)
    return sum(is_working_day(start + ONE_DAY * offset, calendar) for offset in range(1, (end - start).days + 1))
