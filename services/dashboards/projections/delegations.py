"""Which chairs decide in whose place, about which kinds of unit, between which days?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import AuthorityDelegated, DelegationEnded


@dataclass(frozen=True, slots=True)
class DelegationRow:
    from_unit: str
    delegation_id: str
    to_unit: str = ""
    unit_kinds: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_to: date | None = None


def delegated(fact: AuthorityDelegated, seen: Seen[Any]) -> Iterable[Change]:
    days = (fact.valid_from, fact.valid_to)
    yield Put(DelegationRow(fact.from_unit, fact.delegation_id, fact.to_unit, fact.unit_kinds, *days))


def ended(fact: DelegationEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.from_unit, fact.delegation_id))


DELEGATIONS = Projection(
    name="delegations",
    row=DelegationRow,
    key=("from_unit", "delegation_id"),
    on={AuthorityDelegated: delegated, DelegationEnded: ended},
)


async def delegations_on(connection: Any, day: date) -> list[DelegationRow]:
    """Those that hold on the day, the newest first."""
    rows = await connection.fetch(
        "SELECT * FROM dashboards.delegations WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) "
        "ORDER BY valid_from DESC, delegation_id DESC",
        day,
    )
    return [DelegationRow(**{**row, "unit_kinds": tuple(row["unit_kinds"])}) for row in rows]
