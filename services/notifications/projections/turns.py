"""With which office does the next step of each dossier lie, and by when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection
from contracts.envelope import Seen
from contracts.recognition import (
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    DueDateMoved,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
)

Deciding = DossierAccepted | DossierAppraised | DossierProposed | DueDateMoved | ReviewOpened
Ending = DossierLapsed | RecognitionWithdrawn | ReviewClosed


@dataclass(frozen=True, slots=True)
class TurnRow:
    """`body_id` appraises and decides: who received the dossier. The unit itself corrects. No step: nobody is waited for."""

    dossier_id: str
    unit_id: str = ""
    year: int = 0
    step: str | None = None
    due_on: date | None = None
    body_id: str | None = None


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"unit_id": fact.unit_id, "year": fact.year, "body_id": fact.submitted_to}
    yield Patch((fact.dossier_id,), columns)
    yield from gave_a_turn(fact, seen)


def gave_a_turn(fact: Deciding | DossierSubmitted | DossierReturned, seen: Seen[Any]) -> Iterable[Change]:
    step, due_on = (None, None) if fact.due is None else (fact.due.step, fact.due.on)
    yield Patch((fact.dossier_id,), {"unit_id": fact.unit_id, "year": fact.year, "step": step, "due_on": due_on})


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"unit_id": fact.unit_id, "year": fact.year, "step": None, "due_on": None, "body_id": fact.decided_by}
    yield Patch((fact.dossier_id,), columns)


def ended(fact: Ending, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"unit_id": fact.unit_id, "year": fact.year, "step": None, "due_on": None})


def discarded(fact: DossierDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.dossier_id,))


TURNS = Projection(
    name="turns",
    row=TurnRow,
    key=("dossier_id",),
    on={
        DossierSubmitted: submitted,
        DossierReturned: gave_a_turn,
        DossierAccepted: gave_a_turn,
        DossierAppraised: gave_a_turn,
        DossierProposed: gave_a_turn,
        DueDateMoved: gave_a_turn,
        ReviewOpened: gave_a_turn,
        DossierDecided: decided,
        DossierLapsed: ended,
        RecognitionWithdrawn: ended,
        ReviewClosed: ended,
        DossierDiscarded: discarded,
    },
    indexes=(("due_on",),),
)

HELD = """
SELECT t.dossier_id, t.unit_id, t.year, t.step, t.due_on, coalesce(gone.heir_id, holder.unit_id) AS holder_id
FROM notifications.turns t
JOIN notifications.participants holder
  ON holder.unit_id = CASE WHEN t.step = 'correct' THEN t.unit_id ELSE t.body_id END
LEFT JOIN notifications.participants gone ON gone.unit_id = holder.unit_id AND gone.ended_on IS NOT NULL
WHERE t.due_on IS NOT NULL AND t.due_on BETWEEN $1 AND $2
"""
"""Who wholly took a holder's place has its turns."""


async def steps_due(pool: Any, first: date, last: date, limit: int) -> list[dict[str, Any]]:
    """The steps due in a span of days, the earliest first, with the office whose turn it is."""
    rows = await pool.fetch(f"{HELD} ORDER BY t.due_on, t.dossier_id LIMIT $3", first, last, limit)
    return [dict(row) for row in rows]


async def steps_of_office(pool: Any, unit_id: str, last: date, limit: int) -> list[dict[str, Any]]:
    """The steps that lie with one office and are due up to a day, the earliest first."""
    rows = await pool.fetch(
        f"SELECT * FROM ({HELD}) held WHERE holder_id = $3 ORDER BY due_on, dossier_id LIMIT $4",
        date.min, last, unit_id, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def body_of(pool: Any, dossier_id: str) -> str | None:
    """Who received the dossier, or decided it."""
    found: str | None = await pool.fetchval("SELECT body_id FROM notifications.turns WHERE dossier_id = $1", dossier_id)
    return found
