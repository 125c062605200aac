"""What of a dossier's life do papers say: the days of its steps and when each was due, its results, numbers and outcome?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import (
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierSubmitted,
    Due,
    DueDateMoved,
    RecognitionWithdrawn,
)

_DUE = {
    "check_completeness": "check_due",
    "appraise": "appraise_due",
    "propose": "propose_due",
    "decide": "decide_due",
}


@dataclass(frozen=True, slots=True)
class JourneyRow:
    dossier_id: str
    unit_id: str = ""
    unit_kind: str = ""
    year: int = 0
    rule_set: str = ""
    submitted_on: date | None = None
    accepted_on: date | None = None
    appraised_on: date | None = None
    proposed_on: date | None = None
    decided_on: date | None = None
    lapsed_on: date | None = None
    check_due: date | None = None
    appraise_due: date | None = None
    propose_due: date | None = None
    decide_due: date | None = None
    met: bool | None = None
    results: str = "[]"
    sitting: str | None = None
    proposed_outcome: str | None = None
    proposal_number: str | None = None
    outcome: str | None = None
    decision_number: str | None = None
    decided_by: str | None = None
    signed_as: str | None = None
    late: bool = False
    withdrawn_on: date | None = None


def _due(due: Due | None) -> dict[str, date]:
    column = None if due is None else _DUE.get(due.step)
    return {} if due is None or column is None else {column: due.on}


def opened(fact: DossierOpened, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(JourneyRow(fact.dossier_id, fact.unit_id, fact.unit_kind, fact.year, fact.rule_set))


def discarded(fact: DossierDiscarded, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.dossier_id,))


def lapsed(fact: DossierLapsed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"lapsed_on": fact.lapsed_on})


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"submitted_on": fact.submitted_on, **_due(fact.due)})


def accepted(fact: DossierAccepted, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"accepted_on": fact.accepted_on, **_due(fact.due)})


def appraised(fact: DossierAppraised, seen: Seen[Any]) -> Iterable[Change]:
    results = json.dumps([result.model_dump(mode="json") for result in fact.results], ensure_ascii=False)
    sitting = None if fact.sitting is None else fact.sitting.model_dump_json()
    columns = {"appraised_on": fact.appraised_on, "met": fact.met, "results": results, "sitting": sitting}
    yield Patch((fact.dossier_id,), {**columns, **_due(fact.due)})


def proposed(fact: DossierProposed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "proposed_on": fact.proposed_on,
        "proposed_outcome": fact.outcome,
        "proposal_number": fact.proposal_number,
    }
    yield Patch((fact.dossier_id,), {**columns, **_due(fact.due)})


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch(
        (fact.dossier_id,),
        {
            "decided_on": fact.decided_on,
            "outcome": fact.outcome,
            "decision_number": fact.decision_number,
            "decided_by": fact.decided_by,
            "signed_as": None if fact.authority is None else fact.authority.signed_as,
            "late": fact.late,
        },
    )


def due_moved(fact: DueDateMoved, seen: Seen[Any]) -> Iterable[Change]:
    if columns := _due(fact.due):
        yield Patch((fact.dossier_id,), columns)


def withdrawn(fact: RecognitionWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.dossier_id,), {"withdrawn_on": fact.withdrawn_on})


JOURNEYS = Projection(
    name="journeys",
    row=JourneyRow,
    key=("dossier_id",),
    to_delegates=True,
    on={
        DossierOpened: opened,
        DossierDiscarded: discarded,
        DossierLapsed: lapsed,
        DossierSubmitted: submitted,
        DossierAccepted: accepted,
        DossierAppraised: appraised,
        DossierProposed: proposed,
        DossierDecided: decided,
        DueDateMoved: due_moved,
        RecognitionWithdrawn: withdrawn,
    },
    indexes=(("unit_id",), ("decided_by", "decision_number")),
)


async def journeys(connection: Any, within: list[str] | None, dossier_ids: list[str]) -> list[JourneyRow]:
    """Those in sight (None: all), in the order asked for; another is left out."""
    rows = await connection.fetch(
        f"SELECT {', '.join(JOURNEYS.columns)} FROM recognition.journeys WHERE dossier_id = ANY($1) "
        "AND ($2::text[] IS NULL OR unit_id = ANY($2)) ORDER BY array_position($1, dossier_id)",
        dossier_ids, within,
    )  # fmt: skip
    return [JourneyRow(**row) for row in rows]


async def decided_together(
    connection: Any, within: list[str] | None, decided_by: str, decision_number: str, year: int, limit: int
) -> list[str]:
    """Dossiers of a year that one decision recognised, as far as they are in sight."""
    rows = await connection.fetch(
        "SELECT dossier_id FROM recognition.journeys WHERE decided_by = $2 AND decision_number = $3 AND year = $4 "
        "AND outcome = 'recognised' AND ($1::text[] IS NULL OR unit_id = ANY($1)) ORDER BY dossier_id LIMIT $5",
        within, decided_by, decision_number, year, limit,
    )  # fmt: skip
    return [row["dossier_id"] for row in rows]
