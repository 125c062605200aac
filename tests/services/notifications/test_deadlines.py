"""Each deadline is reminded of a week before, the day before and the day after: once each, however the days come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.spec import DeciderSpec
from contracts.fact import Fact
from contracts.notifications import DeadlineNoted, ReminderDue
from contracts.registration import Successor, UnitSucceeded
from services.notifications.deadlines import DEADLINES, NoteDeadline, WatchDay, remind_before_days
from tests.services.notifications.examples import DAY, ended, listed

pytestmark = pytest.mark.fast

CLOSES = date(2021, 3, 31)
NOTE = NoteDeadline(occurred_on=DAY, year=2021, deadline="registration", due_on=CLOSES, organiser_id="p1")
NOTED = DeadlineNoted(
    year=2021, deadline="registration", unit_kind=None, due_on=CLOSES, previous_due_on=None, organiser_id="p1"
)
DECIDE = DeadlineNoted(
    year=2021,
    deadline="decision",
    unit_kind="commune",
    due_on=date(2021, 12, 9),
    previous_due_on=None,
    organiser_id=None,
)
deadlines = DeciderSpec(DEADLINES)


def watch(day: date) -> WatchDay:
    return WatchDay(occurred_on=day, year=2021)


def reminder(before_days: int, days_left: int) -> ReminderDue:
    return ReminderDue(
        year=2021, deadline="registration", unit_kind=None, due_on=CLOSES, before_days=before_days, days_left=days_left,
        organiser_id="p1", raised_on=CLOSES - timedelta(days=days_left),
    )  # fmt: skip


def test_a_deadline_is_noted_once_and_again_when_it_moves() -> None:
    deadlines.given().when(NOTE).then(NOTED)
    deadlines.given(NOTED).when(NOTE).then_nothing()
    later = date(2021, 4, 15)
    deadlines.given(NOTED).when(NOTE.model_copy(update={"due_on": later})).then(
        NOTED.model_copy(update={"due_on": later, "previous_due_on": CLOSES})
    )


def test_a_deadline_without_a_day_is_one_less() -> None:
    none = NoteDeadline(occurred_on=DAY, year=2021, deadline="decision", unit_kind="commune", due_on=None)
    deadlines.given().when(none).then_nothing()
    lifted = DECIDE.model_copy(update={"due_on": None, "previous_due_on": DECIDE.due_on})
    deadlines.given(DECIDE).when(none).then(lifted)
    deadlines.given(NOTED, DECIDE, lifted).when(watch(date(2021, 12, 9))).then_nothing()


def test_it_is_time_a_week_before_the_day_before_and_the_day_after() -> None:
    deadlines.given(NOTED).when(watch(date(2021, 3, 23))).then_nothing()
    deadlines.given(NOTED).when(watch(date(2021, 3, 24))).then(reminder(7, 7))
    deadlines.given(NOTED, reminder(7, 7)).when(watch(date(2021, 3, 25))).then_nothing()
    deadlines.given(NOTED, reminder(7, 7)).when(watch(date(2021, 3, 30))).then(reminder(1, 1))
    deadlines.given(NOTED, reminder(7, 7), reminder(1, 1)).when(watch(date(2021, 3, 31))).then_nothing()
    deadlines.given(NOTED, reminder(7, 7), reminder(1, 1)).when(watch(date(2021, 4, 1))).then(reminder(-1, -1))
    deadlines.given(NOTED, reminder(-1, -1)).when(watch(date(2021, 4, 2))).then_nothing()


def test_who_took_the_organisers_place_is_reminded() -> None:
    heir = (Successor(unit_id="p2", share="whole"),)
    succeeded = UnitSucceeded(
        unit_id="p1", unit_kind="province", successors=heir, ended=True, legal_basis="Nghị quyết", valid_from=DAY
    )
    known = deadlines.knowing(organiser=(listed("p1", "province"), succeeded, ended("p1")))
    known.given(NOTED).when(watch(date(2021, 3, 24))).then(reminder(7, 7).model_copy(update={"organiser_id": "p2"}))


def test_of_reminders_that_were_missed_only_the_nearest_is_raised() -> None:
    deadlines.given(NOTED).when(watch(date(2021, 3, 31))).then(reminder(1, 0))
    deadlines.given(NOTED).when(watch(date(2021, 4, 20))).then(reminder(-1, -20))


def test_what_passed_long_ago_reminds_nobody() -> None:
    deadlines.given(NOTED).when(watch(date(2021, 5, 1))).then_nothing()


def test_a_year_without_a_campaign_binds_nobody() -> None:
    deadlines.given(DECIDE).when(watch(date(2021, 12, 8))).then_nothing()
    deadlines.given(DECIDE, NOTED, reminder(-1, -1)).when(watch(date(2021, 12, 8))).then(
        ReminderDue(
            year=2021, deadline="decision", unit_kind="commune", due_on=date(2021, 12, 9), before_days=1, days_left=1,
            organiser_id="p1", raised_on=date(2021, 12, 8),
        )
    )  # fmt: skip


def test_a_deadline_that_moves_is_reminded_of_anew_and_one_told_again_is_not() -> None:
    moved = NOTED.model_copy(update={"due_on": CLOSES + timedelta(days=30), "previous_due_on": CLOSES})
    told_again = NOTED.model_copy(update={"previous_due_on": CLOSES, "organiser_id": "p2"})
    assert len(_raised([NOTED, reminder(7, 7), moved], [date(2021, 4, 23)])) == 1
    assert _raised([NOTED, reminder(7, 7), told_again], [date(2021, 3, 25)]) == []


@given(st.lists(st.integers(-60, 60), max_size=60))
def test_whatever_days_are_watched_each_reminder_comes_once_and_nearer_each_time(offsets: list[int]) -> None:
    raised = _raised([NOTED], [CLOSES + timedelta(days=offset) for offset in offsets])
    before_days = [reminder.before_days for reminder in raised]
    assert before_days == sorted(set(before_days), reverse=True)
    assert set(before_days) <= set(remind_before_days)
    assert all(reminder.days_left <= reminder.before_days for reminder in raised)


def test_watching_every_day_raises_every_reminder_on_its_day() -> None:
    raised = _raised([NOTED], [CLOSES + timedelta(days=offset) for offset in range(-40, 40)])
    assert [(r.before_days, r.days_left) for r in raised] == [(days, days) for days in remind_before_days]


def _raised(facts: list[Fact], days: list[date]) -> list[ReminderDue]:
    known, raised = list(facts), []
    for day in days:
        new = DEADLINES.decisions[WatchDay](watch(day), DEADLINES.fold.of(known), **DEADLINES.nothing_known())
        known += new
        raised += [fact for fact in new if isinstance(fact, ReminderDue)]
    return raised
