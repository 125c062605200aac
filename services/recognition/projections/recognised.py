"""Which units are recognised for which year, by whose decision, with which certificate, and of which was it withdrawn?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import (
    DecisionCorrected,
    DocumentNumbered,
    DocumentVoided,
    DossierDecided,
    RecognitionWithdrawn,
)

page_units_max = 200


@dataclass(frozen=True, slots=True)
class RecognisedRow:
    year: int
    unit_id: str
    unit_kind: str = ""
    decision_number: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    late: bool = False
    dossier_id: str = ""
    certificate_number: str | None = None
    certificate_code: str | None = None
    correction_number: str | None = None
    withdrawn_on: date | None = None
    withdrawal_number: str | None = None


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    if fact.outcome == "recognised":
        yield Put(
            RecognisedRow(
                year=fact.year,
                unit_id=fact.unit_id,
                unit_kind=fact.unit_kind,
                decision_number=fact.decision_number,
                decided_on=fact.decided_on,
                decided_by=fact.decided_by,
                late=fact.late,
                dossier_id=fact.dossier_id,
            )
        )


def corrected(fact: DecisionCorrected, seen: Seen[Any]) -> Iterable[Change]:
    """Of a decision that refused, a row comes to be without a day: nobody is shown it."""
    columns = {"correction_number": fact.correction_number}
    number = {"decision_number": fact.after} if fact.item == "decision_number" else {}
    yield Patch((fact.year, fact.unit_id), columns | number)


def withdrawn(fact: RecognitionWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"withdrawn_on": fact.withdrawn_on, "withdrawal_number": fact.decision_number}
    yield Patch((fact.year, fact.unit_id), columns)


def numbered(fact: DocumentNumbered, seen: Seen[Any]) -> Iterable[Change]:
    if fact.kind == "certificate":
        columns = {"certificate_number": fact.number, "certificate_code": fact.verification_code}
        yield Patch((fact.printed.year, fact.concerns[0].unit_id), columns)


def voided(fact: DocumentVoided, seen: Seen[Any]) -> Iterable[Change]:
    """The certificate that is void was the unit's only one: another is not given before."""
    if fact.kind == "certificate":
        for unit_id in fact.units:
            yield Patch((fact.campaign_year, unit_id), {"certificate_number": None, "certificate_code": None})


RECOGNISED = Projection(
    name="recognised",
    row=RecognisedRow,
    key=("year", "unit_id"),
    on={
        DossierDecided: decided,
        DecisionCorrected: corrected,
        RecognitionWithdrawn: withdrawn,
        DocumentNumbered: numbered,
        DocumentVoided: voided,
    },
    # a recognition is published: anyone may look it up
    of_unit=None,
)


async def recognised_units(
    pool: Any, year: int, unit_kind: str | None, decided_by: str | None, after: str, limit: int
) -> list[dict[str, Any]]:
    """A page of a year's recognised units, by id, after the last id of the page before; withdrawn ones say so."""
    rows = await pool.fetch(
        "SELECT * FROM recognition.recognised WHERE year = $1 AND decided_on IS NOT NULL "
        "AND ($2::text IS NULL OR unit_kind = $2) AND ($3::text IS NULL OR decided_by = $3) AND unit_id > $4 "
        "ORDER BY unit_id LIMIT $5",
        year, unit_kind, decided_by, after, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def recognitions_of(pool: Any, dossier_ids: list[str]) -> dict[str, date | None]:
    """Of the dossiers whose unit is recognised: when it was withdrawn, None where it holds."""
    rows = await pool.fetch(
        "SELECT dossier_id, withdrawn_on FROM recognition.recognised WHERE dossier_id = ANY($1) AND decided_on IS NOT NULL",
        dossier_ids,
    )  # fmt: skip
    return {row["dossier_id"]: row["withdrawn_on"] for row in rows}
