"""Which units are there that can keep models, and which of them have ended?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import UnitEnded, UnitListed


@dataclass(frozen=True, slots=True)
class KeeperRow:
    unit_id: str
    ended_on: date | None = None


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(KeeperRow(fact.unit_id))


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


KEEPERS = Projection(name="keepers", row=KeeperRow, key=("unit_id",), on={UnitListed: listed, UnitEnded: ended})


async def is_there(connection: Any, unit_id: str) -> bool:
    """Whether the unit is in the register, as far as whoever looks may know."""
    found: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM models.keepers WHERE unit_id = $1)", unit_id)
    return found


async def standing_in_sight(connection: Any, within: list[str] | None) -> list[str]:
    """Units that have not ended, as far as they are `within` (None: all)."""
    rows = await connection.fetch(
        "SELECT unit_id FROM models.keepers WHERE ended_on IS NULL AND ($1::text[] IS NULL OR unit_id = ANY($1))",
        within,
    )
    return [row["unit_id"] for row in rows]
