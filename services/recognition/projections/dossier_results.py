"""How does a unit see itself by each criterion, round by round, and what did the committee find beside it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.recognition import DossierAppraised, DossierSelfAssessed, DossierSubmitted, SelfAnswer
from services.recognition.projections.dossier_documents import NOW


@dataclass(frozen=True, slots=True)
class ResultRow:
    dossier_id: str
    round: int
    criterion: str
    unit_id: str = ""
    self_met: bool | None = None
    self_points: str | None = None
    self_document_number: str | None = None
    met: bool | None = None
    """What the committee found, and how it is shown: only in the round NOW."""
    numerator: int | None = None
    denominator: int | None = None
    points: str | None = None
    document_number: str | None = None
    note: str | None = None
    evidence: tuple[int, ...] = ()
    """Positions of the facts that answered it by themselves."""


def _answered(dossier_id: str, number: int, unit_id: str, answers: Iterable[SelfAnswer]) -> Iterable[Change]:
    for answer in answers:
        yield Patch(
            (dossier_id, number, answer.criterion),
            {
                "unit_id": unit_id,
                "self_met": answer.met,
                "self_points": answer.points,
                "self_document_number": answer.document_number,
            },
        )


def self_assessed(fact: DossierSelfAssessed, seen: Seen[Any]) -> Iterable[Change]:
    yield from _answered(fact.dossier_id, NOW, fact.unit_id, fact.answers)


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    yield from _answered(fact.dossier_id, fact.round, fact.unit_id, fact.answers)


def appraised(fact: DossierAppraised, seen: Seen[Any]) -> Iterable[Change]:
    for result in fact.results:
        columns = {**dict(result), "unit_id": fact.unit_id}
        del columns["criterion"]
        yield Patch((fact.dossier_id, NOW, result.criterion), columns)


DOSSIER_RESULTS = Projection(
    name="dossier_results",
    row=ResultRow,
    key=("dossier_id", "round", "criterion"),
    to_delegates=True,
    on={DossierSelfAssessed: self_assessed, DossierSubmitted: submitted, DossierAppraised: appraised},
)


async def results_by_round(connection: Any, dossier_id: str) -> dict[int, dict[str, ResultRow]]:
    """By round, and then by criterion; the newest answers and the committee's findings are the round NOW."""
    rows = await connection.fetch(
        f"SELECT {', '.join(DOSSIER_RESULTS.columns)} FROM recognition.dossier_results WHERE dossier_id = $1 "
        "ORDER BY round, criterion",
        dossier_id,
    )
    found: dict[int, dict[str, ResultRow]] = {}
    for row in rows:
        kept = ResultRow(**{**row, "evidence": tuple(row["evidence"])})
        found.setdefault(row["round"], {})[row["criterion"]] = kept
    return found
