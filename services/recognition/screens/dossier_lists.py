"""How dossiers are asked for together: page by page by what is filtered, and as counts of outcomes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.recognition.projections.dossiers import WITH_RULES


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dossiers of a year; None asks for all. `within` names the units whose dossiers are in sight or asked for."""

    year: int
    within: list[str] | None = None
    state: str | None = None
    unit_kind: str | None = None
    due_by: date | None = None
    """Whose next step is due on this day or before."""
    holder: str | None = None
    """The account that has it at hand; the empty text: nobody has."""


_WHERE = (
    " WHERE d.year = $1 AND ($2::text[] IS NULL OR d.unit_id = ANY($2)) AND ($3::text IS NULL OR d.state = $3) "
    "AND ($4::text IS NULL OR d.unit_kind = $4) AND ($5::date IS NULL OR d.due_on <= $5) "
    "AND ($6::text IS NULL OR coalesce(d.holder, '') = $6) "
)


def _asked(wanted: Wanted) -> tuple[Any, ...]:
    return wanted.year, wanted.within, wanted.state, wanted.unit_kind, wanted.due_by, wanted.holder


async def dossiers_by_id(connection: Any, wanted: Wanted, after: str, limit: int) -> list[dict[str, Any]]:
    """A page of dossiers by id, after the last id of the page before."""
    rows = await connection.fetch(
        f"{WITH_RULES}{_WHERE} AND d.dossier_id > $7 ORDER BY d.dossier_id LIMIT $8", *_asked(wanted), after, limit
    )
    return [dict(row) for row in rows]


async def undecided_among(pool: Any, year: int, units: Collection[str], limit: int) -> list[dict[str, Any]]:
    """The units' dossiers that lie with a standing body or a chair.

    What lies with the unit itself, never handed in or returned, holds nobody up.
    """
    rows = await pool.fetch(
        "SELECT dossier_id, unit_id, state, since, due_on FROM recognition.dossiers WHERE year = $1 "
        "AND unit_id = ANY($2) AND state IN ('submitted', 'accepted', 'appraised', 'proposed') "
        "ORDER BY dossier_id LIMIT $3",
        year, list(units), limit,
    )  # fmt: skip
    return [dict(row) for row in rows]
