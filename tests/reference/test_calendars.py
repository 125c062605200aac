"""Working days follow the Vietnamese calendar, count the same forwards and backwards, and stop at the years known."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.calendars import calendar_file, load_calendar
from reference.refusal import DataRefused
from reference.working_days import (
    OutsideCalendar,
    WorkingCalendar,
    add_working_days,
    is_working_day,
    why_not_working,
    working_days_between,
)

CALENDAR = load_calendar(calendar_file("vn-2021"))
# Far enough from both ends for 120 working days.
DAYS = st.dates(date(2020, 7, 1), date(2022, 6, 30))
COUNTS = st.integers(0, 120)


def calendar_of(folder: Path, text: str) -> WorkingCalendar:
    path = folder / "vn-test.yaml"
    path.write_text("calendar: vn-test\ncountry: VN\n" + text)
    return load_calendar(path)


def test_the_days_off_of_2021_are_pinned() -> None:
    # A new release of the package must not move a due date of a past year unseen.
    days = [date(2021, 1, 1) + timedelta(days=offset) for offset in range(365)]
    off = [day.strftime("%d/%m") for day in days if day.weekday() < 5 and not is_working_day(day, CALENDAR)]
    assert " ".join(off) == "01/01 10/02 11/02 12/02 15/02 16/02 21/04 30/04 03/05 02/09 03/09"
    assert not [day for day in days if day.weekday() >= 5 and is_working_day(day, CALENDAR)]


def test_the_founding_plan_was_dated_on_a_day_off() -> None:
    assert why_not_working(date(2021, 2, 11), CALENDAR) == "Giao thừa Tết Nguyên Đán"
    assert why_not_working(date(2021, 2, 13), CALENDAR) == "Mùng hai Tết Nguyên Đán"
    assert why_not_working(date(2021, 2, 20), CALENDAR) == "Nghỉ cuối tuần"
    assert why_not_working(date(2021, 2, 17), CALENDAR) is None


def test_the_first_working_day_after_the_eve_of_tet_is_six_days_later() -> None:
    assert add_working_days(date(2021, 2, 11), 1, CALENDAR) == date(2021, 2, 17)
    assert add_working_days(date(2021, 2, 17), -1, CALENDAR) == date(2021, 2, 9)
    assert add_working_days(date(2021, 2, 11), 0, CALENDAR) == date(2021, 2, 11)
    assert working_days_between(date(2021, 10, 31), date(2021, 11, 9), CALENDAR) == 7


def test_swapped_days_known_to_the_package_are_worked(tmp_path: Path) -> None:
    calendar = calendar_of(tmp_path, "first_year: 2024\nlast_year: 2024\ndays_off: []\ndays_worked: []\n")
    assert is_working_day(date(2024, 5, 4), calendar)
    assert not is_working_day(date(2024, 4, 29), calendar)


def test_a_day_worked_in_december_for_a_day_off_in_january_is_known(tmp_path: Path) -> None:
    calendar = calendar_of(tmp_path, "first_year: 2014\nlast_year: 2014\ndays_off: []\ndays_worked: []\n")
    assert is_working_day(date(2014, 12, 27), calendar)


def test_an_announced_swap_is_added_as_data(tmp_path: Path) -> None:
    calendar = calendar_of(
        tmp_path,
        "first_year: 2021\nlast_year: 2021\n"
        "days_off: [{day: 2021-09-06, reason_vi: Nghỉ hoán đổi, source: 1/TB}]\n"
        "days_worked: [{day: 2021-09-11, reason_vi: Làm bù, source: 1/TB}, "
        "{day: 2021-09-03, reason_vi: Làm bù, source: 1/TB}]\n",
    )
    assert why_not_working(date(2021, 9, 6), calendar) == "Nghỉ hoán đổi"
    assert is_working_day(date(2021, 9, 11), calendar)
    assert is_working_day(date(2021, 9, 3), calendar), "a holiday can be worked too"


def test_years_out_of_order_or_unwritten_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="first one first"):
        calendar_of(tmp_path, "first_year: 2022\nlast_year: 2021\ndays_off: []\ndays_worked: []\n")
    with pytest.raises(DataRefused, match=r"vn-test\.yaml:\d \[last_year\]"):
        calendar_of(tmp_path, "first_year: 2022\ndays_off: []\ndays_worked: []\n")


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2023, 1, 1)])
def test_outside_the_years_there_is_no_guess(day: date) -> None:
    inside = date(2021, 6, 1)
    with pytest.raises(OutsideCalendar, match="2020–2022"):
        is_working_day(day, CALENDAR)
    with pytest.raises(OutsideCalendar):
        working_days_between(inside, day, CALENDAR)
    with pytest.raises(OutsideCalendar):
        add_working_days(inside, 999 if day > inside else -999, CALENDAR)


@given(DAYS, st.integers(-120, 120).filter(bool))
def test_adding_ends_on_a_working_day(day: date, n: int) -> None:
    assert is_working_day(add_working_days(day, n, CALENDAR), CALENDAR)


@given(DAYS, st.integers(-120, 120))
def test_from_a_working_day_adding_is_undone_by_taking_away(day: date, n: int) -> None:
    start = add_working_days(day, 1, CALENDAR)
    assert add_working_days(add_working_days(start, n, CALENDAR), -n, CALENDAR) == start
    assert working_days_between(start, add_working_days(start, n, CALENDAR), CALENDAR) == n


@given(DAYS, COUNTS)
def test_counting_undoes_adding_from_any_day(day: date, n: int) -> None:
    assert working_days_between(day, add_working_days(day, n, CALENDAR), CALENDAR) == n


@given(DAYS, COUNTS, COUNTS)
def test_adding_in_two_steps_is_adding_at_once(day: date, first: int, second: int) -> None:
    total = min(first + second, 120)
    second = total - first
    assert add_working_days(add_working_days(day, first, CALENDAR), second, CALENDAR) == add_working_days(
        day, total, CALENDAR
    )


@given(DAYS, DAYS, DAYS)
def test_counts_add_up_along_the_calendar(first: date, second: date, third: date) -> None:
    whole = working_days_between(first, third, CALENDAR)
    assert whole == working_days_between(first, second, CALENDAR) + working_days_between(second, third, CALENDAR)
