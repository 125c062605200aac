"""Decisions about a unit of the register: it happens, it had already happened, it may not."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from chronicle.spec import DeciderSpec
from contracts.fact import Fact
from contracts.registration import (
    Code,
    CodeAssigned,
    UnitEnded,
    UnitKindChanged,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
)
from services.registration.unit import (
    UNIT,
    AssignCode,
    ChangeKind,
    ChangeScope,
    EndUnit,
    ListUnit,
    MoveUnit,
    RenameUnit,
)
from services.registration.unit_places import PARENT_KINDS, may_be_called_of
from tests.services.registration.scenes import AREA, COMMUNE, DISTRICT, GSO_22915, LISTED_ON, PROVINCE, SCHOOL, listed

pytestmark = pytest.mark.fast

DAY = date(2021, 7, 1)
LATER = date(2021, 8, 1)
RENAMED = UnitRenamed(unit_id="c1", unit_name="Hàm Tiến", previous_name="Mũi Né", valid_from=DAY)
MOVED = UnitMoved(unit_id="c1", parent_id="d2", previous_parent_id="d1", valid_from=DAY)
ENDED = UnitEnded(unit_id="c1", ended_on=DAY, reason="Sáp nhập")
D2 = listed("d2", "district", "Huyện", "Bắc Bình", "p1")
RENAME = RenameUnit(occurred_on=DAY, unit_id="c1", unit_name="Hàm Tiến", valid_from=DAY)
MOVE = MoveUnit(occurred_on=DAY, unit_id="c1", parent_id="d2", valid_from=DAY)
END = EndUnit(occurred_on=DAY, unit_id="c1", reason="Sáp nhập")
unit = DeciderSpec(UNIT)


def list_as(fact: Any, **changed: Any) -> ListUnit:
    return ListUnit(occurred_on=LISTED_ON, **{**fact.model_dump(), **changed})


def under(*parent: Fact) -> DeciderSpec:
    return unit.given().knowing(parent=parent)


def test_a_unit_is_listed_under_its_parent() -> None:
    under().when(list_as(PROVINCE)).then(PROVINCE)
    under(PROVINCE).when(list_as(DISTRICT)).then(DISTRICT)
    under(DISTRICT).when(list_as(COMMUNE)).then(COMMUNE)
    under(COMMUNE).when(list_as(AREA)).then(AREA)
    under(DISTRICT).when(list_as(SCHOOL)).then(SCHOOL)


def test_a_unit_is_listed_once_even_when_it_is_called_otherwise_by_now() -> None:
    unit.given(COMMUNE).when(list_as(COMMUNE)).then_nothing()
    unit.given(COMMUNE, RENAMED, MOVED, ENDED).when(list_as(COMMUNE)).then_nothing()
    unit.given(COMMUNE).when(list_as(COMMUNE, unit_name="Hàm Tiến")).then_refused("unit.listed_otherwise")


def test_a_unit_is_not_listed_where_it_does_not_belong() -> None:
    under().when(list_as(COMMUNE)).then_refused("parent.unknown")
    under(D2, UnitEnded(unit_id="d2", ended_on=LISTED_ON, reason="x")).when(
        list_as(COMMUNE, parent_id="d2")
    ).then_refused("parent.ended")
    under().when(list_as(COMMUNE, parent_id=None)).then_refused("unit.needs_parent")
    under(PROVINCE).when(list_as(PROVINCE, parent_id="p1")).then_refused("unit.has_no_parent")
    under(PROVINCE).when(list_as(AREA, parent_id="p1")).then_refused("parent.of_wrong_kind")
    under(AREA).when(list_as(SCHOOL, parent_id="a1")).then_refused("parent.of_wrong_kind")


def test_a_parent_is_of_a_broader_kind_so_that_no_move_closes_a_circle() -> None:
    order = ["province", "district", "commune", "residential_area"]
    for kind, parents in PARENT_KINDS.items():
        rank = order.index(kind) if kind in order else len(order)
        assert all(order.index(parent) < rank for parent in parents)


def test_a_unit_is_not_listed_with_half_a_point_or_two_codes_at_once() -> None:
    other = GSO_22915.model_copy(update={"value": "22918"})
    under(DISTRICT).when(list_as(COMMUNE, longitude=None)).then_refused("unit.half_a_point")
    under(DISTRICT).when(list_as(COMMUNE, codes=(GSO_22915, other))).then_refused("unit.two_codes_at_once")


def test_an_id_with_a_slash_is_not_one_for_a_new_unit() -> None:
    with pytest.raises(ValidationError):
        list_as(COMMUNE, unit_id="c/1")


def test_a_unit_is_renamed() -> None:
    unit.given(COMMUNE).when(RENAME).then(RENAMED)
    unit.given(COMMUNE, RENAMED).when(RENAME).then_nothing()
    unit.given().when(RENAME).then_refused("unit.unknown")
    unit.given(COMMUNE, ENDED).when(RENAME).then_refused("unit.ended")


def test_names_follow_one_another_in_the_order_of_their_days() -> None:
    early = RENAME.model_copy(update={"unit_name": "Tiến Thành", "valid_from": LISTED_ON})
    late = RENAME.model_copy(update={"unit_name": "Tiến Thành", "valid_from": LATER})
    unit.given(COMMUNE, RENAMED).when(early).then_refused("unit.change_out_of_order")
    unit.given(COMMUNE, RENAMED).when(late).then_refused("unit.change_not_yet_valid")


def test_a_unit_is_moved_under_another_parent() -> None:
    unit.given(COMMUNE).knowing(parent=(D2,)).when(MOVE).then(MOVED)
    unit.given(COMMUNE, MOVED).knowing(parent=(D2,)).when(MOVE).then_nothing()
    unit.given(COMMUNE).when(MOVE).then_refused("parent.unknown")
    unit.given(COMMUNE).knowing(parent=(AREA,)).when(MOVE).then_refused("parent.of_wrong_kind")
    unit.given(PROVINCE).knowing(parent=(D2,)).when(MOVE.model_copy(update={"unit_id": "p1"})).then_refused(
        "unit.has_no_parent"
    )
    unit.given().knowing(parent=(D2,)).when(MOVE).then_refused("unit.unknown")


def test_a_unit_carries_one_code_of_a_scheme_at_a_time() -> None:
    code = Code(scheme="gso", value="22918", valid_from=DAY)
    assign = AssignCode(occurred_on=DAY, unit_id="c1", code=code)
    assigned = CodeAssigned(unit_id="c1", code=code)
    unit.given(COMMUNE).when(assign).then(assigned)
    unit.given(COMMUNE, assigned).when(assign).then_nothing()
    unit.given(COMMUNE, assigned).when(AssignCode(occurred_on=DAY, unit_id="c1", code=GSO_22915)).then_refused(
        "unit.change_out_of_order"
    )
    early = AssignCode(occurred_on=LISTED_ON, unit_id="a1", code=code)
    unit.given(AREA).when(early).then_refused("unit.change_not_yet_valid")


def test_a_unit_becomes_of_another_kind() -> None:
    change = ChangeKind(occurred_on=DAY, unit_id="c1", unit_kind="commune", title="Xã", valid_from=DAY)
    changed = UnitKindChanged(
        unit_id="c1", unit_kind="commune", title="Xã", previous_kind="commune", previous_title="Phường", valid_from=DAY
    )
    unit.given(COMMUNE).when(change).then(changed)
    unit.given(COMMUNE, changed).when(change).then_nothing()
    unit.given().when(change).then_refused("unit.unknown")
    unit.given(COMMUNE, ENDED).when(change).then_refused("unit.ended")
    back = change.model_copy(update={"title": "Phường", "valid_from": LISTED_ON})
    unit.given(COMMUNE, changed).when(back).then_refused("unit.change_out_of_order")


def test_a_kind_may_widen_where_the_parent_allows_it_but_never_narrow() -> None:
    change = ChangeKind(occurred_on=DAY, unit_id="c1", unit_kind="district", title="Đặc khu", valid_from=DAY)
    unit.given(COMMUNE).knowing(parent=(DISTRICT,)).when(change).then_refused("parent.of_wrong_kind")
    changed = unit.given(COMMUNE).knowing(parent=(PROVINCE,)).when(change)
    assert [fact.name for fact in changed.facts] == ["registration.unit_kind_changed"]
    narrower = ChangeKind(occurred_on=DAY, unit_id="d1", unit_kind="commune", title="Đặc khu", valid_from=DAY)
    unit.given(DISTRICT).knowing(parent=(PROVINCE,)).when(narrower).then_refused("unit.kind_too_narrow")
    assert not may_be_called_of("residential_area", "agency")
    assert may_be_called_of("agency", "enterprise")


def test_a_unit_is_put_out_of_scope_with_the_reason_of_law_and_back() -> None:
    basis = "Thông tư 124/2021/TT-BCA"
    change = ChangeScope(
        occurred_on=DAY, unit_id="c1", out_of_scope_reason="Trường mầm non", legal_basis=basis, valid_from=DAY
    )
    changed = UnitScopeChanged(
        unit_id="c1", out_of_scope_reason="Trường mầm non", previous_reason=None, legal_basis=basis, valid_from=DAY
    )
    unit.given(COMMUNE).when(change).then(changed)
    unit.given(COMMUNE, changed).when(change).then_nothing()
    unit.given().when(change).then_refused("unit.unknown")
    back = change.model_copy(update={"out_of_scope_reason": None, "occurred_on": LATER, "valid_from": LATER})
    unit.given(COMMUNE, changed).when(back).then(
        changed.model_copy(
            update={"out_of_scope_reason": None, "previous_reason": "Trường mầm non", "valid_from": LATER}
        )
    )
    early = back.model_copy(update={"valid_from": LISTED_ON})
    unit.given(COMMUNE, changed).when(early).then_refused("unit.change_out_of_order")


def test_a_unit_ends_with_a_reason() -> None:
    unit.given(COMMUNE).when(END).then(ENDED)
    unit.given(COMMUNE, ENDED).when(END).then_nothing()
    unit.given().when(END).then_refused("unit.unknown")
    before = END.model_copy(update={"occurred_on": date(2020, 12, 31)})
    unit.given(COMMUNE).when(before).then_refused("unit.change_out_of_order")
