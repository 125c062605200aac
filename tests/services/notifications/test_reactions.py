"""Consequences of facts: pure functions from a cause to commands, the same for the same cause."""

from datetime import date

import pytest

from chronicle.command import Command
from chronicle.spec import recorded
from contracts.calendar import DayBegan
from contracts.fact import Fact
from contracts.notifications import ReminderDue
from services.notifications.channels.occasions import EVERYWHERE
from services.notifications.deadlines import NoteDeadline, WatchDay
from services.notifications.notice import RaiseNotice
from services.notifications.reactions import REACTIONS
from tests.services.notifications.examples import DAY, LAUNCHED, RETURNED, decided, put_in_force, rules

pytestmark = pytest.mark.fast


def consequences(fact: Fact, position: int = 7, occurred_on: date = DAY) -> list[Command]:
    cause = recorded(fact, position=position, occurred_on=occurred_on)
    commands: list[Command] = []
    for reaction in REACTIONS[type(fact)]:
        commands += reaction.consequence(fact, cause)  # type: ignore[arg-type]
    return commands


def test_the_unit_is_told_when_its_dossier_is_returned() -> None:
    [command] = consequences(RETURNED)
    assert isinstance(command, RaiseNotice)
    assert (command.unit_id, command.template, command.channels) == ("c1", "dossier_returned", EVERYWHERE)
    assert command.about == {"year": "2021", "returned_on": "2021-03-24", "shortfalls": "2"}


def test_a_notice_is_named_for_its_cause() -> None:
    [first], [again], [other] = consequences(RETURNED), consequences(RETURNED), consequences(RETURNED, position=8)
    assert first == again
    assert first.notice_id != other.notice_id  # type: ignore[attr-defined]


def test_the_unit_is_told_when_its_dossier_is_decided_but_not_the_reason() -> None:
    [recognised], [refused] = consequences(decided("c1")), consequences(decided("c1", "refused"))
    assert isinstance(recognised, RaiseNotice) and isinstance(refused, RaiseNotice)
    assert (recognised.template, refused.template) == ("dossier_recognised", "dossier_refused")
    assert refused.about == {"year": "2021", "decided_on": "2021-03-24", "decision_number": "12/QĐ-UBND"}


def test_a_number_that_could_hold_a_name_is_left_out_and_the_unit_is_told_all_the_same() -> None:
    [command] = consequences(decided("c1", decision_number="do ông An ký"))
    assert isinstance(command, RaiseNotice)
    assert command.about == {"year": "2021", "decided_on": "2021-03-24"}


def test_the_deadline_of_registering_is_noted_with_its_organiser() -> None:
    assert consequences(LAUNCHED) == [
        NoteDeadline(
            occurred_on=DAY, year=2021, deadline="registration", due_on=date(2021, 3, 31), organiser_id="p1"
        )
    ]  # fmt: skip


def test_where_before_excludes_the_day_the_day_before_is_the_last() -> None:
    fact = put_in_force(
        rules("residential_area", date(2021, 11, 10)),
        rules("commune", date(2021, 12, 10), False),
        rules("school", None),
    )
    noted = consequences(fact)
    assert [(n.unit_kind, n.due_on) for n in noted if isinstance(n, NoteDeadline)] == [
        ("residential_area", date(2021, 11, 9)),
        ("commune", date(2021, 12, 10)),
        ("school", None),
    ]


def test_a_day_that_began_is_looked_at_for_the_years_around_it() -> None:
    commands = consequences(DayBegan(day=DAY))
    assert commands == [WatchDay(occurred_on=DAY, year=year) for year in (2020, 2021, 2022)]


def test_days_made_up_after_a_stop_are_looked_at_as_of_the_day_they_were_recorded() -> None:
    made_up = consequences(DayBegan(day=date(2021, 3, 1)), occurred_on=DAY)
    assert {command.occurred_on for command in made_up} == {DAY}


@pytest.mark.parametrize(
    ("deadline", "days_left", "template"),
    [
        ("registration", 7, "registration_closing"),
        ("registration", -1, "registration_closed"),
        ("decision", 0, "decisions_due"),
        ("decision", -3, "decisions_overdue"),
    ],
)
def test_the_organiser_is_told_of_every_reminder(deadline: str, days_left: int, template: str) -> None:
    fact = ReminderDue(
        year=2021, deadline=deadline, unit_kind=None, due_on=DAY, before_days=-1, days_left=days_left,  # type: ignore[arg-type]
        organiser_id="p1", raised_on=DAY,
    )  # fmt: skip
    [command] = consequences(fact)
    assert isinstance(command, RaiseNotice)
    assert (command.unit_id, command.template, command.due_on) == ("p1", template, DAY)
    assert command.about == {"year": "2021", "days_left": str(abs(days_left)), "unit_kind": "all"}
