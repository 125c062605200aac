"""The list of dossiers: which ones somebody asks for, how many there are in each state, and the rows, what is due first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from portal.paging import Key

State = Literal[
    "opened", "submitted", "returned", "accepted", "appraised", "proposed", "recognised", "refused", "withdrawn", "lapsed"
]  # fmt: skip
DueAsked = Literal["overdue", "week"]
HolderAsked = Literal["me", "nobody"]

no_day = date(9999, 12, 31)
"""What is not due stands after everything that is."""

SHOWN = "CASE WHEN d.withdrawn_on IS NOT NULL THEN 'withdrawn' WHEN d.state = 'decided' THEN d.outcome ELSE d.state END"
"""A decided dossier is told by its outcome."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The dossiers somebody wants; `units` is a unit and all below it, None: all in sight; `me` is who asks."""

    year: int
    me: str
    today: date
    units: Sequence[str] | None = None
    kind: str | None = None
    due: DueAsked | None = None
    holder: HolderAsked | None = None
    state: State | None = None


def _narrowed(within: list[str] | None, asked: Asked) -> tuple[str, list[Any]]:
    """Conditions but that on the state, and their parameters, from $1 on."""
    sunday = asked.today + timedelta(days=6 - asked.today.weekday())
    conditions = [
        "d.year = $1", "($2::text[] IS NULL OR d.unit_id = ANY($2))", "($3::text[] IS NULL OR d.unit_id = ANY($3))",
        "($4::text IS NULL OR d.unit_kind = $4)", "($5::date IS NOT NULL AND $6::date IS NOT NULL AND $7::text <> '')",
    ]  # fmt: skip
    if asked.due is not None:
        conditions.append("d.due_on < $5" if asked.due == "overdue" else "d.due_on BETWEEN $5 AND $6")
    if asked.holder is not None:
        conditions.append("d.holder = $7" if asked.holder == "me" else "d.holder IS NULL AND d.due_on IS NOT NULL")
    units = None if asked.units is None else list(asked.units)
    return " AND ".join(conditions), [asked.year, within, units, asked.kind, asked.today, sunday, asked.me]


async def counted(connection: Any, within: list[str] | None, asked: Asked) -> Mapping[str, int]:
    """How many dossiers match in each state there are any in; the state asked for narrows nothing here."""
    condition, parameters = _narrowed(within, asked)
    rows = await connection.fetch(
        f"SELECT {SHOWN} AS shown, count(*) AS n FROM recognition.dossiers d WHERE {condition} GROUP BY 1", *parameters
    )
    return {row["shown"]: row["n"] for row in rows}


async def overdue_of(connection: Any, within: list[str] | None, asked: Asked) -> int:
    """How many of all that match, in whatever state, are overdue."""
    condition, parameters = _narrowed(within, asked)
    found: int = await connection.fetchval(
        f"SELECT count(*) FROM recognition.dossiers d WHERE {condition} AND d.due_on < $5", *parameters
    )
    return found


async def listed(
    connection: Any, within: list[str] | None, asked: Asked, after: Key | None, limit: int
) -> list[dict[str, Any]]:
    """A page of the list, what is due first, after the key (day, id) of the last row of the page before."""
    condition, parameters = _narrowed(within, asked)
    day, dossier_id = after or (date.min, "")
    rows = await connection.fetch(
        f"SELECT d.*, {SHOWN} AS shown, coalesce(d.due_on, $8) AS due_first FROM recognition.dossiers d WHERE {condition} "
        f"AND ($9::text IS NULL OR {SHOWN} = $9) AND (coalesce(d.due_on, $8), d.dossier_id) > ($10::date, $11::text) "
        "ORDER BY coalesce(d.due_on, $8), d.dossier_id LIMIT $12",
        *parameters, no_day, asked.state, day, dossier_id, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


def key(row: Mapping[str, Any]) -> Key:
    """What the list is ordered by."""
    return row["due_first"], row["dossier_id"]


async def years(connection: Any, within: list[str] | None) -> list[int]:
    """Years there are dossiers of in sight, the newest first."""
    rows = await connection.fetch(
        "SELECT DISTINCT year FROM recognition.dossiers WHERE ($1::text[] IS NULL OR unit_id = ANY($1)) ORDER BY year DESC",
        within,
    )
    return [row["year"] for row in rows]
