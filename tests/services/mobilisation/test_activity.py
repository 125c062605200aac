"""Decisions about a unit's report of a period, and the views that add reports up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chronicle.spec import DeciderSpec, ViewSpec, recorded
from contracts.fact import Fact
from contracts.mobilisation import ActivityReported, Counter, Period
from contracts.registration import UnitEnded, UnitKind, UnitListed
from services.mobilisation.activity import ACTIVITY, KnownUnit, ReportActivity, counters_max
from services.mobilisation.projections.activity_totals import ACTIVITY_TOTALS, ActivityTotalRow
from services.mobilisation.projections.reporting_units import REPORTING_UNITS, ReportingUnitRow
from services.mobilisation.projections.reports import REPORTS, ReportRow

pytestmark = pytest.mark.fast

DAY = date(2021, 3, 20)
VALID_FROM = date(2021, 1, 1)


def listed(unit_id: str, unit_kind: UnitKind = "commune") -> UnitListed:
    return UnitListed(
        unit_id=unit_id, unit_kind=unit_kind, title="Xã", unit_name="Tân Hà", parent_id=None, codes=(),
        valid_from=VALID_FROM, latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
    )  # fmt: skip


def ask(counters: dict[str, int], period: Period = "quarter", number: int = 1, unit_id: str = "c1") -> ReportActivity:
    return ReportActivity(
        occurred_on=DAY, unit_id=unit_id, year=2021, period=period, period_number=number, counters=counters
    )


def said(*counters: tuple[str, int, int], period: Period = "quarter", number: int = 1) -> ActivityReported:
    return ActivityReported(
        unit_id="c1", year=2021, period=period, period_number=number, reported_on=DAY,
        counters=tuple(Counter(counter=name, value=value, previous_value=before) for name, value, before in counters),
    )  # fmt: skip


FIRST = said(("leaflets", 100, 0), ("propaganda_sessions", 4, 0))
activity = DeciderSpec(ACTIVITY).knowing(unit=(listed("c1"),))


def test_a_unit_reports_a_period_in_the_order_of_its_counters() -> None:
    activity.given().when(ask({"propaganda_sessions": 4, "leaflets": 100})).then(FIRST)
    activity.given(FIRST).when(ask({"leaflets": 100, "propaganda_sessions": 4})).then_nothing()
    DeciderSpec(ACTIVITY).given().when(ask({"leaflets": 100})).then_refused("unit.unknown")


def test_a_unit_that_ended_still_owes_its_last_report() -> None:
    ended = UnitEnded(unit_id="c1", ended_on=DAY, reason="Sáp nhập")
    activity.knowing(unit=(listed("c1"), ended)).given().when(ask({"propaganda_sessions": 4, "leaflets": 100})).then(
        FIRST
    )


def test_a_later_report_replaces_the_earlier_one_and_what_it_leaves_out_is_nil() -> None:
    activity.given(FIRST).when(ask({"leaflets": 90, "attendances": 30})).then(
        said(("attendances", 30, 0), ("leaflets", 90, 100), ("propaganda_sessions", 0, 4))
    )


def test_a_report_of_nothing_is_a_report_and_the_same_again_is_already_so() -> None:
    nothing = said(("leaflets", 0, 0))
    activity.given().when(ask({"leaflets": 0})).then(nothing)
    activity.given(nothing).when(ask({"leaflets": 0})).then_nothing()
    replaced = said(("attendances", 30, 0), ("leaflets", 90, 100), ("propaganda_sessions", 0, 4))
    activity.given(FIRST, replaced).when(ask({"leaflets": 90, "attendances": 30})).then_nothing()


@pytest.mark.parametrize(("period", "number"), [("quarter", 5), ("half_year", 3), ("year", 2), ("festival", 2)])
def test_a_year_has_only_so_many_periods(period: Period, number: int) -> None:
    activity.given().when(ask({"leaflets": 1}, period, number)).then_refused("activity.no_such_period")


@pytest.mark.parametrize(("period", "number"), [("month", 12), ("quarter", 4), ("half_year", 2), ("year", 1)])
def test_the_last_period_of_a_year_is_one(period: Period, number: int) -> None:
    activity.given().when(ask({"leaflets": 1}, period, number)).then(
        said(("leaflets", 1, 0), period=period, number=number)
    )


def test_each_period_of_each_unit_has_its_own_stream() -> None:
    asked = (ask({"a": 1}), ask({"a": 1}, number=2), ask({"a": 1}, "month"), ask({"a": 1}, unit_id="c2"))
    assert len({ACTIVITY.identity(command) for command in asked}) == 4


@pytest.mark.parametrize("counters", [{}, {"leaflets": -1}, {f"c{n}": 1 for n in range(counters_max + 1)}])
def test_what_is_no_report_is_refused_at_the_door(counters: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        ask(counters)


def test_totals_are_of_the_newest_reports_and_keep_kinds_of_period_apart() -> None:
    ViewSpec(ACTIVITY_TOTALS).given(
        FIRST,
        said(("leaflets", 90, 100), ("propaganda_sessions", 0, 4)),
        said(("leaflets", 10, 0), number=2),
        said(("leaflets", 100, 0), period="year"),
    ).then(
        ActivityTotalRow("c1", 2021, "quarter", "leaflets", 100),
        ActivityTotalRow("c1", 2021, "quarter", "propaganda_sessions", 0),
        ActivityTotalRow("c1", 2021, "year", "leaflets", 100),
    )


def test_a_report_that_was_replaced_counts_its_times() -> None:
    ViewSpec(REPORTS).given(FIRST, said(("leaflets", 90, 100)), said(("leaflets", 10, 0), number=2)).then(
        ReportRow("c1", 2021, "quarter", 1, DAY, 2), ReportRow("c1", 2021, "quarter", 2, DAY, 1)
    )


def test_communes_and_districts_are_to_report() -> None:
    ended = UnitEnded(unit_id="d1", ended_on=date(2021, 7, 1), reason="Kết thúc cấp huyện")
    ViewSpec(REPORTING_UNITS).given(
        listed("c1"), listed("d1", "district"), listed("s1", "school"), recorded(ended, 4)
    ).then(
        ReportingUnitRow("c1", "commune", VALID_FROM),
        ReportingUnitRow("d1", "district", VALID_FROM, date(2021, 7, 1)),
    )


reports = st.dictionaries(st.sampled_from(["leaflets", "attendances", "sites"]), st.integers(0, 50), min_size=1)


@given(st.lists(st.tuples(st.integers(1, 4), reports), max_size=12))
def test_over_all_histories_totals_are_the_sums_of_the_last_reports(told: list[tuple[int, dict[str, int]]]) -> None:
    facts: dict[int, list[Fact]] = {}
    log: list[Fact] = []
    for number, counters in told:
        own = facts.setdefault(number, [])
        new = ACTIVITY.decisions[ReportActivity](
            ask(counters, number=number), ACTIVITY.fold.of(own), unit=KnownUnit(listed=True)
        )
        own += new
        log += new
    rows = ACTIVITY_TOTALS.fold(recorded(fact, position) for position, fact in enumerate(log, start=1))
    last = dict(told)
    for (_, _, _, counter), row in rows.items():
        assert row[-1] == sum(counters.get(counter, 0) for counters in last.values())
