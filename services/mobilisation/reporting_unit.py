"""What mobilisation knows of a unit of the register: whether it was listed, and the day it ended."""

from dataclasses import dataclass, replace
from datetime import date

from chronicle.aggregate import Fold
from chronicle.refusal import Refused
from contracts.fact import Fact
from contracts.registration import UnitEnded, UnitListed


@dataclass(frozen=True)
class KnownUnit:
    """Where a unit begins and ends; `ended_on` is the first day on which it is no more."""

    listed: bool = False
    ended_on: date | None = None


def evolve_unit(unit: KnownUnit, fact: Fact) -> KnownUnit:
    match fact:
        case UnitListed():
            return replace(unit, listed=True)
        case UnitEnded():
            return replace(unit, ended_on=fact.ended_on)
    return unit


def must_be_listed(unit: KnownUnit) -> None:
    """One that ended may still say what it did. Raises Refused."""
    if not unit.listed:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")


def must_stand(unit: KnownUnit, day: date) -> None:
    """Raises Refused for a unit nobody knows and for a day on which it was no more."""
    must_be_listed(unit)
    if unit.ended_on is not None and day >= unit.ended_on:
        raise Refused(
            "unit.ended",
            vi=f"Đơn vị đã kết thúc ngày {unit.ended_on:%d/%m/%Y}; hãy ghi cho đơn vị kế tục",
            en=f"The unit ended on {unit.ended_on}; record it for the unit that took its place",
        )


UNIT = Fold(category="registration.unit", initial=KnownUnit(), evolve=evolve_unit)
