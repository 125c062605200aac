"""Whose chair decides in whose place: what a deciding unit delegated (ủy quyền, phân cấp), from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, UnitId
from contracts.recognition import AuthorityDelegated, DelegationEnded
from contracts.registration import UnitKind
from services.recognition.authority import LEVELS, UNIT, KnownUnit

kinds_max = 10


class DelegationCommand(Command):
    """Every command names the unit that delegates, and the delegation among its own."""

    from_unit: UnitId
    delegation_id: Identifier


class DelegateAuthority(DelegationCommand):
    """Lets another unit's chair decide about some kinds of unit; without a last day, until it is ended."""

    to_unit: UnitId
    unit_kinds: tuple[UnitKind, ...] = Field(min_length=1, max_length=kinds_max)
    document_number: Text
    valid_from: date
    valid_to: date | None = None


class EndDelegation(DelegationCommand):
    """Takes it back from the day of the command on."""

    reason: Text


@dataclass(frozen=True)
class Delegation:
    """`last_day` is None while nobody knows its end."""

    delegation_id: str
    to_unit: str
    unit_kinds: tuple[UnitKind, ...]
    document_number: str
    valid_from: date
    last_day: date | None
    ended_on: date | None = None

    def holds_on(self, day: date) -> bool:
        begun_not_run_out = self.valid_from <= day and (self.last_day is None or day <= self.last_day)
        return begun_not_run_out and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Delegations:
    """What one unit delegated, by id."""

    by_id: Mapping[str, Delegation] = field(default_factory=lambda: MappingProxyType({}))

    def to(self, unit_id: str, unit_kind: str, day: date) -> Delegation | None:
        """The delegation by which a unit decides about a kind on a day; of several, the one that began last."""
        fitting = (
            delegation
            for delegation in self.by_id.values()
            if delegation.to_unit == unit_id and unit_kind in delegation.unit_kinds and delegation.holds_on(day)
        )
        return max(fitting, key=lambda found: (found.valid_from, found.delegation_id), default=None)


def evolve(known: Delegations, fact: Fact) -> Delegations:
    match fact:
        case AuthorityDelegated():
            delegation = Delegation(
                fact.delegation_id, fact.to_unit, fact.unit_kinds, fact.document_number, fact.valid_from, fact.valid_to
            )
            return Delegations({**known.by_id, fact.delegation_id: delegation})
        case DelegationEnded():
            ended = replace(known.by_id[fact.delegation_id], ended_on=fact.ended_on)
            return Delegations({**known.by_id, fact.delegation_id: ended})
    return known


def delegate(command: DelegateAuthority, known: Delegations, giver: KnownUnit, taker: KnownUnit) -> list[Fact]:
    asked = Delegation(
        command.delegation_id,
        command.to_unit,
        command.unit_kinds,
        command.document_number,
        command.valid_from,
        command.valid_to,
    )
    found = known.by_id.get(command.delegation_id)
    if found is not None and replace(found, ended_on=None) == asked:
        return []
    if found is not None:
        raise Refused(
            "delegation.id_taken", vi="Mã ủy quyền đã dùng cho việc khác", en="The id is taken by another delegation"
        )
    if command.from_unit == command.to_unit:
        raise Refused("delegation.to_itself", vi="Không ủy quyền cho chính mình", en="Nobody delegates to itself")
    if command.valid_to is not None and command.valid_to < command.valid_from:
        raise Refused(
            "delegation.backwards", vi="Ủy quyền kết thúc trước khi bắt đầu", en="It would end before it begins"
        )
    for unit in (giver, taker):
        if not unit.stands_on(command.occurred_on) or unit.kind not in LEVELS:
            raise Refused(
                "delegation.between_whom",
                vi="Chỉ tỉnh, huyện, xã có trong danh bạ mới ủy quyền hoặc được ủy quyền",
                en="Only a province, district or commune of the register delegates, and is delegated to",
            )
    said = command.model_dump(exclude={"occurred_on"})
    return [AuthorityDelegated(**said, delegated_on=command.occurred_on)]


def end(command: EndDelegation, known: Delegations, giver: KnownUnit, taker: KnownUnit) -> list[Fact]:
    found = known.by_id.get(command.delegation_id)
    if found is None:
        raise Refused("delegation.unknown", vi="Chưa có ủy quyền này", en="There is no such delegation")
    if found.ended_on is not None:
        return []
    return [
        DelegationEnded(
            delegation_id=command.delegation_id,
            from_unit=command.from_unit,
            to_unit=found.to_unit,
            reason=command.reason,
            ended_on=command.occurred_on,
        )
    ]


def _taker(command: DelegationCommand, known: Delegations) -> str | None:
    return command.to_unit if isinstance(command, DelegateAuthority) else None


DELEGATION: Aggregate[Delegations] = Aggregate(
    fold=Fold(category="recognition.delegation", initial=Delegations(), evolve=evolve),
    identity=lambda command: command.from_unit,
    knows={
        "giver": Knowledge(UNIT, lambda command, known: command.from_unit),
        "taker": Knowledge(UNIT, _taker),
    },
    decisions={DelegateAuthority: delegate, EndDelegation: end},
)
