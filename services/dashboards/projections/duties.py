"""Which levels issue which documents in a year, and by when?"""

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


DUTIES = Projection(
    name="duties",
    row=DutyRow,
    key=("campaign_id", "unit_kind", "document_kind"),
    on={DocumentsRequired: required},
)
