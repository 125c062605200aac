"""Which units does an inventory ask, how many of how many models has each confirmed, and who has said that it is complete?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import InventoryCompleted, InventoryOpened
from services.models.projections.confirmations import TO_CONFIRM

parts_max = 1_000


@dataclass(frozen=True, slots=True)
class InventoryPartRow:
    inventory_id: str
    unit_id: str
    completed_on: date | None = None


def opened(fact: InventoryOpened, seen: Seen[Any]) -> Iterable[Change]:
    for unit_id in fact.units:
        yield Put(InventoryPartRow(fact.inventory_id, unit_id))


def completed(fact: InventoryCompleted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.inventory_id, fact.unit_id), {"completed_on": fact.completed_on})


INVENTORY_PARTS = Projection(
    name="inventory_parts",
    row=InventoryPartRow,
    key=("inventory_id", "unit_id"),
    on={InventoryOpened: opened, InventoryCompleted: completed},
    indexes=(("unit_id",),),
)

_PARTS = f"""
SELECT p.inventory_id, p.unit_id, p.completed_on, n.models, n.confirmed, n.found, n.missing, n.new, n.closed, n.last_on
FROM models.inventory_parts p JOIN models.inventories i USING (inventory_id) LEFT JOIN LATERAL (
    SELECT count(*) AS models, count(c.finding) AS confirmed,
        count(*) FILTER (WHERE c.finding = 'found') AS found, count(*) FILTER (WHERE c.finding = 'missing') AS missing,
        count(*) FILTER (WHERE c.finding = 'new') AS new, count(*) FILTER (WHERE c.finding = 'closed') AS closed,
        max(c.confirmed_on) AS last_on
    FROM models.inventory m
        LEFT JOIN models.confirmations c ON c.inventory_id = p.inventory_id AND c.model_id = m.model_id
    WHERE m.unit_id = p.unit_id AND {TO_CONFIRM}
) n ON true
WHERE ($1::text IS NULL OR p.inventory_id = $1) AND ($2::text[] IS NULL OR p.unit_id = ANY($2)) AND p.unit_id > $3
ORDER BY p.unit_id, p.inventory_id LIMIT $4
"""


async def parts(
    connection: Any, within: list[str] | None, inventory_id: str, after: str = "", limit: int = parts_max
) -> list[dict[str, Any]]:
    """A page of the units an inventory asks, by id, as far as they are `within` (None: all), with what each confirmed."""
    return [dict(row) for row in await connection.fetch(_PARTS, inventory_id, within, after, limit)]


async def asked_of(connection: Any, unit_id: str) -> list[dict[str, Any]]:
    """The inventories that ask one unit."""
    return [dict(row) for row in await connection.fetch(_PARTS, None, [unit_id], "", parts_max)]
