"""The views of what units were: each, given facts, holds exactly these rows."""

from datetime import date

import pytest

from chronicle.spec import ViewSpec
from contracts.registration import (
    Code,
    CodeAssigned,
    Successor,
    UnitKindChanged,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
    UnitSucceeded,
)
from reference.vietnamese import alphabetical_place
from services.dashboards.projections.codes import CODES, CodeRow
from services.dashboards.projections.lineage import LINEAGE, LineageRow
from services.dashboards.projections.units_before import UNITS_BEFORE, UnitBeforeRow
from services.dashboards.screens.placement import MapDays, map_days
from services.dashboards.screens.reconciliation import reconciliation_of
from tests.services.dashboards.province import listed

pytestmark = pytest.mark.fast

JULY = date(2025, 7, 1)


def test_of_each_change_is_kept_what_was_before_it_and_until_when() -> None:
    place = alphabetical_place
    ViewSpec(UNITS_BEFORE).given(
        UnitRenamed(unit_id="c1", unit_name="Tân Hải", previous_name="Tân Hà", valid_from=JULY),
        UnitKindChanged(
            unit_id="c1", unit_kind="commune", title="Phường", previous_kind="commune", previous_title="Xã",
            valid_from=JULY,
        ),
        UnitMoved(unit_id="c1", parent_id="p2", previous_parent_id="d1", valid_from=JULY),
        UnitScopeChanged(
            unit_id="s1", out_of_scope_reason=None, previous_reason="mầm non", legal_basis="TT", valid_from=JULY
        ),
    ).then(
        UnitBeforeRow("c1", 1, "name", JULY, "Tân Hà", None, "tan ha", place("Tân Hà")),
        UnitBeforeRow("c1", 2, "kind", JULY, "commune", "Xã", "xa", place("Xã")),
        UnitBeforeRow("c1", 3, "parent", JULY, "d1"),
        UnitBeforeRow("s1", 4, "scope", JULY, "mầm non"),
    )  # fmt: skip


def test_codes_are_kept_by_the_day_they_hold_from() -> None:
    first = Code(scheme="gso", value="22945", valid_from=date(2021, 1, 1))
    later = Code(scheme="gso", value="22951", valid_from=JULY)
    police = Code(scheme="police", value="X", valid_from=JULY)
    ViewSpec(CODES).given(
        listed("c1", "commune", "Xã", "Tân Hà", "d1", codes=(first,)),
        CodeAssigned(unit_id="c1", code=later),
        CodeAssigned(unit_id="c1", code=police),
    ).then(CodeRow("c1", date(2021, 1, 1), "22945"), CodeRow("c1", JULY, "22951"))


def test_the_lineage_is_kept_part_by_part() -> None:
    parts = (Successor(unit_id="n1", share="part"), Successor(unit_id="n2", share="part"))
    ViewSpec(LINEAGE).given(
        UnitSucceeded(
            unit_id="c1", unit_kind="commune", successors=parts, ended=True, legal_basis="NQ 1671", valid_from=JULY
        )
    ).then(LineageRow("c1", "n1", JULY, "part", True, "NQ 1671"), LineageRow("c1", "n2", JULY, "part", True, "NQ 1671"))


def test_a_year_is_counted_on_its_last_day_and_while_it_runs_today() -> None:
    end = date(2021, 12, 31)
    assert map_days("then", 2021, date(2026, 3, 2)) == MapDays(end, end)
    assert map_days("today", 2021, date(2026, 3, 2)) == MapDays(end, date(2026, 3, 2))
    for asked in ("then", "today"):
        assert map_days(asked, 2021, date(2021, 11, 8)) == MapDays(date(2021, 11, 8), date(2021, 11, 8))  # type: ignore[arg-type]
        assert not map_days(asked, 2022, date(2021, 11, 8)).is_recast  # type: ignore[arg-type]


def test_what_left_and_what_came_make_the_difference() -> None:
    def row(
        kind: str, became: str, was_here: bool, is_here: bool, units: int, undivided: bool = False
    ) -> dict[str, object]:
        return {
            "unit_kind": kind, "became": became, "was_here": was_here, "is_here": is_here, "is_undivided": undivided,
            "units": units, "registered": units, "households_total": units * 100, "households_registered": units * 90,
        }  # fmt: skip

    both = reconciliation_of(
        [
            row("commune", "divided", True, True, 1, undivided=True),
            row("residential_area", "standing", True, True, 5),
            row("residential_area", "standing", True, False, 2),
            row("residential_area", "merged", False, True, 3),
        ],
        [{"unit_kind": "residential_area", "today": 7, "begun": 1}],
        ["c1"],
    )
    [areas] = [found for found in both.kinds if found.unit_kind == "residential_area"]
    assert (areas.then, areas.standing, areas.merged, areas.today, areas.begun) == (7, 7, 0, 7, 1)
    sums = {found.measure: found for found in both.sums}
    total = sums["households_total"]
    assert (total.then, total.left, total.came, total.recast) == (700, 200, 300, 800)
    assert (sums["units"].undivided, both.is_even) == (1, False)
