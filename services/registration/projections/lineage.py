"""Into which units did a unit go over, which did it take the place of, when, how much of it, and by what law?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitSucceeded

successions_shown_max = 500


@dataclass(frozen=True, slots=True)
class LineageRow:
    """One unit and one of its successors of a day. Of a `part`, counts cannot be added up."""

    unit_id: str
    successor_id: str
    valid_from: date
    unit_kind: str = ""
    share: str = "whole"
    ended: bool = True
    legal_basis: str = ""


def succeeded(fact: UnitSucceeded, seen: Seen[Any]) -> Iterable[Change]:
    for successor in fact.successors:
        yield Put(
            LineageRow(
                unit_id=fact.unit_id,
                successor_id=successor.unit_id,
                valid_from=fact.valid_from,
                unit_kind=fact.unit_kind,
                share=successor.share,
                ended=fact.ended,
                legal_basis=fact.legal_basis,
            )
        )


LINEAGE = Projection(
    name="lineage",
    row=LineageRow,
    key=("unit_id", "successor_id", "valid_from"),
    on={UnitSucceeded: succeeded},
    # who took a unit's place is published, and both sides ask for it; whoever shows it names only what is in sight
    of_unit=None,
    indexes=(("successor_id",),),
)


async def lineage_of(connection: Any, within: list[str] | None, unit_id: str) -> list[dict[str, Any]]:
    """What a unit went over into and what went over into it, the oldest first; the other unit is `within` (None: any)."""
    rows = await connection.fetch(
        "SELECT * FROM registration.lineage WHERE (unit_id = $1 OR successor_id = $1) "
        "AND ($2::text[] IS NULL OR (unit_id = ANY ($2) AND successor_id = ANY ($2))) "
        "ORDER BY valid_from, unit_id, successor_id LIMIT $3",
        unit_id, within, successions_shown_max,
    )  # fmt: skip
    return [dict(row) for row in rows]
