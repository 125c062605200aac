"""Which inventories of models were opened, called what, until which day, and does whoever asked still take answers?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import InventoryClosed, InventoryOpened


@dataclass(frozen=True, slots=True)
class InventoryRow:
    inventory_id: str
    inventory_name: str = ""
    opened_on: date | None = None
    due: date | None = None
    closed_on: date | None = None


def opened(fact: InventoryOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(InventoryRow(fact.inventory_id, fact.inventory_name, fact.opened_on, fact.due))


def closed(fact: InventoryClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.inventory_id,), {"closed_on": fact.closed_on})


INVENTORIES = Projection(
    name="inventories",
    row=InventoryRow,
    key=("inventory_id",),
    on={InventoryOpened: opened, InventoryClosed: closed},
)
