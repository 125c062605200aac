"""Whose due day became another, from when to when, and why? The journal of a changed calendar or rule set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import DueDateMoved

page_moves_max = 200


@dataclass(frozen=True, slots=True)
class MoveRow:
    position: int
    dossier_id: str = ""
    unit_id: str = ""
    year: int = 0
    due_step: str = ""
    previous_on: date | None = None
    """None: nothing was known by which it would be due."""
    due_on: date | None = None
    """None: nothing is known any more."""
    calendar_version: int = 0
    reason: str = ""
    moved_on: date | None = None


def moved(fact: DueDateMoved, seen: Seen[Any]) -> Iterable[Change]:
    known = fact.due or fact.previous
    yield Put(
        MoveRow(
            position=seen.position,
            dossier_id=fact.dossier_id,
            unit_id=fact.unit_id,
            year=fact.year,
            due_step="" if known is None else known.step,
            previous_on=None if fact.previous is None else fact.previous.on,
            due_on=None if fact.due is None else fact.due.on,
            calendar_version=0 if fact.due is None else fact.due.calendar_version,
            reason=fact.reason,
            moved_on=fact.moved_on,
        )
    )


DUE_MOVES = Projection(
    name="due_moves",
    row=MoveRow,
    key=("position",),
    to_delegates=True,
    on={DueDateMoved: moved},
    indexes=(("dossier_id",), ("year", "position")),
)


async def moves_of(connection: Any, dossier_id: str) -> list[MoveRow]:
    """Of one dossier, the newest first."""
    rows = await connection.fetch(
        f"SELECT {', '.join(DUE_MOVES.columns)} FROM recognition.due_moves WHERE dossier_id = $1 "
        "ORDER BY position DESC LIMIT $2",
        dossier_id, page_moves_max,
    )  # fmt: skip
    return [MoveRow(**row) for row in rows]


async def journal(
    connection: Any, within: list[str] | None, year: int, before: int | None, limit: int
) -> list[MoveRow]:
    """A page of a year's journal, the newest first, before the last position of the page before."""
    rows = await connection.fetch(
        f"SELECT {', '.join(DUE_MOVES.columns)} FROM recognition.due_moves WHERE year = $1 "
        "AND ($2::text[] IS NULL OR unit_id = ANY($2)) AND ($3::bigint IS NULL OR position < $3) "
        "ORDER BY position DESC LIMIT $4",
        year, within, before, limit,
    )  # fmt: skip
    return [MoveRow(**row) for row in rows]
