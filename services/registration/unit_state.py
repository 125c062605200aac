"""What decisions know of a unit of the register: its particulars today, from which day each holds, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from chronicle.aggregate import Fold
from chronicle.refusal import Refused
from contracts.fact import Fact
from contracts.registration import (
    Code,
    CodeAssigned,
    UnitEnded,
    UnitKindChanged,
    UnitListed,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
    UnitSucceeded,
)


@dataclass(frozen=True)
class Unit:
    """`listing` is how the unit entered the register, `now` the same with every change since."""

    listing: UnitListed | None = None
    now: UnitListed | None = None
    named_from: date = date.min
    kind_from: date = date.min
    moved_from: date = date.min
    scope_from: date = date.min
    codes: Mapping[str, Code] = field(default_factory=dict)
    """The newest of each scheme."""
    successions: tuple[UnitSucceeded, ...] = ()
    ended_on: date | None = None

    @property
    def unit_name(self) -> str:
        return "" if self.now is None else self.now.unit_name

    @property
    def parent_id(self) -> str | None:
        return None if self.now is None else self.now.parent_id

    @property
    def changed_last(self) -> date:
        """The newest day from which anything of it holds."""
        codes = (code.valid_from for code in self.codes.values())
        parts = (succeeded.valid_from for succeeded in self.successions)
        return max(self.named_from, self.kind_from, self.moved_from, self.scope_from, *codes, *parts)

    def ended_by(self, day: date) -> bool:
        return self.ended_on is not None and self.ended_on <= day


def evolve(unit: Unit, fact: Fact) -> Unit:
    match fact:
        case UnitListed(valid_from=day):
            newest = {code.scheme: code for code in sorted(fact.codes, key=lambda code: code.valid_from)}
            return replace(
                unit,
                listing=fact,
                now=fact,
                named_from=day,
                kind_from=day,
                moved_from=day,
                scope_from=day,
                codes=newest,
            )
        case UnitRenamed():
            return replace(_with(unit, unit_name=fact.unit_name), named_from=fact.valid_from)
        case UnitKindChanged():
            return replace(_with(unit, unit_kind=fact.unit_kind, title=fact.title), kind_from=fact.valid_from)
        case UnitMoved():
            return replace(_with(unit, parent_id=fact.parent_id), moved_from=fact.valid_from)
        case UnitScopeChanged():
            changed = _with(unit, out_of_scope_reason=fact.out_of_scope_reason)
            return replace(changed, scope_from=fact.valid_from)
        case CodeAssigned():
            return replace(unit, codes={**unit.codes, fact.code.scheme: fact.code})
        case UnitSucceeded():
            return replace(unit, successions=(*unit.successions, fact))
        case UnitEnded():
            return replace(unit, ended_on=fact.ended_on)
    return unit


def _with(unit: Unit, **changed: object) -> Unit:
    return unit if unit.now is None else replace(unit, now=unit.now.model_copy(update=changed))


UNIT_STREAM: Fold[Unit] = Fold(category="registration.unit", initial=Unit(), evolve=evolve)


def must_stand(unit: Unit, day: date) -> UnitListed:
    """Returns the unit's particulars today. Raises Refused for one that is not in the register, or no longer on that day."""
    if unit.now is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if unit.ended_by(day):
        raise Refused(
            "unit.ended",
            vi=f"Đơn vị đã kết thúc từ ngày {unit.ended_on:%d/%m/%Y}",
            en=f"The unit ended on {unit.ended_on}",
        )
    return unit.now


def must_follow(day: date, newest: date, known_on: date) -> None:
    """Changes come in the order of their days, once they hold: a view shows the newest one it heard of. Raises Refused."""
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
