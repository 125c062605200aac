"""Due days against an independent calculation, day by day; pauses; and how a day is explained."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.recognition import Due, Pause
from reference.working_days import WorkingCalendar
from services.recognition.clock import (
    KnownCalendar,
    days_not_worked,
    due_for,
    last_day_to_decide,
    pause,
    resume,
    why,
)
from tests.services.recognition.scenes import rules

pytestmark = pytest.mark.fast

HOLIDAYS = {date(2021, 9, 2): "Quốc khánh", date(2021, 9, 3): "Quốc khánh"}
WORKED = {date(2021, 9, 11): "Ngày làm bù"}
YEAR = KnownCalendar("vn", 2, WorkingCalendar("vn", date(2021, 1, 1), date(2021, 12, 31), HOLIDAYS, WORKED))
NONE = KnownCalendar()
FREE: dict[str, Any] = {"decide_before": None}
DAYS_OF_2021 = st.dates(date(2021, 1, 4), date(2021, 11, 20))


def works(day: date) -> bool:
    """Written a second time, from the lists above."""
    return day in WORKED or (day not in HOLIDAYS and day.weekday() < 5)


def the_nth(day: date, n: int) -> date:
    """The n-th working day after a day, one day at a time."""
    while n > 0:
        day += timedelta(days=1)
        n -= 1 if works(day) else 0
    return day


def test_a_step_is_due_after_its_working_days_whatever_is_off() -> None:
    due = due_for("appraise", date(2021, 9, 1), rules(appraise_within_days=5, **FREE), YEAR)
    # 2 and 3 September are off, 4 and 5 a weekend; 6, 7, 8, 9, 10 are worked
    assert due == Due(
        step="appraise", on=date(2021, 9, 10), since=date(2021, 9, 1), working_days=5, calendar="vn", calendar_version=2
    )
    assert days_not_worked(due, HOLIDAYS) == sorted(HOLIDAYS.items())
    by_deadline = due.model_copy(update={"working_days": None})
    assert days_not_worked(by_deadline, HOLIDAYS) == [], "a deadline is counted by no calendar"


def test_the_deadline_for_deciding_binds_where_it_is_nearer() -> None:
    by = rules(decide_before=date(2021, 9, 9), appraise_within_days=5)
    due = due_for("appraise", date(2021, 9, 1), by, YEAR)
    assert due is not None
    assert (due.on, due.working_days) == (date(2021, 9, 8), None)
    assert last_day_to_decide(rules(decide_before=date(2021, 9, 9), before_excludes_the_day=False)) == date(2021, 9, 9)
    after = due_for("appraise", date(2021, 9, 9), by, YEAR)
    assert after is not None
    assert (after.on, after.working_days) == (date(2021, 9, 15), 5), "once it has passed it binds only the decision"
    late = due_for("decide", date(2021, 9, 9), by, YEAR)
    assert late is not None
    assert late.on == date(2021, 9, 8)
    corrected = due_for("correct", date(2021, 9, 7), rules(decide_before=date(2021, 9, 9), correct_within_days=5), YEAR)
    assert corrected is not None
    assert corrected.on == date(2021, 9, 13), "11 September is worked"


def test_without_days_and_deadline_nothing_is_due() -> None:
    assert due_for("decide", date(2021, 9, 1), rules(decide_within_days=None, **FREE), YEAR) is None
    assert pause(None, date(2021, 9, 1), YEAR) is None


def test_where_no_calendar_reaches_weekdays_are_counted_and_said() -> None:
    for calendar in (NONE, YEAR):
        due = due_for("propose", date(2021, 12, 31), rules(propose_within_days=2, **FREE), calendar)
        assert due is not None
        assert (due.on, due.calendar, due.calendar_version) == (date(2022, 1, 4), None, 0)
        assert "thứ Hai đến thứ Sáu" in why(due)[0]
        assert "Mondays to Fridays" in why(due)[1]


@given(DAYS_OF_2021, st.integers(1, 20))
def test_due_days_equal_an_independent_calculation(since: date, days: int) -> None:
    due = due_for("appraise", since, rules(appraise_within_days=days, **FREE), YEAR)
    assert due is not None
    assert due.on == the_nth(since, days)


@given(DAYS_OF_2021, st.integers(1, 10), st.integers(0, 25), st.integers(0, 60))
def test_a_pause_takes_no_working_day(since: date, days: int, returned_after: int, away: int) -> None:
    by = rules(complete_within_days=days, **FREE)
    due = due_for("check_completeness", since, by, YEAR)
    assert due is not None
    returned = since + timedelta(days=returned_after)
    back = returned + timedelta(days=away)
    if back > date(2021, 11, 20):
        return
    paused = pause(due, returned, YEAR)
    assert paused is not None
    used = sum(works(since + timedelta(days=n)) for n in range(1, returned_after + 1))
    assert paused.working_days_left == days - used
    again = resume(paused, back, by, YEAR)
    assert again is not None
    if paused.working_days_left >= 0:
        assert again.on == the_nth(back, paused.working_days_left)
    else:
        assert again.on < back, "what was overdue stays overdue"


def test_a_deadline_without_working_days_knows_no_pause() -> None:
    by = rules(complete_within_days=None)
    due = due_for("check_completeness", date(2021, 10, 25), by, YEAR)
    assert due is not None
    paused = pause(due, date(2021, 10, 26), YEAR)
    assert paused is not None
    assert resume(paused, date(2021, 11, 1), by, YEAR) == due.model_copy(update={"since": date(2021, 11, 1)})


def test_another_calendar_moves_what_is_due() -> None:
    by = rules(appraise_within_days=5, **FREE)
    before, after = (due_for("appraise", date(2021, 9, 1), by, calendar) for calendar in (NONE, YEAR))
    assert before is not None
    assert after is not None
    assert (before.on, after.on) == (date(2021, 9, 8), date(2021, 9, 10))


def test_every_kind_of_due_day_explains_itself() -> None:
    by = rules(appraise_within_days=5, **FREE)
    due = due_for("appraise", date(2021, 9, 1), by, YEAR)
    assert due is not None
    assert why(due)[0] == "5 ngày làm việc kể từ sau ngày 01/09/2021, theo lịch vn bản 2"
    back = resume(Pause(step="appraise", working_days_left=-2), date(2021, 10, 6), by, YEAR)
    assert back is not None
    assert why(back)[1].startswith("it was 2 working days overdue when it came back on 2021-10-06")
    deadline = due_for("decide", date(2021, 11, 1), rules(decide_within_days=None), YEAR)
    assert deadline is not None
    assert why(deadline)[0] == "hạn quyết định của bộ quy định, 09/11/2021"
