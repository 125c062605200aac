"""Decisions about household counts, and what holds over all histories of them."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.refusal import Refused
from chronicle.spec import DeciderSpec
from contracts.registration import HouseholdsCorrected, HouseholdsReported, LateEntryAllowed, PeriodClosed, UnitEnded
from services.registration.campaign import CAMPAIGN_STREAM
from services.registration.household_state import Households
from services.registration.households import HOUSEHOLDS, CorrectHouseholds, ReportHouseholds, UndoHouseholds
from services.registration.unit import UNIT_STREAM
from tests.services.registration.scenes import AREA, CLOSES, COMMUNE, LAUNCHED, OPENS, reported

pytestmark = pytest.mark.fast

MARCH, APRIL, CORRECTED_ON = date(2021, 3, 31), date(2021, 4, 30), date(2021, 5, 7)
area = DeciderSpec(HOUSEHOLDS).knowing(campaign=(LAUNCHED,), unit=(AREA,))


def report(day: date, total: int, registered: int) -> ReportHouseholds:
    return ReportHouseholds(occurred_on=day, campaign_id="y2021", unit_id="a1", total=total, registered=registered)


def test_an_area_reports_its_households() -> None:
    first = reported(MARCH, 118, 90)
    area.given().when(report(MARCH, 118, 90)).then(first)
    area.given(first).when(report(MARCH, 118, 90)).then_nothing()
    area.given(first).when(report(APRIL, 118, 118)).then(
        reported(APRIL, 118, 118, previous_total=118, previous_registered=90)
    )


def test_registered_households_are_never_more_than_all() -> None:
    area.given().when(report(MARCH, 118, 119)).then_refused("households.more_registered_than_total")
    area.given().when(report(MARCH, 118, 118)).then(reported(MARCH, 118, 118))
    area.given().when(report(MARCH, 0, 0)).then(reported(MARCH, 0, 0))


def test_only_residential_areas_of_the_register_report_households() -> None:
    area.given().knowing(unit=(COMMUNE,)).when(report(MARCH, 9, 9)).then_refused("households.only_residential_areas")
    area.given().knowing(unit=()).when(report(MARCH, 9, 9)).then_refused("unit.unknown")
    ended = UnitEnded(unit_id="a1", ended_on=MARCH, reason="Sáp nhập")
    area.given().knowing(unit=(AREA, ended)).when(report(MARCH, 9, 9)).then_refused("unit.ended")


def test_households_are_counted_on_days_of_the_campaign() -> None:
    area.given().knowing(campaign=()).when(report(MARCH, 9, 9)).then_refused("campaign.unknown")
    area.given().when(report(OPENS - timedelta(days=1), 9, 9)).then_refused("campaign.not_open")
    area.given().when(report(CLOSES + timedelta(days=1), 9, 9)).then_refused("campaign.not_open")


def test_the_newest_count_for_a_day_wins_and_a_lower_one_is_flagged() -> None:
    first = reported(MARCH, 118, 90)
    before = {"previous_total": 118, "previous_registered": 90}
    area.given(first).when(report(MARCH, 118, 89)).then(reported(MARCH, 118, 89, lowered=True, **before))
    area.given(first).when(report(APRIL, 117, 95)).then(reported(APRIL, 117, 95, lowered=True, **before))
    area.given(first).when(report(APRIL, 119, 90)).then(reported(APRIL, 119, 90, **before))


def test_a_report_for_an_earlier_day_is_kept_but_is_not_the_newest() -> None:
    april = reported(APRIL, 118, 100)
    march = reported(MARCH, 118, 90, newest=False, previous_total=118, previous_registered=100)
    area.given(april).when(report(MARCH, 118, 90)).then(march)
    area.given(april, march).when(report(MARCH, 118, 90)).then_nothing()


def correct(as_of: date, total: int, registered: int) -> CorrectHouseholds:
    return CorrectHouseholds(
        occurred_on=CORRECTED_ON, campaign_id="y2021", unit_id="a1", as_of=as_of, total=total, registered=registered,
        reason="Đếm nhầm",
    )  # fmt: skip


def corrected(as_of: date, total: int, registered: int, **changed: Any) -> HouseholdsCorrected:
    return HouseholdsCorrected(
        **{
            "campaign_id": "y2021", "year": 2021, "unit_id": "a1", "as_of": as_of, "total": total,
            "registered": registered, "said_total": 118, "said_registered": 90, "previous_total": 118,
            "previous_registered": 90, "newest_as_of": as_of, "newest_total": total, "newest_registered": registered,
            "lowered": False, "reason": "Đếm nhầm", "late_entry_basis": None, **changed,
        }
    )  # fmt: skip


def test_what_was_said_for_a_day_is_corrected_with_a_reason() -> None:
    first = reported(MARCH, 118, 90)
    area.given(first).when(correct(MARCH, 108, 80)).then(corrected(MARCH, 108, 80))
    area.given(first).when(correct(MARCH, 118, 90)).then_nothing()
    area.given(first, corrected(MARCH, 108, 80)).when(correct(MARCH, 108, 80)).then_nothing()
    area.given(first).when(correct(APRIL, 108, 80)).then_refused("households.nothing_to_correct")
    area.given(first).when(correct(MARCH, 108, 109)).then_refused("households.more_registered_than_total")
    area.given(first).knowing(campaign=()).when(correct(MARCH, 1, 1)).then_refused("campaign.unknown")


def test_a_correction_of_an_earlier_day_leaves_the_newest_count_and_may_take_its_flag() -> None:
    first = reported(MARCH, 118, 90)
    lower = reported(APRIL, 108, 100, previous_total=118, previous_registered=90, lowered=True)
    newest = {
        "previous_total": 108, "previous_registered": 100, "newest_as_of": APRIL, "newest_total": 108,
        "newest_registered": 100,
    }  # fmt: skip
    of_march = area.given(first, lower)
    of_march.when(correct(MARCH, 108, 90)).then(corrected(MARCH, 108, 90, **newest))
    of_march.when(correct(MARCH, 109, 90)).then(corrected(MARCH, 109, 90, **newest, lowered=True))


def test_after_the_close_only_who_is_allowed_to_counts_and_corrects() -> None:
    closed = PeriodClosed(campaign_id="y2021", year=2021, period="counting", closed_on=APRIL)
    allowed = LateEntryAllowed(
        campaign_id="y2021", year=2021, unit_id="a1", period="counting", allowed_on=APRIL, until=CORRECTED_ON,
        reason="Sót tổ", decided_by="Trưởng Ban Chỉ đạo tỉnh", basis="71/CV-BCĐ",
    )  # fmt: skip
    undo = UndoHouseholds(
        occurred_on=APRIL, campaign_id="y2021", unit_id="a1", batch_id="b", as_of=MARCH, total=118, registered=90
    )
    for command in (report(MARCH, 9, 9), correct(MARCH, 9, 9), undo):
        known = area.given(reported(MARCH, 118, 90))
        known.knowing(period=(closed,)).when(command).then_refused("period.closed")
        [fact] = known.knowing(period=(closed, allowed)).when(command).facts
        assert getattr(fact, "late_entry_basis", "71/CV-BCĐ") == "71/CV-BCĐ"


Report = tuple[int, int, int]
reports = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30), st.integers(0, 30)), max_size=25)


def play(asked: list[Report], facts: list[HouseholdsReported] | None = None) -> list[HouseholdsReported]:
    """What a history of reports (days after opening, total, registered) leads to; refused ones leave no fact."""
    facts = [] if facts is None else list(facts)
    known = {"campaign": CAMPAIGN_STREAM.of([LAUNCHED]), "unit": UNIT_STREAM.of([AREA])}
    known |= {name: HOUSEHOLDS.knows[name].fold.initial for name in ("period", "today")}
    for days, total, registered in asked:
        command = report(OPENS + timedelta(days=days), total, registered)
        try:
            facts += HOUSEHOLDS.decisions[ReportHouseholds](command, current(facts), **known)  # type: ignore[arg-type]
        except Refused:
            assert registered > total
    return facts


def current(facts: list[HouseholdsReported]) -> Households:
    return HOUSEHOLDS.fold.of(facts)


@given(reports)
def test_registered_never_exceeds_total_in_any_fact(asked: list[Report]) -> None:
    assert all(fact.registered <= fact.total for fact in play(asked))


@given(reports, st.randoms(use_true_random=False))
def test_the_order_of_reports_of_different_days_does_not_matter(asked: list[Report], random: object) -> None:
    of_different_days = list({each[0]: each for each in asked}.values())
    shuffled = list(of_different_days)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert current(play(shuffled)).current == current(play(of_different_days)).current


@given(reports)
def test_asking_twice_changes_nothing(asked: list[Report]) -> None:
    twice = [each for once in asked for each in (once, once)]
    assert play(twice) == play(asked)


@given(reports)
def test_a_year_sent_again_changes_nothing_where_each_day_was_counted_once(asked: list[Report]) -> None:
    of_different_days = list({each[0]: each for each in asked}.values())
    facts = play(of_different_days)
    assert play(of_different_days, facts) == facts


@given(reports)
def test_the_differences_of_newest_counts_add_up_to_the_current_count(asked: list[Report]) -> None:
    facts = [fact for fact in play(asked) if fact.newest]
    now = current(facts).current
    assert now.registered == sum(fact.registered - fact.previous_registered for fact in facts)
    assert now.total == sum(fact.total - fact.previous_total for fact in facts)
    assert all(after.previous_total == before.total for before, after in pairwise(facts))
