"""Into which units did a unit go over, wholly or in part, from which day on, on what basis of law?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitSucceeded


@dataclass(frozen=True, slots=True)
class LineageRow:
    unit_id: str
    successor_id: str
    valid_from: date
    share: str = "part"
    """whole or part: what is counted of a part cannot be added up."""
    ended: bool = True
    """False where the unit went on and only gave a part away."""
    legal_basis: str = ""


def succeeded(fact: UnitSucceeded, seen: Seen[Any]) -> Iterable[Change]:
    for successor in fact.successors:
        yield Put(
            LineageRow(fact.unit_id, successor.unit_id, fact.valid_from, successor.share, fact.ended, fact.legal_basis)
        )


LINEAGE = Projection(
    name="lineage",
    row=LineageRow,
    key=("unit_id", "successor_id", "valid_from"),
    on={UnitSucceeded: succeeded},
    indexes=(("successor_id",),),
)


@dataclass(frozen=True, slots=True)
class Succession:
    """One unit that went over into another; names are empty where that unit is out of sight."""

    unit_id: str
    unit_called: str
    successor_id: str
    successor_called: str
    valid_from: date
    share: str
    ended: bool
    legal_basis: str


async def successions(connection: Any, within: list[str] | None, unit_ids: list[str]) -> list[Succession]:
    """What went over into or out of any of the units, the oldest first; `within` names who may be named (None: all)."""
    rows = await connection.fetch(
        "SELECT l.unit_id, coalesce(u.title || ' ' || u.unit_name, '') AS unit_called, l.successor_id, "
        "coalesce(s.title || ' ' || s.unit_name, '') AS successor_called, l.valid_from, l.share, l.ended, l.legal_basis "
        "FROM dashboards.lineage l "
        "LEFT JOIN dashboards.units u ON u.unit_id = l.unit_id AND ($2::text[] IS NULL OR u.unit_id = ANY ($2)) "
        "LEFT JOIN dashboards.units s ON s.unit_id = l.successor_id AND ($2::text[] IS NULL OR s.unit_id = ANY ($2)) "
        "WHERE l.unit_id = ANY ($1) OR l.successor_id = ANY ($1) ORDER BY l.valid_from, l.unit_id, l.successor_id",
        unit_ids, within,
    )  # fmt: skip
    return [Succession(**row) for row in rows]
