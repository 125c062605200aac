"""Facts of the register of units: who is listed, under whom, called what, and what became of whom."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.fact import Fact, Identifier, Text, UnitId, Value, items_max

UnitKind = Literal["province", "district", "commune", "residential_area", "agency", "enterprise", "school"]
Share = Literal["whole", "part"]


class Code(Value):
    """An official code, dated: the same digits name another place at another time."""

    scheme: Identifier
    value: Identifier
    valid_from: date


class UnitListed(Fact):
    """A unit entered the register. Since v2 its codes are dated."""

    name: ClassVar[str] = "registration.unit_listed"
    version: ClassVar[int] = 2
    unit_id: UnitId
    unit_kind: UnitKind
    title: Text = Field(description="the Vietnamese word for its kind: Phường, Xã, Thôn, Khu phố …")
    unit_name: Text
    parent_id: UnitId | None = Field(
        description="the unit it belongs to; for agencies and the like, the level that manages it"
    )
    codes: tuple[Code, ...] = Field(max_length=items_max)
    valid_from: date
    latitude: float | None = Field(ge=-90, le=90)
    longitude: float | None = Field(ge=-180, le=180)
    generated: bool = Field(description="true for a unit made up for a demonstration")
    out_of_scope_reason: Text | None = Field(description="the legal reason why it need not register, or null")


class UnitRenamed(Fact):
    """A unit goes by another name from a day on."""

    name: ClassVar[str] = "registration.unit_renamed"
    version: ClassVar[int] = 1
    unit_id: UnitId
    unit_name: Text
    previous_name: Text
    valid_from: date


class UnitMoved(Fact):
    """A unit belongs to another parent from a day on."""

    name: ClassVar[str] = "registration.unit_moved"
    version: ClassVar[int] = 1
    unit_id: UnitId
    parent_id: UnitId
    previous_parent_id: UnitId | None
    valid_from: date


class CodeAssigned(Fact):
    """A unit carries an official code from a day on."""

    name: ClassVar[str] = "registration.code_assigned"
    version: ClassVar[int] = 1
    unit_id: UnitId
    code: Code


class UnitEnded(Fact):
    """A unit exists no more from a day on."""

    name: ClassVar[str] = "registration.unit_ended"
    version: ClassVar[int] = 1
    unit_id: UnitId
    ended_on: date
    reason: Text


class UnitKindChanged(Fact):
    """A unit is of another kind, or its kind goes by another word, from a day on: a commune became a ward."""

    name: ClassVar[str] = "registration.unit_kind_changed"
    version: ClassVar[int] = 1
    unit_id: UnitId
    unit_kind: UnitKind
    title: Text = Field(description="the Vietnamese word for its kind: Phường, Xã, Thôn, Khu phố …")
    previous_kind: UnitKind
    previous_title: Text
    valid_from: date


class Successor(Value):
    """A unit that takes the place of another, wholly or for a part of it. Counts of a part cannot be added up."""

    unit_id: UnitId
    share: Share


class UnitSucceeded(Fact):
    """A unit went over into others. Merging n units is n of these; a split names several parts.

    `ended` says that nothing is left of it; a unit of which only a part went to another goes on. Of one that ended,
    `registration.unit_ended` stands right behind.
    """

    name: ClassVar[str] = "registration.unit_succeeded"
    version: ClassVar[int] = 1
    unit_id: UnitId
    unit_kind: UnitKind
    successors: tuple[Successor, ...] = Field(min_length=1, max_length=items_max)
    ended: bool
    legal_basis: Text = Field(description="the resolution or decree it follows from, e.g. 1365/NQ-UBTVQH15")
    valid_from: date


class UnitScopeChanged(Fact):
    """From a day on a unit must register, or need not, for a reason of law."""

    name: ClassVar[str] = "registration.unit_scope_changed"
    version: ClassVar[int] = 1
    unit_id: UnitId
    out_of_scope_reason: Text | None = Field(description="why it need not register; null: it must")
    previous_reason: Text | None
    legal_basis: Text
    valid_from: date


FACTS: tuple[type[Fact], ...] = (
    UnitListed,
    UnitRenamed,
    UnitKindChanged,
    UnitMoved,
    CodeAssigned,
    UnitScopeChanged,
    UnitSucceeded,
    UnitEnded,
)


def _unit_listed_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 held one undated `code`: 3,315 of 3,321 codes are used again later, for other places, so v2 dates them."""
    code = shape["code"]
    rest = {key: value for key, value in shape.items() if key != "code"}
    codes = [] if code is None else [{"scheme": "gso", "value": code, "valid_from": shape["valid_from"]}]
    return {**rest, "codes": codes}


UPCASTS = {("registration.unit_listed", 1): _unit_listed_1_to_2}
