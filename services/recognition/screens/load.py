"""Questions to the view of dossiers: who has how many at hand in a standing body, and due when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

AT_THE_BODY = ("submitted", "returned", "accepted", "appraised")
"""States in which a standing body has a dossier, or waits for it to come back."""


@dataclass(frozen=True, slots=True)
class Load:
    """So many dossiers of one holder are due on one day; without a holder nobody has taken them on."""

    holder: str | None
    due_on: date | None
    dossiers: int


async def load_of(connection: Any, units: Sequence[str]) -> list[Load]:
    """By holder and day, of the dossiers of these units that lie with the body right above them."""
    rows = await connection.fetch(
        "SELECT holder, due_on, count(*) AS dossiers FROM recognition.dossiers "
        "WHERE unit_id IN (SELECT unnest($1::text[])) AND state = ANY ($2) GROUP BY 1, 2 ORDER BY 2 NULLS LAST, 1",
        list(units), list(AT_THE_BODY),
    )  # fmt: skip
    return [Load(**row) for row in rows]


async def held_by(connection: Any, units: Sequence[str], holder: str | None, limit: int) -> list[str]:
    """The ids of what one officer has at hand in the body, or nobody, the nearest day first."""
    rows = await connection.fetch(
        "SELECT dossier_id FROM recognition.dossiers WHERE unit_id IN (SELECT unnest($1::text[])) AND state = ANY ($2) "
        "AND holder IS NOT DISTINCT FROM $3 ORDER BY due_on NULLS LAST, dossier_id LIMIT $4",
        list(units), list(AT_THE_BODY), holder, limit,
    )  # fmt: skip
    return [row["dossier_id"] for row in rows]
