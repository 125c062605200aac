"""What became of a dossier, fact by fact: when, recorded by whose office in which role, and with which words?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import (
    DecisionCorrected,
    DossierAccepted,
    DossierAppraised,
    DossierAssigned,
    DossierDecided,
    DossierDiscarded,
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSelfAssessed,
    DossierSubmitted,
    DueDateMoved,
    OutcomesCounted,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
)

steps_max = 1_000
ELSEWHERE = {"dossier_id", "unit_id", "year", "results", "answers", "files"}
"""What the row says by itself, or other views show criterion by criterion and document by document."""


@dataclass(frozen=True, slots=True)
class StepRow:
    dossier_id: str
    position: int
    unit_id: str = ""
    year: int = 0
    fact: str = ""
    """The wire name."""
    holds_on: date | None = None
    recorded_at: datetime | None = None
    role: str = ""
    office: str = ""
    """The unit acted for; empty for the system itself."""
    by_deputy: bool = False
    said: str = "{}"
    """The fact as JSON, without what other views show."""


def step(fact: Any, seen: Seen[Any]) -> Iterable[Change]:
    said = fact.model_dump(mode="json", exclude=ELSEWHERE)
    yield Put(
        StepRow(
            dossier_id=fact.dossier_id,
            position=seen.position,
            unit_id=fact.unit_id,
            year=fact.year,
            fact=fact.name,
            holds_on=seen.occurred_on,
            recorded_at=seen.recorded_at,
            role=seen.role,
            office=seen.office,
            by_deputy=seen.on_behalf_of is not None,
            said=json.dumps(said, ensure_ascii=False, sort_keys=True),
        )
    )


DOSSIER_STEPS = Projection(
    name="dossier_steps",
    row=StepRow,
    key=("dossier_id", "position"),
    to_delegates=True,
    on=dict.fromkeys(
        (
            DossierOpened, DossierDiscarded, DossierLapsed, DossierDocumentFiled, DossierDocumentTakenBack,
            DossierSelfAssessed, DossierSubmitted, DossierReturned, DossierAccepted, DossierAssigned, DossierAppraised,
            DossierProposed, OutcomesCounted, DossierDecided, DecisionCorrected, RecognitionWithdrawn, ReviewOpened,
            ReviewClosed, DueDateMoved,
        ),
        step,
    ),
    sees=("occurred_on", "recorded_at", "role", "office", "on_behalf_of"),
)  # fmt: skip


async def steps_of(connection: Any, dossier_id: str) -> list[dict[str, Any]]:
    """All of a dossier, the newest first; `said` as a mapping."""
    rows = await connection.fetch(
        f"SELECT {', '.join(DOSSIER_STEPS.columns)} FROM recognition.dossier_steps WHERE dossier_id = $1 "
        "ORDER BY position DESC LIMIT $2",
        dossier_id, steps_max,
    )  # fmt: skip
    return [{**row, "said": json.loads(row["said"])} for row in rows]
