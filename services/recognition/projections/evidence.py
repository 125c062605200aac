"""Which facts of a year answer criteria by themselves (registered, households, documents, recognised), and where do they stand?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import DossierDecided, RecognitionWithdrawn
from contracts.registration import (
    DocumentCorrected,
    DocumentIssued,
    DocumentStruck,
    HouseholdsCorrected,
    HouseholdsReported,
    HouseholdsUndone,
    RegistrationUndone,
    RegistrationWithdrawn,
    UnitRegistered,
)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What is known of one matter of a unit's year: `registration`, `households`, `document`, `recognition`."""

    unit_id: str
    year: int
    matter: str
    item: str
    """Which document, or of households the day they were counted; "" where there is one of a kind."""
    said: str = ""
    """registered or withdrawn; the kind of document; recognised, refused or withdrawn."""
    since: date | None = None
    """The day since which it holds, or of which a count is."""
    numerator: int = 0
    denominator: int = 0
    number: str = ""
    position: int = 0
    """Of the fact that says so."""


Key = tuple[str, int, str, str]


def _key(fact: Any, matter: str, item: str = "") -> Key:
    return (getattr(fact, "unit_id", None) or fact.issuer_id, fact.year, matter, item)


def registered(fact: UnitRegistered, seen: Seen[Any]) -> Iterable[Change]:
    key = _key(fact, "registration")
    yield Put(EvidenceRow(*key, said="registered", since=fact.registered_on, position=seen.position))


def registration_withdrawn(fact: RegistrationWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    key = _key(fact, "registration")
    yield Put(EvidenceRow(*key, said="withdrawn", since=fact.withdrawn_on, position=seen.position))


def registration_undone(fact: RegistrationUndone, seen: Seen[Any]) -> Iterable[Change]:
    key, since = _key(fact, "registration"), fact.registered_on or fact.withdrawn_on
    if since is None:
        yield Drop(key)
    else:
        said = "registered" if fact.registered_on else "withdrawn"
        yield Put(EvidenceRow(*key, said=said, since=since, position=seen.position))


def _counted(fact: Any, reached: int, total: int, position: int) -> Put:
    """One row a day: a criterion may ask how many there were by a day that is over. What is said last of a day holds."""
    key = _key(fact, "households", fact.as_of.isoformat())
    return Put(EvidenceRow(*key, since=fact.as_of, numerator=reached, denominator=total, position=position))


def households_reported(fact: HouseholdsReported | HouseholdsCorrected, seen: Seen[Any]) -> Iterable[Change]:
    yield _counted(fact, fact.registered, fact.total, seen.position)


def households_undone(fact: HouseholdsUndone, seen: Seen[Any]) -> Iterable[Change]:
    if fact.day is None:
        yield Drop(_key(fact, "households", fact.as_of.isoformat()))
    else:
        yield _counted(fact, fact.day.registered, fact.day.total, seen.position)


def _document(fact: DocumentIssued | DocumentCorrected | DocumentStruck) -> Key:
    return _key(fact, "document", f"{fact.dated.isoformat()} {fact.number}")


def document_issued(fact: DocumentIssued | DocumentCorrected, seen: Seen[Any]) -> Iterable[Change]:
    key, kind = _document(fact), fact.document_kind
    yield Put(EvidenceRow(*key, said=kind, since=fact.dated, number=fact.number, position=seen.position))


def document_struck(fact: DocumentStruck, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop(_document(fact))


def decided(fact: DossierDecided, seen: Seen[Any]) -> Iterable[Change]:
    key = _key(fact, "recognition")
    number = fact.decision_number
    yield Put(EvidenceRow(*key, said=fact.outcome, since=fact.decided_on, number=number, position=seen.position))


def recognition_withdrawn(fact: RecognitionWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "said": "withdrawn",
        "since": fact.withdrawn_on,
        "number": fact.decision_number,
        "position": seen.position,
    }
    yield Patch(_key(fact, "recognition"), columns)


EVIDENCE = Projection(
    name="evidence",
    row=EvidenceRow,
    key=("unit_id", "year", "matter", "item"),
    to_delegates=True,
    on={
        UnitRegistered: registered,
        RegistrationWithdrawn: registration_withdrawn,
        RegistrationUndone: registration_undone,
        HouseholdsReported: households_reported,
        HouseholdsCorrected: households_reported,
        HouseholdsUndone: households_undone,
        DocumentIssued: document_issued,
        DocumentCorrected: document_issued,
        DocumentStruck: document_struck,
        DossierDecided: decided,
        RecognitionWithdrawn: recognition_withdrawn,
    },
)


# An area may be counted every day: of a year of a province that is a million rows, of which one a unit is looked at.
_OF_UNITS = """
SELECT e.* FROM recognition.evidence e WHERE e.unit_id = ANY ($1) AND e.year = $2 AND e.matter = ANY ($3)
UNION ALL
(SELECT DISTINCT counted.* FROM unnest($1::text[]) AS asked (unit_id) CROSS JOIN unnest($4::text[]) AS by (day)
  CROSS JOIN LATERAL (SELECT * FROM recognition.evidence e WHERE e.unit_id = asked.unit_id AND e.year = $2
    AND e.matter = 'households' AND e.item <= by.day ORDER BY e.item DESC LIMIT 1) AS counted)
ORDER BY position
"""


async def evidence_of(
    connection: Any, unit_ids: list[str], year: int, matters: list[str], counted_by: Collection[date]
) -> list[EvidenceRow]:
    """What is known of some matters of these units in a year, in the order of the facts; of households the newest count and,
    for each of the days, the newest that is not of a later one."""
    days = [day.isoformat() for day in {*counted_by, date.max}]
    return [EvidenceRow(**row) for row in await connection.fetch(_OF_UNITS, unit_ids, year, matters, days)]
