"""Which inventory campaigns are there, who opened them, by which day are units to confirm their models?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import InventoryClosed, InventoryOpened

inventories_max = 200


@dataclass(frozen=True, slots=True)
class InventoriesRow:
    inventory_id: str
    unit_id: str = ""
    inventory_name: str = ""
    due: date | None = None
    opened_on: date | None = None
    closed_on: date | None = None


def opened(fact: InventoryOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(InventoriesRow(fact.inventory_id, fact.unit_id, fact.inventory_name, fact.due, fact.opened_on))


def closed(fact: InventoryClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.inventory_id,), {"closed_on": fact.closed_on})


INVENTORIES = Projection(
    name="inventories",
    row=InventoriesRow,
    key=("inventory_id",),
    on={InventoryOpened: opened, InventoryClosed: closed},
    # whoever is asked has to see by whom and until when; what units answer is in views of their own
    of_unit=None,
)


async def inventories(connection: Any) -> list[dict[str, Any]]:
    """The newest first."""
    rows = await connection.fetch(
        "SELECT * FROM models.inventories ORDER BY opened_on DESC, inventory_id LIMIT $1", inventories_max
    )
    return [dict(row) for row in rows]


async def inventory(connection: Any, inventory_id: str) -> dict[str, Any] | None:
    """One campaign, or None."""
    row = await connection.fetchrow("SELECT * FROM models.inventories WHERE inventory_id = $1", inventory_id)
    return None if row is None else dict(row)
