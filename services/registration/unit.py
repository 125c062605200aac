"""A unit of the register: listed under a parent, renamed, moved, given dated codes, ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Text, UnitId, identifier_characters_max
from contracts.registration import Code, CodeAssigned, UnitEnded, UnitKind, UnitListed, UnitMoved, UnitRenamed

codes_of_unit_max = 50

PARENT_KINDS: Mapping[UnitKind, frozenset[UnitKind]] = {
    "province": frozenset(),
    "district": frozenset({"province"}),
    # Since 01/07/2025 there are no districts: communes stand under the province itself.
    "commune": frozenset({"district", "province"}),
    # An island district without communes (huyện đảo) has its areas right under it.
    "residential_area": frozenset({"commune", "district"}),
    "agency": frozenset({"province", "district", "commune"}),
    "enterprise": frozenset({"province", "district", "commune"}),
    "school": frozenset({"province", "district", "commune"}),
}
"""Which kinds may stand right above a kind. Always a broader one, so that no move can close a circle."""

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


class MoveUnit(Command):
    """Puts a unit under another parent from a day on."""

    unit_id: UnitId
    parent_id: UnitId
    valid_from: date


class AssignCode(Command):
    """Gives a unit an official code from a day on."""

    unit_id: UnitId
    code: Code


class EndUnit(Command):
    """Ends a unit on the day the command holds for."""

    unit_id: UnitId
    reason: Text


@dataclass(frozen=True)
class Unit:
    """What decisions need to know of a unit: how it was listed, and what became of it."""

    listing: UnitListed | None = None
    unit_name: str = ""
    named_from: date = date.min
    parent_id: str | None = None
    moved_from: date = date.min
    codes: Mapping[str, Code] = field(default_factory=dict)
    """The newest of each scheme."""
    ended_on: date | None = None

    def ended_by(self, day: date) -> bool:
        return self.ended_on is not None and self.ended_on <= day


def evolve(unit: Unit, fact: Fact) -> Unit:
    match fact:
        case UnitListed():
            newest = {code.scheme: code for code in sorted(fact.codes, key=lambda code: code.valid_from)}
            return replace(
                unit,
                listing=fact,
                unit_name=fact.unit_name,
                named_from=fact.valid_from,
                parent_id=fact.parent_id,
                moved_from=fact.valid_from,
                codes=newest,
            )
        case UnitRenamed():
            return replace(unit, unit_name=fact.unit_name, named_from=fact.valid_from)
        case UnitMoved():
            return replace(unit, parent_id=fact.parent_id, moved_from=fact.valid_from)
        case CodeAssigned():
            return replace(unit, codes={**unit.codes, fact.code.scheme: fact.code})
        case UnitEnded():
            return replace(unit, ended_on=fact.ended_on)
    return unit


def list_unit(command: ListUnit, unit: Unit, parent: Unit) -> list[Fact]:
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
    _must_fit_under(command.unit_kind, command.parent_id, parent, command.valid_from)
    return [listed]


def rename(command: RenameUnit, unit: Unit, parent: Unit) -> list[Fact]:
    must_stand(unit, command.occurred_on)
    if unit.unit_name == command.unit_name:
        return []
    _must_follow(command.valid_from, unit.named_from, command.occurred_on)
    return [
        UnitRenamed(
            unit_id=command.unit_id,
            unit_name=command.unit_name,
            previous_name=unit.unit_name,
            valid_from=command.valid_from,
        )
    ]


def move(command: MoveUnit, unit: Unit, parent: Unit) -> list[Fact]:
    listing = must_stand(unit, command.occurred_on)
    if unit.parent_id == command.parent_id:
        return []
    _must_follow(command.valid_from, unit.moved_from, command.occurred_on)
    _must_fit_under(listing.unit_kind, command.parent_id, parent, command.valid_from)
    return [
        UnitMoved(
            unit_id=command.unit_id,
            parent_id=command.parent_id,
            previous_parent_id=unit.parent_id,
            valid_from=command.valid_from,
        )
    ]


def assign_code(command: AssignCode, unit: Unit, parent: Unit) -> list[Fact]:
    must_stand(unit, command.occurred_on)
    newest = unit.codes.get(command.code.scheme)
    if newest == command.code:
        return []
    _must_follow(command.code.valid_from, newest.valid_from if newest else date.min, command.occurred_on)
    return [CodeAssigned(unit_id=command.unit_id, code=command.code)]


def end(command: EndUnit, unit: Unit, parent: Unit) -> list[Fact]:
    if unit.ended_on is not None:
        return []
    must_stand(unit, command.occurred_on)
    _must_follow(command.occurred_on, max(unit.named_from, unit.moved_from), command.occurred_on)
    return [UnitEnded(unit_id=command.unit_id, ended_on=command.occurred_on, reason=command.reason)]


def must_stand(unit: Unit, day: date) -> UnitListed:
    """Returns how the unit was listed. Raises Refused for one that is not in the register, or no longer on that day."""
    if unit.listing is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if unit.ended_by(day):
        raise Refused(
            "unit.ended",
            vi=f"Đơn vị đã kết thúc từ ngày {unit.ended_on:%d/%m/%Y}",
            en=f"The unit ended on {unit.ended_on}",
        )
    return unit.listing


def _must_fit_under(kind: UnitKind, parent_id: str | None, parent: Unit, day: date) -> None:
    allowed = PARENT_KINDS[kind]
    if parent_id is None:
        if allowed:
            raise Refused("unit.needs_parent", vi="Đơn vị này phải có cấp trên", en="This unit needs a parent")
        return
    if not allowed:
        raise Refused("unit.has_no_parent", vi="Cấp tỉnh không có cấp trên", en="A province has no parent")
    if parent.listing is None:
        raise Refused("parent.unknown", vi="Cấp trên không có trong danh bạ", en="The parent is not in the register")
    if parent.ended_by(day):
        raise Refused("parent.ended", vi="Cấp trên đã kết thúc", en="The parent had ended by then")
    if parent.listing.unit_kind not in allowed:
        raise Refused(
            "parent.of_wrong_kind",
            vi=f"{parent.listing.title} {parent.unit_name} không thể là cấp trên của đơn vị loại này",
            en=f"A {kind} cannot stand under a {parent.listing.unit_kind}",
        )


def _must_follow(day: date, newest: date, known_on: date) -> None:
    """Changes come in the order of their days, once they hold: a view shows the newest one it heard of."""
    if day < newest:
        raise Refused(
            "unit.change_out_of_order",
            vi=f"Đã có thay đổi từ ngày {newest:%d/%m/%Y}, sau ngày này",
            en=f"There is already a change from {newest}, which is later",
        )
    if day > known_on:
        raise Refused(
            "unit.change_not_yet_valid",
            vi=f"Thay đổi này đến ngày {day:%d/%m/%Y} mới có hiệu lực",
            en=f"This change does not hold before {day}",
        )


def _parent_looked_at(command: Command, unit: Unit) -> str | None:
    match command:
        case ListUnit() | MoveUnit():
            return command.parent_id
    return None


UNIT_STREAM: Fold[Unit] = Fold(category="registration.unit", initial=Unit(), evolve=evolve)

UNIT: Aggregate[Unit] = Aggregate(
    fold=UNIT_STREAM,
    identity=lambda command: command.unit_id,
    knows={"parent": Knowledge(UNIT_STREAM, _parent_looked_at)},
    decisions={
        ListUnit: list_unit,
        RenameUnit: rename,
        MoveUnit: move,
        AssignCode: assign_code,
        EndUnit: end,
    },
)
