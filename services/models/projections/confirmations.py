"""What did each unit find of each of its models in an inventory?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.models import ModelConfirmed

models_of_unit_max = 1_000


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    inventory_id: str
    model_id: str
    unit_id: str = ""
    finding: str = ""
    note: str | None = None
    confirmed_on: date | None = None


def confirmed(fact: ModelConfirmed, seen: Seen[Any]) -> Iterable[Change]:
    row = (fact.inventory_id, fact.model_id, fact.unit_id, fact.finding, fact.note, fact.confirmed_on)
    yield Put(ConfirmationRow(*row))


CONFIRMATIONS = Projection(
    name="confirmations",
    row=ConfirmationRow,
    key=("inventory_id", "model_id"),
    on={ModelConfirmed: confirmed},
    indexes=(("unit_id",),),
)

TO_CONFIRM = "(m.state <> 'closed' OR m.since >= i.opened_on)"
"""Of the models `m` a unit keeps, those an inventory `i` asks about: what had not ended when it opened."""


async def to_confirm(connection: Any, inventory_id: str, unit_id: str) -> list[dict[str, Any]]:
    """The models an inventory asks a unit about, by name, each with what was found, or None where nothing was said yet."""
    rows = await connection.fetch(
        "SELECT m.model_id, m.unit_id, m.model_name, m.model_kind, m.state, m.points, m.teams, m.proposed_on, "
        "m.proposed_on >= i.opened_on AS is_new, c.finding, c.note, c.confirmed_on "
        "FROM models.inventories i JOIN models.inventory m ON m.unit_id = $2 "
        "LEFT JOIN models.confirmations c ON c.inventory_id = i.inventory_id AND c.model_id = m.model_id "
        f"WHERE i.inventory_id = $1 AND {TO_CONFIRM} ORDER BY m.words, m.model_id LIMIT $3",
        inventory_id, unit_id, models_of_unit_max,
    )  # fmt: skip
    return [dict(row) for row in rows]
