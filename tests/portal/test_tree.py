"""The tree of units after units ended: who stands at the top, and who sees what was left behind."""

from datetime import date

import pytest

from chronicle.spec import ViewSpec
from contracts.registration import Successor, UnitEnded, UnitKindChanged, UnitSucceeded
from portal.authority.scope import Authority, scope
from portal.authority.tree import Tree
from portal.projections.places import PLACES, PlaceRow
from tests.services.registration.scenes import AREA, COMMUNE, PROVINCE, listed

pytestmark = pytest.mark.fast

DAY = date(2025, 7, 1)
ENDED = UnitEnded(unit_id="c1", ended_on=DAY, reason="Nghị quyết")
INTO = (Successor(unit_id="c2", share="part"), Successor(unit_id="c3", share="part"))


def succeeded(*, ended: bool) -> UnitSucceeded:
    return UnitSucceeded(
        unit_id="c1", unit_kind="commune", successors=INTO, ended=ended, legal_basis="Nghị quyết", valid_from=DAY
    )


def test_a_place_says_into_which_units_it_went_when_it_ended() -> None:
    row = PlaceRow("c1", "d1", "commune", "Phường", "Mũi Né")
    ViewSpec(PLACES).given(COMMUNE, succeeded(ended=False)).then(row)
    ViewSpec(PLACES).given(COMMUNE, succeeded(ended=True), ENDED).then(
        PlaceRow("c1", "d1", "commune", "Phường", "Mũi Né", DAY, ("c2", "c3"))
    )
    xa = UnitKindChanged(
        unit_id="c1", unit_kind="commune", title="Xã", previous_kind="commune", previous_title="Phường", valid_from=DAY
    )
    ViewSpec(PLACES).given(COMMUNE, xa).then(PlaceRow("c1", "d1", "commune", "Xã", "Mũi Né"))


def test_authority_over_a_unit_reaches_what_those_left_behind_whose_place_it_took() -> None:
    facts = (PROVINCE, listed("c2", "commune", "Xã", "A", "d2"), COMMUNE, AREA, succeeded(ended=True), ENDED)
    tree = Tree.of(PlaceRow(*values) for values in PLACES.fold(ViewSpec(PLACES).given(*facts).facts).values())
    assert tree.below({"c2"}) == {"c2", "c1", "a1"}
    assert tree.below({"c1"}) == {"c1", "a1"}


def test_a_province_that_ended_is_no_top() -> None:
    tree = Tree.of([PlaceRow("old", ended_on=DAY, gone_into=("new",)), PlaceRow("new"), PlaceRow("c1", "new")])
    assert tree.tops == {"new"}
    assert scope([Authority(1, "provincial_officer", "new", DAY)], tree, DAY).everything
    assert not scope([Authority(1, "provincial_officer", "old", DAY)], tree, DAY).everything
