"""Who owes which report since when: worked out of the units, the reports and the due days, and never stored."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.spec import ViewSpec
from contracts.registration import CalendarSet, Occasion, OccasionKind, UnitKind, UnitKindChanged, UnitMoved
from services.mobilisation.projections.due_days import DUE_DAYS, DueDayRow
from services.mobilisation.projections.reports import DuePeriod, Obligation, ReportRow, ReportState, obligations
from services.mobilisation.projections.units import UNITS, UnitRow
from services.mobilisation.screens import offered
from tests.services.mobilisation.scenes import VALID_FROM, ended, listed

pytestmark = pytest.mark.fast

DUE = date(2021, 6, 20)
PERIOD = DuePeriod("quarter", 2, date(2021, 3, 15), date(2021, 6, 14), DUE)
COMMUNE = UnitRow("c1", "d1", "commune", VALID_FROM, None, "commune", VALID_FROM)


def standing(today: date, unit: UnitRow = COMMUNE, reported_on: date | None = None) -> Obligation | None:
    told = [ReportRow("c1", 2021, "quarter", 2, reported_on, reported_on, 1)] if reported_on else []
    return next(iter(obligations([unit], told, [PERIOD], today)), None)


@pytest.mark.parametrize(
    ("today", "reported_on", "state", "days"),
    [
        (date(2021, 3, 14), None, "coming", 0),
        (date(2021, 3, 15), None, "due", 0),
        (DUE, None, "due", 0),
        (date(2021, 6, 23), None, "missing", 3),
        (date(2021, 6, 23), DUE, "reported", 0),
        (date(2021, 9, 1), date(2021, 6, 25), "late", 5),
    ],
)
def test_how_a_unit_stands_with_a_period(today: date, reported_on: date | None, state: ReportState, days: int) -> None:
    found = standing(today, reported_on=reported_on)
    assert found is not None
    assert (found.state, found.late_days, found.due) == (state, days, DUE)
    assert found.missing_since == (date(2021, 6, 21) if state == "missing" else None)


def test_a_unit_that_ended_no_longer_owes_but_what_it_told_stays() -> None:
    gone = replace(COMMUNE, ended_on=date(2021, 7, 1))
    assert [found and found.state for found in (standing(date(2021, 6, 30), gone), standing(date(2021, 7, 1), gone))] == [
        "missing", None,
    ]  # fmt: skip
    told = standing(date(2021, 9, 1), gone, DUE)
    assert told is not None and told.state == "reported"


def test_a_unit_that_began_after_a_period_does_not_owe_it() -> None:
    assert standing(date(2021, 9, 1), replace(COMMUNE, reports_from=date(2021, 6, 15))) is None
    assert standing(date(2021, 9, 1), replace(COMMUNE, reports_from=date(2021, 6, 14))) is not None


def kind_changed(kind: UnitKind, before: UnitKind, on: date) -> UnitKindChanged:
    return UnitKindChanged(
        unit_id="c1", unit_kind=kind, title="Phường", previous_kind=before, previous_title="Xã", valid_from=on
    )


JULY = date(2021, 7, 1)


def test_where_units_stand_and_when_they_end() -> None:
    moved = UnitMoved(unit_id="c1", parent_id="d2", previous_parent_id="d1", valid_from=date(2021, 5, 1))
    ViewSpec(UNITS).given(listed("c1", parent_id="d1"), moved, ended("c1", JULY), listed("s1", "school")).then(
        UnitRow("c1", "d2", "commune", VALID_FROM, JULY, "commune", VALID_FROM),
        UnitRow("s1", None, "school", VALID_FROM),
    )


def test_who_reports_changes_with_the_kind() -> None:
    view = ViewSpec(UNITS)
    district = UnitRow("c1", None, "district", VALID_FROM, None, "district", VALID_FROM)
    view.given(listed("c1"), kind_changed("district", "commune", JULY)).then(district)
    view.given(listed("c1"), kind_changed("agency", "commune", JULY)).then(
        replace(district, unit_kind="agency", reporting_kind="commune", reports_until=JULY)
    )
    view.given(listed("c1", "agency"), kind_changed("commune", "agency", JULY)).then(
        replace(district, unit_kind="commune", reporting_kind="commune", reports_from=JULY)
    )
    assert not replace(COMMUNE, reports_until=JULY).reports(JULY) and COMMUNE.reports(JULY)


def test_a_due_day_of_the_calendar_goes_before_the_plans() -> None:
    def calendar(code: str, kind: OccasionKind, day: date, *dropped: str) -> CalendarSet:
        occasion = Occasion(code=code, kind=kind, first=day, last=day, title_vi="Hạn báo cáo", title_en=None)
        return CalendarSet(campaign_id="y", year=2021, occasions=(occasion,), dropped=dropped)

    set_anew, later = calendar("quarter-2", "report_due", JULY), calendar("festival", "festival", DUE, "quarter-2")
    view = ViewSpec(DUE_DAYS)
    view.given(set_anew).then(DueDayRow("y", "quarter-2", JULY))
    view.given(set_anew, later).then()
    view.given(set_anew, calendar("quarter-2", "other", JULY)).then()
    assert offered.moved([PERIOD], {"quarter-2": JULY}) == [replace(PERIOD, due=JULY, confirmed=True)]
    assert offered.moved([PERIOD], {"quarter-2": PERIOD.first, "quarter-1": JULY}) == [PERIOD]


days = st.integers(-40, 200).map(lambda offset: VALID_FROM + timedelta(days=offset))


@given(listed_from=days, ended_on=st.none() | days, reported_on=st.none() | days, today=days)
def test_nobody_is_missing_who_has_reported_or_is_no_more_and_everybody_else_is(
    listed_from: date, ended_on: date | None, reported_on: date | None, today: date
) -> None:
    unit = replace(COMMUNE, reports_from=listed_from, ended_on=ended_on)
    found = standing(today, unit, reported_on)
    stands = listed_from <= PERIOD.last and (ended_on is None or ended_on > today)
    missing = reported_on is None and stands and today > DUE
    assert (found is not None and found.state == "missing") == missing
    assert (found is None) == (reported_on is None and not stands)
