"""How many documents of each kind did each unit issue for a year?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Add, Change, Drop, Projection
from contracts.envelope import Seen
from contracts.registration import DocumentCorrected, DocumentIssued, DocumentStruck


@dataclass(frozen=True, slots=True)
class DocumentsIssuedRow:
    unit_id: str
    year: int
    document_kind: str
    issued: int = 0


def issued(fact: DocumentIssued, seen: Seen[Any]) -> Iterable[Change]:
    yield Add((fact.issuer_id, fact.year, fact.document_kind), {"issued": 1})


def corrected(fact: DocumentCorrected, seen: Seen[Any]) -> Iterable[Change]:
    yield from _one_less(fact.issuer_id, fact.year, fact.previous_kind)
    yield Add((fact.issuer_id, fact.year, fact.document_kind), {"issued": 1})


def struck(fact: DocumentStruck, seen: Seen[Any]) -> Iterable[Change]:
    yield from _one_less(fact.issuer_id, fact.year, fact.document_kind)


def _one_less(unit_id: str, year: int, kind: str) -> Iterable[Change]:
    yield Add((unit_id, year, kind), {"issued": -1})
    yield Drop((unit_id, year, kind), if_default=("issued",))


DOCUMENTS_ISSUED = Projection(
    name="documents_issued",
    row=DocumentsIssuedRow,
    key=("unit_id", "year", "document_kind"),
    on={DocumentIssued: issued, DocumentCorrected: corrected, DocumentStruck: struck},
)


async def units_without(pool: Any, year: int, unit_kind: str, document_kind: str, on: date, limit: int) -> list[str]:
    """Units of a kind, asked to take part and standing on a day, that issued no such document for the year."""
    rows = await pool.fetch(
        "SELECT unit_id FROM notifications.participants p WHERE unit_kind = $2 AND in_scope "
        "AND (ended_on IS NULL OR ended_on > $4) AND NOT EXISTS (SELECT FROM notifications.documents_issued d "
        "WHERE d.unit_id = p.unit_id AND d.year = $1 AND d.document_kind = $3) ORDER BY unit_id LIMIT $5",
        year, unit_kind, document_kind, on, limit,
    )  # fmt: skip
    return [row["unit_id"] for row in rows]
