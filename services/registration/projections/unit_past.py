"""What was a unit called on a day, of which kind was it, under whom, with which code, and need it register?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import (
    Code,
    CodeAssigned,
    UnitKindChanged,
    UnitListed,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
)

periods_shown_max = 1_000


@dataclass(frozen=True, slots=True)
class PastRow:
    """From `valid_from` on, until the next row of the same attribute or the unit's end, the unit's `attribute` is `value`.

    `attribute` is name, title, parent, code or scope; `detail` the scheme of a code. `means` is the kind behind a title,
    the legal basis behind a scope.
    """

    unit_id: str
    attribute: str
    detail: str
    valid_from: date
    value: str | None = None
    means: str | None = None


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    day = fact.valid_from
    yield Put(PastRow(fact.unit_id, "name", "", day, fact.unit_name))
    yield Put(PastRow(fact.unit_id, "title", "", day, fact.title, fact.unit_kind))
    yield Put(PastRow(fact.unit_id, "parent", "", day, fact.parent_id))
    yield Put(PastRow(fact.unit_id, "scope", "", day, fact.out_of_scope_reason))
    for code in fact.codes:
        yield _code(fact.unit_id, code)


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PastRow(fact.unit_id, "name", "", fact.valid_from, fact.unit_name))


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PastRow(fact.unit_id, "title", "", fact.valid_from, fact.title, fact.unit_kind))


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PastRow(fact.unit_id, "parent", "", fact.valid_from, fact.parent_id))


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(PastRow(fact.unit_id, "scope", "", fact.valid_from, fact.out_of_scope_reason, fact.legal_basis))


def code_assigned(fact: CodeAssigned, seen: Seen[Any]) -> Iterable[Change]:
    yield _code(fact.unit_id, fact.code)


def _code(unit_id: str, code: Code) -> Put:
    return Put(PastRow(unit_id, "code", code.scheme, code.valid_from, code.value))


UNIT_PAST = Projection(
    name="unit_past",
    row=PastRow,
    key=("unit_id", "attribute", "detail", "valid_from"),
    on={
        UnitListed: listed,
        UnitRenamed: renamed,
        UnitKindChanged: kind_changed,
        UnitMoved: moved,
        UnitScopeChanged: scope_changed,
        CodeAssigned: code_assigned,
    },
)

_PERIODS = """
SELECT p.unit_id, p.attribute, p.detail, p.value, p.means, p.valid_from,
    coalesce(lead(p.valid_from) OVER (PARTITION BY p.unit_id, p.attribute, p.detail ORDER BY p.valid_from), u.ended_on)
        AS valid_to
FROM registration.unit_past p JOIN registration.units u USING (unit_id) WHERE p.unit_id = $1
"""


async def periods_of(connection: Any, unit_id: str) -> list[dict[str, Any]]:
    """Every period of a unit's particulars, the oldest first; `valid_to` is the first day on which it no longer held."""
    rows = await connection.fetch(
        f"{_PERIODS} ORDER BY p.attribute, p.detail, p.valid_from LIMIT $2", unit_id, periods_shown_max
    )
    return [dict(row) for row in rows]


async def unit_on(connection: Any, unit_id: str, day: date) -> list[dict[str, Any]]:
    """What held of a unit on a day, an attribute a row; empty before it was listed and after it ended."""
    rows = await connection.fetch(
        f"SELECT * FROM ({_PERIODS}) AS periods WHERE valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) "
        "ORDER BY attribute, detail",
        unit_id, day,
    )  # fmt: skip
    return [dict(row) for row in rows]
