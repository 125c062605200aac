"""What committees found in a year's dossiers, criterion by criterion: what a version of rules is rehearsed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from contracts.recognition import CriterionResult
from services.recognition.projections.dossier_documents import NOW

_FIGURES = ("criterion", "met", "numerator", "denominator", "document_number", "points", "evidence")


@dataclass(frozen=True, slots=True)
class Appraised:
    """One appraised dossier."""

    dossier_id: str
    unit_id: str
    unit_kind: str
    rule_set: str
    year: int
    met: bool
    results: tuple[CriterionResult, ...]


async def years(connection: Any, within: Sequence[str] | None) -> list[int]:
    """Years in which dossiers in sight were appraised, newest first."""
    rows = await connection.fetch(
        "SELECT DISTINCT year FROM recognition.dossiers WHERE met IS NOT NULL AND ($1::text[] IS NULL OR unit_id = ANY($1)) "
        "ORDER BY year DESC",
        within,
    )  # fmt: skip
    return [row["year"] for row in rows]


async def appraised_in(connection: Any, within: Sequence[str] | None, year: int, limit: int) -> list[Appraised]:
    """A year's appraised dossiers in sight."""
    rows = await connection.fetch(
        "WITH found AS (SELECT dossier_id, unit_id, unit_kind, rule_set, met AS whole FROM recognition.dossiers "
        "WHERE year = $1 AND met IS NOT NULL AND ($2::text[] IS NULL OR unit_id = ANY($2)) ORDER BY unit_id LIMIT $3) "
        "SELECT found.dossier_id, found.unit_id, unit_kind, rule_set, whole, r.criterion, r.met, r.numerator, r.denominator, "
        "r.document_number, r.points, r.evidence FROM found JOIN recognition.dossier_results r ON r.dossier_id = found.dossier_id "
        "AND r.round = $4 AND r.met IS NOT NULL ORDER BY found.dossier_id, r.criterion",
        year, within, limit, NOW,
    )  # fmt: skip
    found = []
    for _, of_one in groupby(rows, key=itemgetter("dossier_id")):
        results = [*of_one]
        one = results[0]
        answers = tuple(CriterionResult(**{name: row[name] for name in _FIGURES}) for row in results)
        found.append(
            Appraised(one["dossier_id"], one["unit_id"], one["unit_kind"], one["rule_set"], year, one["whole"], answers)
        )
    return found
