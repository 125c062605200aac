"""The views of units over time: kinds, scope, names and parents by day, and who took whose place."""

from datetime import date

import pytest

from chronicle.spec import ViewSpec
from contracts.registration import (
    Code,
    CodeAssigned,
    Successor,
    UnitEnded,
    UnitKindChanged,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
    UnitSucceeded,
)
from services.registration.projections.lineage import LINEAGE, LineageRow
from services.registration.projections.unit_past import UNIT_PAST, PastRow
from services.registration.projections.units import UNITS
from tests.services.registration.scenes import COMMUNE, LISTED_ON

pytestmark = pytest.mark.fast

DAY = date(2025, 7, 1)
BASIS = "Nghị quyết 1671/NQ-UBTVQH15"
XA = UnitKindChanged(
    unit_id="c1", unit_kind="commune", title="Xã", previous_kind="commune", previous_title="Phường", valid_from=DAY
)
OUT = UnitScopeChanged(
    unit_id="c1", out_of_scope_reason="Không thuộc diện", previous_reason=None, legal_basis=BASIS, valid_from=DAY
)


def test_the_register_follows_kind_and_scope() -> None:
    facts = ViewSpec(UNITS).given(COMMUNE, XA, OUT).facts
    [row] = (UNITS.row(*values) for values in UNITS.fold(facts).values())
    assert (row.title, row.title_words, row.out_of_scope_reason, row.scope_basis) == (
        "Xã",
        "xa",
        "Không thuộc diện",
        BASIS,
    )


def test_every_particular_has_a_row_for_each_day_it_began() -> None:
    ViewSpec(UNIT_PAST).given(
        COMMUNE,
        XA,
        OUT,
        UnitRenamed(unit_id="c1", unit_name="Hàm Tiến", previous_name="Mũi Né", valid_from=DAY),
        UnitMoved(unit_id="c1", parent_id="p2", previous_parent_id="d1", valid_from=DAY),
        CodeAssigned(unit_id="c1", code=Code(scheme="gso", value="22918", valid_from=DAY)),
        UnitEnded(unit_id="c1", ended_on=DAY, reason=BASIS),
    ).then(
        PastRow("c1", "name", "", LISTED_ON, "Mũi Né"),
        PastRow("c1", "title", "", LISTED_ON, "Phường", "commune"),
        PastRow("c1", "parent", "", LISTED_ON, "d1"),
        PastRow("c1", "scope", "", LISTED_ON),
        PastRow("c1", "code", "gso", LISTED_ON, "22915"),
        PastRow("c1", "title", "", DAY, "Xã", "commune"),
        PastRow("c1", "scope", "", DAY, "Không thuộc diện", BASIS),
        PastRow("c1", "name", "", DAY, "Hàm Tiến"),
        PastRow("c1", "parent", "", DAY, "p2"),
        PastRow("c1", "code", "gso", DAY, "22918"),
    )


def test_lineage_holds_a_row_for_each_successor() -> None:
    parts = (Successor(unit_id="c2", share="part"), Successor(unit_id="c3", share="part"))
    succeeded = UnitSucceeded(
        unit_id="c1", unit_kind="commune", successors=parts, ended=True, legal_basis=BASIS, valid_from=DAY
    )
    ViewSpec(LINEAGE).given(COMMUNE, succeeded).then(
        LineageRow("c1", "c2", DAY, "commune", "part", True, BASIS),
        LineageRow("c1", "c3", DAY, "commune", "part", True, BASIS),
    )
