"""By which official code was a unit known, from which day on? The same digits name another place at another time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CodeAssigned, UnitListed
from services.dashboards.projections.units import OFFICIAL_SCHEME


@dataclass(frozen=True, slots=True)
class CodeRow:
    unit_id: str
    valid_from: date
    value: str = ""


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    for code in fact.codes:
        if code.scheme == OFFICIAL_SCHEME:
            yield Put(CodeRow(fact.unit_id, code.valid_from, code.value))


def assigned(fact: CodeAssigned, seen: Seen[Any]) -> Iterable[Change]:
    if fact.code.scheme == OFFICIAL_SCHEME:
        yield Put(CodeRow(fact.unit_id, fact.code.valid_from, fact.code.value))


CODES = Projection(
    name="codes", row=CodeRow, key=("unit_id", "valid_from"), on={UnitListed: listed, CodeAssigned: assigned}
)
