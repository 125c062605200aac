"""Of which models has an inventory been told what was found?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.models import ModelConfirmed


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    inventory_id: str
    model_id: str
    unit_id: str = ""


def confirmed(fact: ModelConfirmed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ConfirmationRow(fact.inventory_id, fact.model_id, fact.unit_id))


CONFIRMATIONS = Projection(
    name="confirmations",
    row=ConfirmationRow,
    key=("inventory_id", "model_id"),
    on={ModelConfirmed: confirmed},
    # an answer stays with its model when another unit keeps that: it is asked for only beside the model's row
    of_unit=None,
)
