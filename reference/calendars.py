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
