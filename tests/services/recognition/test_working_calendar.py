"""A working calendar is set, set anew as a later version, and refused where it contradicts itself."""

from datetime import date
from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from contracts.recognition import CalendarDay, WorkingCalendarSet
from reference.calendars import calendar_file, load_calendar
from reference.working_days import working_days_between
from services.recognition.clock import KnownCalendar
from services.recognition.working_calendar import CALENDAR, WORKING_CALENDAR, SetWorkingCalendar, evolve
from services.recognition.working_calendar_files import set_calendar

pytestmark = pytest.mark.fast

calendar = DeciderSpec(WORKING_CALENDAR)
DAY = date(2021, 2, 11)
SAID: dict[str, Any] = {
    "first_day": date(2021, 1, 1), "last_day": date(2021, 12, 31), "source": "Thông báo số 4875/TB-LĐTBXH",
    "off": (CalendarDay(day=date(2021, 9, 2), reason="Quốc khánh"),), "worked": (),
}  # fmt: skip
SET = SetWorkingCalendar(occurred_on=DAY, **SAID)
FACT = WorkingCalendarSet(calendar=CALENDAR, calendar_version=1, set_on=DAY, **SAID)


def test_a_calendar_is_set_once_and_then_versioned() -> None:
    calendar.given().when(SET).then(FACT)
    calendar.given(FACT).when(SET).then_nothing()
    longer = {**SAID, "last_day": date(2022, 12, 31)}
    second = WorkingCalendarSet(calendar=CALENDAR, calendar_version=2, set_on=DAY, **longer)
    calendar.given(FACT).when(SetWorkingCalendar(occurred_on=DAY, **longer)).then(second)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"last_day": date(2020, 12, 31), "off": ()}, "calendar.backwards"),
        ({"worked": (CalendarDay(day=date(2021, 9, 2), reason="Làm bù"),)}, "calendar.day_twice"),
        ({"worked": (CalendarDay(day=date(2022, 9, 3), reason="Làm bù"),)}, "calendar.day_outside"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(changed: dict[str, Any], code: str) -> None:
    calendar.given().when(SetWorkingCalendar(occurred_on=DAY, **{**SAID, **changed})).then_refused(code)


def test_the_calendar_shipped_counts_as_a_fact_as_it_counts_as_a_file() -> None:
    shipped = load_calendar(calendar_file("vn-2021"))
    command = set_calendar(shipped, DAY, "holidays")
    [fact] = WORKING_CALENDAR.decisions[SetWorkingCalendar](command, KnownCalendar())
    known = evolve(KnownCalendar(), fact)
    for start in (date(2020, 1, 1), date(2021, 1, 29), date(2021, 4, 28), date(2021, 8, 30), date(2022, 9, 1)):
        for end in (date(2021, 2, 20), date(2021, 9, 8), date(2022, 12, 31)):
            assert working_days_between(start, end, known.days) == working_days_between(start, end, shipped)
