"""A unit goes over into others: wholly into one (n of these are a merger), split into parts, or giving a part away."""

from datetime import date

from pydantic import Field

from chronicle.aggregate import Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Text, UnitId
from contracts.registration import Successor, UnitEnded, UnitKind, UnitSucceeded
from services.registration.unit_places import may_follow
from services.registration.unit_state import UNIT_STREAM, Unit, must_follow, must_stand

successors_of_unit_max = 8


class SucceedUnit(Command):
    """Puts other units in a unit's place: one wholly, several for a part each, or a part of it that goes to another."""

    unit_id: UnitId
    successors: tuple[Successor, ...] = Field(min_length=1, max_length=successors_of_unit_max)
    ended: bool = Field(description="false where only parts went elsewhere and the unit goes on")
    legal_basis: Text = Field(description="the resolution or decree it follows from")
    valid_from: date


def succeed(command: SucceedUnit, unit: Unit, parent: Unit, **successors: Unit) -> list[Fact]:
    """`successors` are what is known of each, as `SUCCESSORS` names them. Ends the unit where nothing is left of it."""
    recorded = [(known.successors, known.ended, known.valid_from) for known in unit.successions]
    if (command.successors, command.ended, command.valid_from) in recorded:
        return []
    kind = must_stand(unit, command.occurred_on).unit_kind
    _must_add_up(command)
    must_follow(command.valid_from, unit.changed_last, command.occurred_on)
    for number, successor in enumerate(command.successors):
        _must_take_over(command, kind, successor.unit_id, successors[_name(number)])
    succeeded = UnitSucceeded(
        unit_id=command.unit_id,
        unit_kind=kind,
        successors=command.successors,
        ended=command.ended,
        legal_basis=command.legal_basis,
        valid_from=command.valid_from,
    )
    if not command.ended:
        return [succeeded]
    return [succeeded, UnitEnded(unit_id=command.unit_id, ended_on=command.valid_from, reason=command.legal_basis)]


def _must_add_up(command: SucceedUnit) -> None:
    named = [successor.unit_id for successor in command.successors]
    if command.unit_id in named or len(set(named)) < len(named):
        raise Refused(
            "succession.names_twice",
            vi="Mỗi đơn vị kế tục ghi một lần, và không phải chính đơn vị này",
            en="Name each successor once, and not the unit itself",
        )
    one_whole = [successor.share for successor in command.successors] == ["whole"]
    only_parts = all(successor.share == "part" for successor in command.successors)
    if not (one_whole if command.ended and len(named) == 1 else only_parts):
        raise Refused(
            "succession.does_not_add_up",
            vi="Nhập toàn bộ: một đơn vị kế tục và kết thúc; chia tách: từ hai phần; chuyển một phần: không kết thúc",
            en="A whole goes to one successor and ends; a split names two parts or more; a unit giving a part away goes on",
        )


def _must_take_over(command: SucceedUnit, kind: UnitKind, successor_id: str, successor: Unit) -> None:
    if successor.now is None or successor.now.valid_from > command.valid_from:
        raise Refused(
            "successor.unknown",
            vi=f"Đơn vị kế tục {successor_id} chưa có trong danh bạ vào ngày đó",
            en=f"The successor {successor_id} is not in the register on that day",
        )
    if successor.ended_by(command.valid_from):
        raise Refused(
            "successor.ended",
            vi=f"Đơn vị kế tục {successor.now.title} {successor.unit_name} đã kết thúc",
            en=f"The successor {successor.unit_name} had ended by then",
        )
    if not may_follow(kind, successor.now.unit_kind):
        raise Refused(
            "successor.of_wrong_kind",
            vi=f"{successor.now.title} {successor.unit_name} khác loại, không thể kế tục đơn vị này",
            en=f"A {successor.now.unit_kind} cannot take the place of a {kind}",
        )


def _name(number: int) -> str:
    return f"successor_{number}"


def _looked_at(number: int) -> Knowledge:
    def identity(command: Command, unit: Unit) -> str | None:
        named = command.successors if isinstance(command, SucceedUnit) else ()
        return named[number].unit_id if number < len(named) else None

    return Knowledge(UNIT_STREAM, identity)


SUCCESSORS = {_name(number): _looked_at(number) for number in range(successors_of_unit_max)}
"""What a decision knows of each successor a command names, by its place."""
