"""A unit of the register: listed, renamed, of another kind, moved, given codes, in scope or not, gone over into others, ended."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from chronicle.aggregate import Aggregate, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Text, UnitId, identifier_characters_max
from contracts.registration import (
    Code,
    CodeAssigned,
    UnitEnded,
    UnitKind,
    UnitKindChanged,
    UnitListed,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
)
from services.registration.succession import SUCCESSORS, SucceedUnit, succeed
from services.registration.unit_places import may_be_called_of, must_fit_under
from services.registration.unit_state import UNIT_STREAM, Unit, must_follow, must_stand

__all__ = [
    "UNIT",
    "UNIT_STREAM",
    "AssignCode",
    "ChangeKind",
    "ChangeScope",
    "EndUnit",
    "ListUnit",
    "MoveUnit",
    "NewId",
    "RenameUnit",
    "SucceedUnit",
    "Unit",
    "must_stand",
]

codes_of_unit_max = 50

# Ids become parts of streams `campaign/unit` and of addresses, so a new one holds no slash.
NewId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=identifier_characters_max)]


class ListUnit(Command):
    """Enters a unit in the register."""

    unit_id: NewId
    unit_kind: UnitKind
    title: Text = Field(description="the Vietnamese word for its kind: Phường, Xã, Thôn, Khu phố …")
    unit_name: Text
    parent_id: UnitId | None = None
    codes: tuple[Code, ...] = Field(default=(), max_length=codes_of_unit_max)
    valid_from: date
    latitude: float | None = Field(default=None, ge=-90, le=90, description="degrees")
    longitude: float | None = Field(default=None, ge=-180, le=180, description="degrees")
    generated: bool = False
    out_of_scope_reason: Text | None = None


class RenameUnit(Command):
    """Gives a unit another name from a day on."""

    unit_id: UnitId
    unit_name: Text
    valid_from: date


class ChangeKind(Command):
    """Makes a unit one of another kind, or changes the word for its kind, from a day on."""

    unit_id: UnitId
    unit_kind: UnitKind
    title: Text = Field(description="the Vietnamese word for its kind")
    valid_from: date


class MoveUnit(Command):
    """Puts a unit under another parent from a day on."""

    unit_id: UnitId
    parent_id: UnitId
    valid_from: date


class AssignCode(Command):
    """Gives a unit an official code from a day on."""

    unit_id: UnitId
    code: Code


class ChangeScope(Command):
    """From a day on a unit need not register, for a reason of law; without a reason, it must."""

    unit_id: UnitId
    out_of_scope_reason: Text | None
    legal_basis: Text
    valid_from: date


class EndUnit(Command):
    """Ends a unit on the day the command holds for."""

    unit_id: UnitId
    reason: Text


def list_unit(command: ListUnit, unit: Unit, parent: Unit, **_: Unit) -> list[Fact]:
    listed = UnitListed(**command.model_dump(exclude={"occurred_on"}))
    if unit.listing == listed:
        return []
    if unit.listing is not None:
        raise Refused(
            "unit.listed_otherwise",
            vi="Mã đơn vị này đã dùng với nội dung khác",
            en="This unit is already listed, with other particulars",
        )
    if (command.latitude is None) != (command.longitude is None):
        raise Refused(
            "unit.half_a_point",
            vi="Hãy ghi cả vĩ độ và kinh độ, hoặc để trống cả hai",
            en="Give both latitude and longitude, or neither",
        )
    if len({(code.scheme, code.valid_from) for code in command.codes}) < len(command.codes):
        raise Refused(
            "unit.two_codes_at_once",
            vi="Một đơn vị không thể có hai mã cùng loại từ cùng một ngày",
            en="A unit cannot have two codes of one scheme from the same day",
        )
    must_fit_under(command.unit_kind, command.parent_id, parent, command.valid_from)
    return [listed]


def rename(command: RenameUnit, unit: Unit, **_: Unit) -> list[Fact]:
    must_stand(unit, command.occurred_on)
    if unit.unit_name == command.unit_name:
        return []
    must_follow(command.valid_from, unit.named_from, command.occurred_on)
    return [
        UnitRenamed(
            unit_id=command.unit_id,
            unit_name=command.unit_name,
            previous_name=unit.unit_name,
            valid_from=command.valid_from,
        )
    ]


def change_kind(command: ChangeKind, unit: Unit, parent: Unit, **_: Unit) -> list[Fact]:
    now = must_stand(unit, command.occurred_on)
    if (now.unit_kind, now.title) == (command.unit_kind, command.title):
        return []
    must_follow(command.valid_from, unit.kind_from, command.occurred_on)
    if command.unit_kind != now.unit_kind:
        if not may_be_called_of(now.unit_kind, command.unit_kind):
            raise Refused(
                "unit.kind_too_narrow",
                vi="Đơn vị không thể đổi sang loại này; hãy lập đơn vị mới rồi ghi nhận kế tục",
                en="The unit cannot become of this kind: list the new unit, and record that it takes this one's place",
            )
        must_fit_under(command.unit_kind, now.parent_id, parent, command.valid_from)
    return [
        UnitKindChanged(
            unit_id=command.unit_id,
            unit_kind=command.unit_kind,
            title=command.title,
            previous_kind=now.unit_kind,
            previous_title=now.title,
            valid_from=command.valid_from,
        )
    ]


def move(command: MoveUnit, unit: Unit, parent: Unit, **_: Unit) -> list[Fact]:
    listing = must_stand(unit, command.occurred_on)
    if unit.parent_id == command.parent_id:
        return []
    must_follow(command.valid_from, unit.moved_from, command.occurred_on)
    must_fit_under(listing.unit_kind, command.parent_id, parent, command.valid_from)
    return [
        UnitMoved(
            unit_id=command.unit_id,
            parent_id=command.parent_id,
            previous_parent_id=unit.parent_id,
            valid_from=command.valid_from,
        )
    ]


def assign_code(command: AssignCode, unit: Unit, **_: Unit) -> list[Fact]:
    must_stand(unit, command.occurred_on)
    newest = unit.codes.get(command.code.scheme)
    if newest == command.code:
        return []
    must_follow(command.code.valid_from, newest.valid_from if newest else date.min, command.occurred_on)
    return [CodeAssigned(unit_id=command.unit_id, code=command.code)]


def change_scope(command: ChangeScope, unit: Unit, **_: Unit) -> list[Fact]:
    now = must_stand(unit, command.occurred_on)
    if now.out_of_scope_reason == command.out_of_scope_reason:
        return []
    must_follow(command.valid_from, unit.scope_from, command.occurred_on)
    return [
        UnitScopeChanged(
            unit_id=command.unit_id,
            out_of_scope_reason=command.out_of_scope_reason,
            previous_reason=now.out_of_scope_reason,
            legal_basis=command.legal_basis,
            valid_from=command.valid_from,
        )
    ]


def end(command: EndUnit, unit: Unit, **_: Unit) -> list[Fact]:
    """Whether anything still stands below it only the views know: a page or a plan that ends a unit asks them first."""
    if unit.ended_on is not None:
        return []
    must_stand(unit, command.occurred_on)
    must_follow(command.occurred_on, unit.changed_last, command.occurred_on)
    return [UnitEnded(unit_id=command.unit_id, ended_on=command.occurred_on, reason=command.reason)]


def _parent_looked_at(command: Command, unit: Unit) -> str | None:
    match command:
        case ListUnit() | MoveUnit():
            return command.parent_id
        case ChangeKind():
            return unit.parent_id
    return None


UNIT: Aggregate[Unit] = Aggregate(
    fold=UNIT_STREAM,
    identity=lambda command: command.unit_id,
    knows={"parent": Knowledge(UNIT_STREAM, _parent_looked_at), **SUCCESSORS},
    decisions={
        ListUnit: list_unit,
        RenameUnit: rename,
        ChangeKind: change_kind,
        MoveUnit: move,
        AssignCode: assign_code,
        ChangeScope: change_scope,
        SucceedUnit: succeed,
        EndUnit: end,
    },
)
