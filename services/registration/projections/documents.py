"""Which resolutions, plans and guidance did a unit issue, and for which year?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import DocumentCorrected, DocumentIssued, DocumentStruck


@dataclass(frozen=True, slots=True)
class DocumentRow:
    issuer_id: str
    number: str
    dated: date
    campaign_id: str = ""
    year: int = 0
    document_kind: str = ""
    subject: str = ""
    signer_title: str = ""
    file_sha256: str | None = None
    corrected_because: str | None = None


def issued(fact: DocumentIssued, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        DocumentRow(
            issuer_id=fact.issuer_id,
            number=fact.number,
            dated=fact.dated,
            campaign_id=fact.campaign_id,
            year=fact.year,
            document_kind=fact.document_kind,
            subject=fact.subject,
            signer_title=fact.signer_title,
            file_sha256=fact.file_sha256,
        )
    )


def corrected(fact: DocumentCorrected, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "document_kind": fact.document_kind,
        "subject": fact.subject,
        "signer_title": fact.signer_title,
        "file_sha256": fact.file_sha256,
        "corrected_because": fact.reason,
    }
    yield Patch((fact.issuer_id, fact.number, fact.dated), columns)


def struck(fact: DocumentStruck, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.issuer_id, fact.number, fact.dated))


DOCUMENTS = Projection(
    name="documents",
    row=DocumentRow,
    key=("issuer_id", "number", "dated"),
    on={DocumentIssued: issued, DocumentCorrected: corrected, DocumentStruck: struck},
    of_unit="issuer_id",
)


async def documents_of_unit(
    pool: Any, unit_id: str, offset: int, limit: int, after: tuple[date, str] | None = None
) -> list[dict[str, Any]]:
    """One page of the documents a unit issued, newest first, after (dated, number) of the last one of the page before."""
    rows = await pool.fetch(
        "SELECT * FROM registration.documents WHERE issuer_id = $1 "
        "AND ($4::date IS NULL OR dated < $4 OR (dated = $4 AND number > $5)) "
        "ORDER BY dated DESC, number LIMIT $2 OFFSET $3",
        unit_id, limit, offset, *(after or (None, None)),
    )  # fmt: skip
    return [dict(row) for row in rows]
