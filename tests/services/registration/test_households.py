"""Decisions about household counts, and what holds over all histories of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.refusal import Refused
from chronicle.spec import DeciderSpec
from contracts.registration import HouseholdsReported, UnitEnded
from services.registration.campaign import CAMPAIGN_STREAM
from services.registration.households import HOUSEHOLDS, Households, ReportHouseholds
from services.registration.unit import UNIT_STREAM
from tests.services.registration.scenes import AREA, CLOSES, COMMUNE, LAUNCHED, OPENS, reported

pytestmark = pytest.mark.fast

MARCH, APRIL = date(2021, 3, 31), date(2021, 4, 30)
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


Report = tuple[int, int, int]
reports = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30), st.integers(0, 30)), max_size=25)


def play(asked: list[Report], facts: list[HouseholdsReported] | None = None) -> list[HouseholdsReported]:
    """What a history of reports (days after opening, total, registered) leads to; refused ones leave no fact."""
    facts = [] if facts is None else list(facts)
    campaign, unit = CAMPAIGN_STREAM.of([LAUNCHED]), UNIT_STREAM.of([AREA])
    for days, total, registered in asked:
        command = report(OPENS + timedelta(days=days), total, registered)
        try:
            facts += HOUSEHOLDS.decisions[ReportHouseholds](command, current(facts), campaign=campaign, unit=unit)  # type: ignore[arg-type]
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
