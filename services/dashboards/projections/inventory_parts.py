"""Which units does an inventory ask, and which of them have said that they are through?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import InventoryCompleted, InventoryOpened


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
)
