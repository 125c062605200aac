"""Undoing a batch: what it recorded is taken back by new facts, and every view says again what it said before."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.command import Command
from chronicle.spec import DeciderSpec
from contracts.fact import Fact
from contracts.registration import (
    DayCount,
    HouseholdsReported,
    HouseholdsUndone,
    RegistrationUndone,
    RegistrationWithdrawn,
    UnitRegistered,
)
from services.dashboards.projections.coverage import COVERAGE
from services.dashboards.projections.dossiers import DOSSIERS as DOSSIERS_SHOWN
from services.notifications.projections.undertakings import UNDERTAKINGS
from services.recognition.projections.dossiers import DOSSIERS
from services.registration.households import HOUSEHOLDS, CorrectHouseholds, ReportHouseholds, UndoHouseholds
from services.registration.projections.household_counts import HOUSEHOLD_COUNTS
from services.registration.projections.registrations import REGISTRATIONS
from services.registration.registration import REGISTRATION, RegisterUnit, UndoRegistration, WithdrawRegistration
from tests.services.registration.scenes import AREA, IN_TIME, LAUNCHED, TOO_LATE, reported
from tests.services.registration.year_play import Year

pytestmark = pytest.mark.fast

ABOUT: dict[str, Any] = {"campaign_id": "y2021", "unit_id": "a1"}
REGISTERED = UnitRegistered(
    **ABOUT, year=2021, unit_kind="residential_area", rule_set="tt23-2012", registered_on=IN_TIME, late=False
)
WITHDRAWN = RegistrationWithdrawn(**ABOUT, year=2021, withdrawn_on=IN_TIME, reason="Nhầm")
UNDONE = RegistrationUndone(
    **ABOUT, year=2021, batch_id="b1", undone_registered_on=IN_TIME, undone_withdrawn_on=None, unit_kind=None,
    registered_on=None, late=False, late_entry_basis=None, withdrawn_on=None, withdrawal_reason=None,
)  # fmt: skip
UNDO = UndoRegistration(occurred_on=TOO_LATE, **ABOUT, batch_id="b1", registered_on=IN_TIME)
area = DeciderSpec(REGISTRATION).knowing(campaign=(LAUNCHED,), unit=(AREA,))

MARCH, APRIL = date(2021, 3, 31), date(2021, 4, 30)
FIRST, SECOND = reported(MARCH, 118, 90), reported(APRIL, 117, 100, previous_total=118, previous_registered=90)
UNDO_SECOND = UndoHouseholds(occurred_on=APRIL, **ABOUT, batch_id="b1", as_of=APRIL, total=117, registered=100)
counts = DeciderSpec(HOUSEHOLDS).knowing(campaign=(LAUNCHED,), unit=(AREA,))


def test_a_registration_is_undone_to_what_held_before() -> None:
    area.given(REGISTERED).when(UNDO).then(UNDONE)
    restored = {"unit_kind": "residential_area", "withdrawn_on": IN_TIME, "withdrawal_reason": "Nhầm"}
    area.given(REGISTERED, WITHDRAWN, REGISTERED).when(UNDO).then(UNDONE.model_copy(update=restored))


def test_a_withdrawal_is_undone_to_the_registration_before_it() -> None:
    undo = UndoRegistration(occurred_on=TOO_LATE, **ABOUT, batch_id="b1", registered_on=None, withdrawn_on=IN_TIME)
    restored = {"unit_kind": "residential_area", "registered_on": IN_TIME}
    days = {"undone_registered_on": None, "undone_withdrawn_on": IN_TIME}
    area.given(REGISTERED, WITHDRAWN).when(undo).then(UNDONE.model_copy(update={**restored, **days}))


def test_a_registration_is_undone_once_by_its_batch() -> None:
    area.given(REGISTERED, UNDONE).when(UNDO).then_nothing()
    other = UNDO.model_copy(update={"batch_id": "b2"})
    area.given(REGISTERED, UNDONE).when(other).then_refused("registration.changed_since")
    area.given(REGISTERED, UNDONE, REGISTERED).when(UNDO).then(UNDONE)


def test_a_registration_something_was_recorded_on_is_not_undone() -> None:
    area.given(REGISTERED, WITHDRAWN).when(UNDO).then_refused("registration.changed_since")
    area.given().when(UNDO).then_refused("registration.changed_since")
    of_another_day = UNDO.model_copy(update={"registered_on": TOO_LATE})
    area.given(REGISTERED).when(of_another_day).then_refused("registration.changed_since")
    area.given(REGISTERED).knowing(campaign=()).when(UNDO).then_refused("campaign.unknown")


def test_an_undoing_names_one_fact() -> None:
    for days in ({"registered_on": None}, {"withdrawn_on": IN_TIME}):
        area.given(REGISTERED).when(UNDO.model_copy(update=days)).then_refused("registration.undo_of_one")


def test_a_count_is_undone_to_what_was_said_before() -> None:
    undone = HouseholdsUndone(
        **ABOUT, year=2021, as_of=APRIL, batch_id="b1", undone_total=117, undone_registered=100, previous_total=117,
        previous_registered=100, day=None, newest_as_of=MARCH, newest_total=118, newest_registered=90, lowered=False,
    )  # fmt: skip
    counts.given(FIRST, SECOND).when(UNDO_SECOND).then(undone)
    nothing_left = {"newest_as_of": None, "newest_total": 0, "newest_registered": 0}
    counts.given(SECOND).when(UNDO_SECOND).then(undone.model_copy(update=nothing_left))
    of_april = reported(APRIL, 119, 119, previous_total=118, previous_registered=90)
    said = {
        "day": DayCount(total=119, registered=119, corrected_because=None, late_entry_basis=None),
        "newest_as_of": APRIL, "newest_total": 119, "newest_registered": 119,
    }  # fmt: skip
    counts.given(FIRST, of_april, SECOND).when(UNDO_SECOND).then(undone.model_copy(update=said))
    counts.given(FIRST, SECOND, undone).when(UNDO_SECOND).then_nothing()


def test_a_count_something_was_said_after_is_not_undone() -> None:
    later = reported(date(2021, 5, 31), 118, 101)
    counts.given(FIRST, SECOND, later).when(UNDO_SECOND).then_refused("households.changed_since")
    counts.given(FIRST).when(UNDO_SECOND).then_refused("households.changed_since")
    counts.given().when(UNDO_SECOND).then_refused("households.changed_since")
    otherwise = UNDO_SECOND.model_copy(update={"registered": 99})
    counts.given(FIRST, SECOND).when(otherwise).then_refused("households.changed_since")


VIEWS = (REGISTRATIONS, HOUSEHOLD_COUNTS, COVERAGE, UNDERTAKINGS, DOSSIERS, DOSSIERS_SHOWN)
days = st.sampled_from([date(2021, month, 28) for month in (2, 3, 4, 5, 6)])
commands = st.one_of(
    st.builds(RegisterUnit, occurred_on=days, **{name: st.just(value) for name, value in ABOUT.items()}),
    st.builds(
        WithdrawRegistration, occurred_on=days, reason=st.just("x"),
        **{name: st.just(value) for name, value in ABOUT.items()},
    ),
    st.builds(
        ReportHouseholds, occurred_on=days, total=st.integers(0, 9), registered=st.integers(0, 9),
        **{name: st.just(value) for name, value in ABOUT.items()},
    ),
)  # fmt: skip

corrections = st.builds(
    CorrectHouseholds, occurred_on=st.just(date(2021, 6, 30)), as_of=days, total=st.integers(0, 9),
    registered=st.integers(0, 9), reason=st.just("Đếm nhầm"), **{name: st.just(value) for name, value in ABOUT.items()},
)  # fmt: skip
corrected_too = st.lists(st.one_of(commands, corrections), max_size=12)


def undoing(fact: Fact) -> Command:
    """The command that takes a fact of a batch back."""
    day = date(2021, 6, 30)
    match fact:
        case HouseholdsReported(as_of=as_of, total=total, registered=registered):
            return UndoHouseholds(
                occurred_on=day, **ABOUT, batch_id="b", as_of=as_of, total=total, registered=registered
            )
        case UnitRegistered(registered_on=registered_on):
            return UndoRegistration(occurred_on=day, **ABOUT, batch_id="b", registered_on=registered_on)
        case RegistrationWithdrawn(withdrawn_on=withdrawn_on):
            return UndoRegistration(
                occurred_on=day, **ABOUT, batch_id="b", registered_on=None, withdrawn_on=withdrawn_on
            )
    raise AssertionError(fact)


@given(corrected_too, st.lists(commands, max_size=8), corrected_too)
def test_undoing_a_batch_leaves_every_row_of_every_view_as_without_it(
    before: list[Command], batch: list[Command], after: list[Command]
) -> None:
    without, undone = Year(), Year()
    without.play(before)
    undone.play(before)
    of_batch = undone.play(batch)
    undone.refused.clear()
    undone.play([undoing(fact) for fact in reversed(of_batch)])
    assert not undone.refused
    for view in VIEWS:
        assert undone.rows(view) == without.rows(view), view.name
    assert without.play(after) == undone.play(after), "what is recorded afterwards is the same as well"
    for view in VIEWS:
        assert undone.rows(view) == without.rows(view), view.name
