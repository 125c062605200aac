"""Which levels issue which documents by when, and which of their units have not, since when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.registration import DocumentsRequired


@dataclass(frozen=True, slots=True)
class DutyRow:
    campaign_id: str
    unit_kind: str
    document_kind: str
    due_on: date = date.min


def required(fact: DocumentsRequired, seen: Seen[Any]) -> Iterable[Change]:
    for duty in fact.dropped:
        yield Drop((fact.campaign_id, duty.unit_kind, duty.document_kind))
    for duty in fact.duties:
        yield Put(DutyRow(fact.campaign_id, duty.unit_kind, duty.document_kind, duty.due_on))


DOCUMENT_DUTIES = Projection(
    name="document_duties",
    row=DutyRow,
    key=("campaign_id", "unit_kind", "document_kind"),
    on={DocumentsRequired: required},
)


async def duties(connection: Any, campaign_id: str) -> list[DutyRow]:
    """What each level owes, from the top."""
    rows = await connection.fetch(
        "SELECT * FROM registration.document_duties WHERE campaign_id = $1 "
        "ORDER BY array_position(ARRAY['province', 'district', 'commune'], unit_kind), due_on, document_kind",
        campaign_id,
    )
    return [DutyRow(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class Owed:
    """One document one unit owes: issued on a day, or missing since the day after it was due."""

    unit_id: str
    unit_kind: str
    title: str
    unit_name: str
    under: str | None
    document_kind: str
    due_on: date
    issued_on: date | None
    number: str | None

    def missing_since(self) -> date:
        """The first day without it."""
        return date.fromordinal(self.due_on.toordinal() + 1)


_OWED = """
WITH RECURSIVE below (unit_id) AS (
    SELECT $2::text UNION SELECT u.unit_id FROM below b JOIN registration.units u ON u.parent_id = b.unit_id
), issued AS (
    SELECT DISTINCT ON (issuer_id, document_kind) issuer_id, document_kind, dated, number
    FROM registration.documents WHERE campaign_id = $1 ORDER BY issuer_id, document_kind, dated, number
)
SELECT u.unit_id, u.unit_kind, u.title, u.unit_name, p.title || ' ' || p.unit_name AS under, d.document_kind,
    d.due_on, i.dated AS issued_on, i.number
FROM registration.document_duties d
    JOIN registration.units u USING (unit_kind) JOIN below b ON b.unit_id = u.unit_id
    LEFT JOIN registration.units p ON p.unit_id = u.parent_id
    LEFT JOIN issued i ON i.issuer_id = u.unit_id AND i.document_kind = d.document_kind
WHERE d.campaign_id = $1 AND u.valid_from <= d.due_on AND (u.ended_on IS NULL OR u.ended_on > $3)
    AND ($4::text[] IS NULL OR u.unit_id = ANY ($4))
"""


async def owed(connection: Any, within: list[str] | None, campaign_id: str, unit_id: str, today: date) -> list[Owed]:
    """Each document each standing unit below `unit_id`, itself included, owes; `within` names the units asked of; None: all.

    A unit that came after the day a document was due does not owe it, nor one that has ended.
    """
    rows = await connection.fetch(_OWED, campaign_id, unit_id, today, within)
    return [Owed(**row) for row in rows]
