"""What holds over all histories of counts: a commune's households are those of its areas, at every moment and for every day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.spec import recorded
from contracts.fact import Fact
from contracts.registration import HouseholdsCorrected, HouseholdsReported, HouseholdsUndone
from services.dashboards.projections.coverage import COVERAGE, CoverageRow
from services.registration.campaign import CAMPAIGN_STREAM
from services.registration.households import HOUSEHOLDS, CorrectHouseholds, ReportHouseholds, UndoHouseholds
from services.registration.projections.household_counts import HOUSEHOLD_COUNTS, CountRow
from services.registration.projections.registrations import REGISTRATIONS, RegistrationRow
from services.registration.unit import UNIT_STREAM
from tests.services.registration.scenes import AREA, LAUNCHED

pytestmark = pytest.mark.fast

AREAS = ("a1", "a2", "a3")
DAYS = [date(2021, month, 28) for month in (2, 3, 4, 5)]
LAST = date(2021, 6, 30)
KNOWN: dict[str, Any] = {
    "campaign": CAMPAIGN_STREAM.of([LAUNCHED]), "unit": UNIT_STREAM.of([AREA]),
    **{name: HOUSEHOLDS.knows[name].fold.initial for name in ("period", "today")},
}  # fmt: skip
counted = {"campaign_id": st.just("y2021"), "unit_id": st.sampled_from(AREAS), "total": st.integers(0, 9),
           "registered": st.integers(0, 9)}  # fmt: skip
commands = st.one_of(
    st.builds(ReportHouseholds, occurred_on=st.sampled_from(DAYS), **counted),
    st.builds(
        CorrectHouseholds, occurred_on=st.just(LAST), as_of=st.sampled_from(DAYS), reason=st.just("Đếm nhầm"), **counted
    ),
    st.builds(UndoHouseholds, occurred_on=st.just(LAST), as_of=st.sampled_from(DAYS), batch_id=st.just("b"), **counted),
)


def play(asked: list[Command]) -> list[Fact]:
    """The facts of several areas in the order of the log; what is refused leaves none."""
    own: dict[str, list[Fact]] = {unit: [] for unit in AREAS}
    facts: list[Fact] = []
    for command in asked:
        mine = own[command.unit_id]  # type: ignore[attr-defined]
        try:
            decided = HOUSEHOLDS.decisions[type(command)](command, HOUSEHOLDS.fold.of(mine), **KNOWN)
        except Refused:
            continue
        mine += decided
        facts += decided
    return facts


def growth(fact: Fact) -> tuple[int, int]:
    """By how much one fact moves the sum of everything above its area."""
    match fact:
        case HouseholdsReported():
            if not fact.newest:
                return 0, 0
            return fact.total - fact.previous_total, fact.registered - fact.previous_registered
        case HouseholdsCorrected() | HouseholdsUndone():
            return fact.newest_total - fact.previous_total, fact.newest_registered - fact.previous_registered
    raise AssertionError(fact)


@given(st.lists(commands, max_size=25))
def test_households_of_a_parent_are_the_sum_over_its_children_after_every_fact(asked: list[Command]) -> None:
    total = registered = 0
    shown: dict[Any, Any] = {}
    covered: dict[Any, Any] = {}
    for position, fact in enumerate(play(asked), start=1):
        more_total, more_registered = growth(fact)
        total, registered = total + more_total, registered + more_registered
        REGISTRATIONS.step(shown, recorded(fact, position=position))
        COVERAGE.step(covered, recorded(fact, position=position))
        for rows in (
            [RegistrationRow(*row) for row in shown.values()],
            [CoverageRow(*row) for row in covered.values()],
        ):
            assert sum(row.households_total for row in rows) == total  # type: ignore[attr-defined]
            assert sum(row.households_registered for row in rows) == registered  # type: ignore[attr-defined]


@given(st.lists(commands, max_size=25))
def test_the_newest_day_of_an_area_is_its_current_count_and_registered_is_never_more_than_total(
    asked: list[Command],
) -> None:
    facts = [recorded(fact, position=position) for position, fact in enumerate(play(asked), start=1)]
    counts = [CountRow(*row) for row in HOUSEHOLD_COUNTS.fold(facts).values()]
    newest = {row.unit_id: row for row in sorted(counts, key=lambda row: row.as_of)}
    current = {row.unit_id: row for row in (RegistrationRow(*row) for row in REGISTRATIONS.fold(facts).values())}
    assert newest.keys() == current.keys()
    assert all(row.registered <= row.total for row in counts)
    for unit, row in newest.items():
        shown = current[unit]
        assert (shown.households_total, shown.households_registered, shown.households_as_of) == (
            row.total, row.registered, row.as_of,
        )  # fmt: skip
