"""Did a unit issue its resolution, its plan and its guidance for a year, and how many of each?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Add, Change, Drop, Projection
from contracts.envelope import Seen
from contracts.registration import DocumentCorrected, DocumentIssued, DocumentStruck


@dataclass(frozen=True, slots=True)
class DocumentsRow:
    unit_id: str
    year: int
    resolutions: int = 0
    plans: int = 0
    guidances: int = 0


COLUMN_OF_KIND = {"resolution": "resolutions", "plan": "plans", "guidance": "guidances"}


def issued(fact: DocumentIssued, seen: Seen[Any]) -> Iterable[Change]:
    yield Add((fact.issuer_id, fact.year), {COLUMN_OF_KIND[fact.document_kind]: 1})


def corrected(fact: DocumentCorrected, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.issuer_id, fact.year)
    yield Add(key, {COLUMN_OF_KIND[fact.previous_kind]: -1})
    yield Add(key, {COLUMN_OF_KIND[fact.document_kind]: 1})


def struck(fact: DocumentStruck, seen: Seen[Any]) -> Iterable[Change]:
    yield Add((fact.issuer_id, fact.year), {COLUMN_OF_KIND[fact.document_kind]: -1})
    yield Drop((fact.issuer_id, fact.year), if_default=tuple(COLUMN_OF_KIND.values()))


DOCUMENTS = Projection(
    name="documents",
    row=DocumentsRow,
    key=("unit_id", "year"),
    on={DocumentIssued: issued, DocumentCorrected: corrected, DocumentStruck: struck},
)


@dataclass(frozen=True, slots=True)
class BranchDocuments:
    """Units of one kind in one branch and how many of them issued what; `branch` is None for all together."""

    branch: str | None
    unit_kind: str
    listed: int
    with_resolution: int
    with_plan: int
    with_guidance: int


OF_BRANCHES = """
SELECT b.branch, b.unit_kind, count(*) AS listed,
    count(*) FILTER (WHERE d.resolutions > 0) AS with_resolution,
    count(*) FILTER (WHERE d.plans > 0) AS with_plan,
    count(*) FILTER (WHERE d.guidances > 0) AS with_guidance
FROM branches b LEFT JOIN dashboards.documents d ON d.unit_id = b.unit_id AND d.year = $2
WHERE b.unit_kind IN ('province', 'district', 'commune')
GROUP BY GROUPING SETS ((b.branch, b.unit_kind), (b.unit_kind))
ORDER BY b.branch NULLS LAST, b.unit_kind
"""


async def documents_of_unit(connection: Any, unit_id: str, year: int) -> DocumentsRow | None:
    """What the unit itself issued; None while it issued nothing."""
    row = await connection.fetchrow(
        "SELECT * FROM dashboards.documents WHERE unit_id = $1 AND year = $2",
        unit_id,
        year,
    )
    return None if row is None else DocumentsRow(**row)
