"""Vietnamese working days within named years: public holidays, and the days officially swapped, as versioned data.

The `holidays` package knows holidays and swaps up to its release; what is announced later is added in YAML, by year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import holidays
from pydantic import Field

from reference.yaml_files import Value, read_yaml

FOLDER = Path(__file__).parent / "calendars"
SATURDAY = 5
ONE_DAY = timedelta(days=1)
years_max = 30


class SwappedDay(Value):
    """A day that differs from what the package says, with the announcement that made it so."""

    day: date
    reason_vi: str
    source: str


class CalendarFile(Value):
    """A calendar as written: the years it is good for, and what it changes."""

    calendar: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 code, as `holidays` takes it")
    first_year: int = Field(ge=2007, le=2100)
    last_year: int = Field(ge=2007, le=2100)
    days_off: tuple[SwappedDay, ...]
    days_worked: tuple[SwappedDay, ...]


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


def calendar_file(calendar: str) -> Path:
    """Returns where a calendar of this folder is kept."""
    return FOLDER / f"{calendar}.yaml"


def load_calendar(path: Path) -> WorkingCalendar:
    """Returns a calendar. Raises DataRefused, or ValueError where its years are out of order or too many."""
    written = read_yaml(path, CalendarFile)
    if not 0 <= written.last_year - written.first_year < years_max:
        raise ValueError(f"{path.name}: give at most {years_max} years, the first one first")
    years = range(written.first_year, written.last_year + 1)
    known = holidays.country_holidays(written.country, years=years, language="vi")
    worked = {day.day: day.reason_vi for day in written.days_worked}
    off = {**dict(known.items()), **{day.day: day.reason_vi for day in written.days_off}}
    # A day worked in December for a day off in January is here too: the package keeps those for all years.
    swapped = {day: "Ngày làm bù" for day in known.weekend_workdays if day not in off}
    return WorkingCalendar(
        name=written.calendar,
        first_day=date(written.first_year, 1, 1),
        last_day=date(written.last_year, 12, 31),
        off=off,
        worked={**swapped, **worked},
    )


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
