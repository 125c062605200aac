"""Who decides in whose place about which kinds of unit, by which document, from when to when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import AuthorityDelegated, DelegationEnded


@dataclass(frozen=True, slots=True)
class DelegationRow:
    from_unit: str
    delegation_id: str
    to_unit: str = ""
    unit_kinds: tuple[str, ...] = ()
    document_number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    delegated_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None

    def holds_on(self, day: date) -> bool:
        begun_not_run_out = self.valid_from is not None and self.valid_from <= day <= (self.valid_to or date.max)
        return begun_not_run_out and (self.ended_on is None or day < self.ended_on)


def delegated(fact: AuthorityDelegated, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(DelegationRow(**fact.model_dump()))


def ended(fact: DelegationEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.from_unit, fact.delegation_id), {"ended_on": fact.ended_on, "end_reason": fact.reason})


DELEGATIONS = Projection(
    name="delegations",
    row=DelegationRow,
    key=("from_unit", "delegation_id"),
    on={AuthorityDelegated: delegated, DelegationEnded: ended},
    # by whose right something was decided is published with the decision
    of_unit=None,
)


async def document_of(connection: Any, from_unit: str, to_unit: str, unit_kind: str, day: date) -> str | None:
    """The number of the paper by which a unit decides in another's place about a kind that day; None where there is none."""
    fitting = (
        row for row in await delegations(connection, from_unit)
        if (row.from_unit, row.to_unit) == (from_unit, to_unit) and unit_kind in row.unit_kinds and row.holds_on(day)
    )  # fmt: skip
    return next((row.document_number for row in fitting), None)


async def delegations(connection: Any, unit_id: str | None = None) -> list[DelegationRow]:
    """All, or those from or to a unit; the newest first."""
    rows = await connection.fetch(
        "SELECT * FROM recognition.delegations WHERE $1::text IS NULL OR $1 IN (from_unit, to_unit) "
        "ORDER BY valid_from DESC, from_unit, delegation_id",
        unit_id,
    )
    return [DelegationRow(**{**row, "unit_kinds": tuple(row["unit_kinds"])}) for row in rows]
