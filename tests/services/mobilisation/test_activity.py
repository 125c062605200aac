"""Decisions about a unit's report of a period: told, corrected, taken back; and the views that follow."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chronicle.projection import Projection
from chronicle.spec import DeciderSpec, ViewSpec, recorded
from contracts.fact import Fact
from contracts.mobilisation import ActivityReported, ActivityUndone, Period, RestoredCounter, StandingReport
from services.dashboards.projections.activity import ACTIVITY as SHOWN_ON_THE_OVERVIEW
from services.mobilisation.activity import ACTIVITY, ReportActivity, UndoActivity, counters_max
from services.mobilisation.projections.figures import FIGURES, FigureRow
from services.mobilisation.projections.reports import REPORTS, ReportRow
from services.mobilisation.reporting_unit import KnownUnit
from tests.services.mobilisation.scenes import DAY, ended, listed, said

pytestmark = pytest.mark.fast

LATER = DAY + timedelta(days=3)


def ask(
    counters: dict[str, int],
    period: Period = "quarter",
    number: int = 1,
    unit_id: str = "c1",
    on: date = DAY,
    **more: Any,
) -> ReportActivity:
    return ReportActivity(
        occurred_on=on, unit_id=unit_id, year=2021, period=period, period_number=number, counters=counters, **more
    )


def take_back(counters: dict[str, int], number: int = 1, batch_id: str = "b1") -> UndoActivity:
    return UndoActivity(
        occurred_on=LATER, unit_id="c1", year=2021, period="quarter", period_number=number, batch_id=batch_id,
        counters=counters,
    )  # fmt: skip


def taken_back(*counters: tuple[str, int | None, int], standing: StandingReport | None = None) -> ActivityUndone:
    return ActivityUndone(
        unit_id="c1", year=2021, period="quarter", period_number=1, batch_id="b1", standing=standing, undone_on=LATER,
        counters=tuple(RestoredCounter(counter=c, value=value, previous_value=before) for c, value, before in counters),
    )  # fmt: skip


FIRST = said(("leaflets", 100, 0), ("propaganda_sessions", 4, 0))
SECOND = said(("leaflets", 120, 100), ("propaganda_sessions", 4, 4))
IMPORTED = {"leaflets": 120, "propaganda_sessions": 4}
activity = DeciderSpec(ACTIVITY).knowing(unit=(listed("c1"),))


def test_a_unit_reports_a_period_in_the_order_of_its_counters() -> None:
    activity.given().when(ask({"propaganda_sessions": 4, "leaflets": 100})).then(FIRST)
    activity.given(FIRST).when(ask({"leaflets": 100, "propaganda_sessions": 4})).then_nothing()
    DeciderSpec(ACTIVITY).given().when(ask({"leaflets": 100})).then_refused("unit.unknown")


def test_a_unit_that_ended_may_still_tell_what_it_did() -> None:
    activity.knowing(unit=(listed("c1"), ended("c1", DAY))).given().when(
        ask({"propaganda_sessions": 4, "leaflets": 100})
    ).then(FIRST)


def test_a_later_report_replaces_the_earlier_one_and_what_it_leaves_out_is_nil() -> None:
    corrected = said(
        ("attendances", 30, 0), ("leaflets", 90, 100), ("propaganda_sessions", 0, 4), on=LATER, reason="Cộng trùng"
    )
    asked = ask({"leaflets": 90, "attendances": 30}, on=LATER, reason="Cộng trùng")
    activity.given(FIRST).when(asked).then(corrected)
    activity.given(FIRST, corrected).when(asked).then_nothing()
    assert corrected.lowered and corrected.first_reported_on == DAY


def test_a_lower_figure_needs_a_reason_and_a_higher_one_does_not() -> None:
    activity.given(FIRST).when(ask({"leaflets": 90, "propaganda_sessions": 4})).then_refused("activity.reason_missing")
    activity.given(FIRST).when(ask({"leaflets": 100})).then_refused("activity.reason_missing")
    activity.given(FIRST).when(ask({"leaflets": 120, "propaganda_sessions": 4})).then(SECOND)


def test_a_report_of_nothing_is_a_report_and_the_same_again_is_already_so() -> None:
    nothing = said(("leaflets", 0, 0))
    activity.given().when(ask({"leaflets": 0})).then(nothing)
    activity.given(nothing).when(ask({"leaflets": 0})).then_nothing()


def test_who_attended_the_festival_attended_it_somewhere() -> None:
    sites = {"festival_sites": 2, "festival_attendances": 400}
    activity.given().when(ask(sites, "festival")).then(
        said(("festival_attendances", 400, 0), ("festival_sites", 2, 0), period="festival")
    )
    for strange in ({"festival_attendances": 400}, {**sites, "festival_sites": 0}):
        activity.given().when(ask(strange, "festival")).then_refused("festival.attendance_without_site")


def test_a_batch_is_taken_back_and_what_it_replaced_stands_again() -> None:
    first = StandingReport(reported_on=DAY, lowered=False, reason=None)
    undone = taken_back(("leaflets", 100, 120), ("propaganda_sessions", 4, 4), standing=first)
    activity.given(FIRST, SECOND).when(take_back(IMPORTED)).then(undone)
    activity.given(FIRST, SECOND, undone).when(take_back(IMPORTED)).then_nothing()
    alone = said(("leaflets", 120, 0))
    activity.given(alone).when(take_back({"leaflets": 120})).then(taken_back(("leaflets", None, 120)))


def test_a_batch_is_not_taken_back_once_something_was_recorded_on_top() -> None:
    third = said(("leaflets", 130, 120), ("propaganda_sessions", 4, 4))
    activity.given(FIRST, SECOND, third).when(take_back(IMPORTED)).then_refused("activity.changed_since")
    activity.given(FIRST).when(take_back(IMPORTED)).then_refused("activity.changed_since")
    activity.given().when(take_back(IMPORTED)).then_refused("activity.changed_since")


def test_what_was_taken_back_may_be_reported_again() -> None:
    undone = taken_back(("leaflets", None, 120))
    activity.given(said(("leaflets", 120, 0)), undone).when(ask({"leaflets": 120}, on=LATER)).then(
        said(("leaflets", 120, 0), on=LATER, first=LATER)
    )


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


def test_figures_are_of_the_newest_reports_and_keep_kinds_of_period_apart() -> None:
    ViewSpec(FIGURES).given(
        FIRST,
        said(("leaflets", 90, 100), ("propaganda_sessions", 0, 4)),
        said(("leaflets", 10, 0), number=2),
        said(("leaflets", 100, 0), period="year"),
    ).then(
        FigureRow("c1", 2021, "quarter", 1, "leaflets", 90),
        FigureRow("c1", 2021, "quarter", 1, "propaganda_sessions", 0),
        FigureRow("c1", 2021, "quarter", 2, "leaflets", 10),
        FigureRow("c1", 2021, "year", 1, "leaflets", 100),
    )


def test_a_report_that_was_replaced_counts_its_times_and_keeps_its_first_day() -> None:
    lower = said(("leaflets", 90, 100), on=LATER, reason="Cộng trùng")
    ViewSpec(REPORTS).given(FIRST, lower, said(("leaflets", 10, 0), number=2)).then(
        ReportRow("c1", 2021, "quarter", 1, LATER, DAY, 2, True, "Cộng trùng"),
        ReportRow("c1", 2021, "quarter", 2, DAY, DAY, 1),
    )


VIEWS = (FIGURES, REPORTS, SHOWN_ON_THE_OVERVIEW)
told = st.dictionaries(st.sampled_from(["leaflets", "attendances", "sessions"]), st.integers(0, 50), min_size=1)


class Story:
    """A history as decisions make it, stream by stream."""

    def __init__(self) -> None:
        self.log: list[Fact] = []
        self.streams: dict[str, list[Fact]] = {}

    def take(self, command: ReportActivity | UndoActivity) -> None:
        own = self.streams.setdefault(ACTIVITY.identity(command), [])
        decide = ACTIVITY.decisions[type(command)]
        new = decide(command, ACTIVITY.fold.of(own), unit=KnownUnit(listed=True))
        own += new
        self.log += new

    def rows(self, view: Projection) -> dict[Any, Any]:
        return dict(view.fold(recorded(fact, position) for position, fact in enumerate(self.log, start=1)))


@given(st.lists(st.tuples(st.integers(1, 4), told), max_size=12))
def test_over_all_histories_figures_are_those_of_the_last_reports(reports: list[tuple[int, dict[str, int]]]) -> None:
    story = Story()
    for number, counters in reports:
        story.take(ask(counters, number=number, reason="sửa"))
    last = dict(reports)
    for (_, _, _, number, counter), row in story.rows(FIGURES).items():
        assert row[-1] == last[number].get(counter, 0)


@given(before=st.lists(st.tuples(st.integers(1, 3), told), max_size=8), batch=st.dictionaries(st.integers(1, 3), told))
def test_undoing_a_batch_restores_every_view_row_by_row(
    before: list[tuple[int, dict[str, int]]], batch: dict[int, dict[str, int]]
) -> None:
    story = Story()
    for number, counters in before:
        story.take(ask(counters, number=number, reason="sửa"))
    was = [story.rows(view) for view in VIEWS]
    batch_facts = len(story.log)
    for number, counters in batch.items():
        story.take(ask(counters, number=number, on=LATER, reason="nhập tệp"))
    for fact in reversed(story.log[batch_facts:]):
        assert isinstance(fact, ActivityReported)
        story.take(take_back({said.counter: said.value for said in fact.counters}, fact.period_number))
    assert [story.rows(view) for view in VIEWS] == was
