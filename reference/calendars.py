"""The working calendars kept as data: public holidays within named years, and the days officially swapped.

The `holidays` package knows holidays and swaps up to its release; what is announced later is added in YAML, by year.
"""

from datetime import date
from pathlib import Path

import holidays
from pydantic import Field

from reference.working_days import WorkingCalendar
from reference.yaml_files import Value, read_yaml

FOLDER = Path(__file__).parent / "calendars"
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


def calendar_file(calendar: str) -> Path:
    """Returns where a calendar of this folder is kept."""
    return FOLDER / f"{calendar}.yaml"


def load_calendar(path: Path) -> WorkingCalendar:
    """Returns a calendar. Raises DataRefused, or ValueError where its years are out of order or too many."""
    written = read_yaml(path, CalendarFile)
    if not 0 <= written.last_year - written.first_year < years_max:
        raise ValueError(f"{path.name}: give at most {years_max} years, the first one first")
    first, last = date(written.first_year, 1, 1), date(written.last_year, 12, 31)
    known = known_holidays(written.country, first, last)
    off = {**known.off, **{day.day: day.reason_vi for day in written.days_off}}
    swapped = {day: reason for day, reason in known.worked.items() if day not in off}
    worked = {**swapped, **{day.day: day.reason_vi for day in written.days_worked}}
    return WorkingCalendar(written.calendar, first, last, off, worked)


def known_holidays(country: str, first_day: date, last_day: date) -> WorkingCalendar:
    """What the package knows of a country's holidays and swapped days within the years of two days."""
    known = holidays.country_holidays(country, years=range(first_day.year, last_day.year + 1), language="vi")
    off = {day: reason for day, reason in known.items() if first_day <= day <= last_day}
    # A day worked in December for a day off in January is here too: the package keeps those for all years.
    worked = {day: "Ngày làm bù" for day in known.weekend_workdays if day not in off and first_day <= day <= last_day}
    return WorkingCalendar(country.lower(), first_day, last_day, off, worked)
