"""Which papers were numbered, by whom, about how many units, what stands on them, and which of them are void?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import DocumentNumbered, DocumentVoided


@dataclass(frozen=True, slots=True)
class PaperRow:
    document_id: str
    kind: str = ""
    series: str = ""
    issuer_id: str = ""
    year: int = 0
    serial: int | None = None
    number: str = ""
    signed_on: date | None = None
    signer_title: str = ""
    code: str = ""
    campaign_year: int = 0
    subject: str = ""
    refers_to: str | None = None
    units: int = 0
    content: str = ""
    """The fact as JSON: only ever read whole, to print the paper or to say what stands on it."""
    voided_on: date | None = None
    void_reason: str | None = None
    position: int = 0
    """Of the fact that numbered it: its proof is of that fact."""


def numbered(fact: DocumentNumbered, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        PaperRow(
            document_id=fact.document_id, kind=fact.kind, series=fact.series, issuer_id=fact.issuer_id, year=fact.year,
            serial=fact.serial, number=fact.number, signed_on=fact.signed_on, signer_title=fact.signer_title,
            code=fact.verification_code, campaign_year=fact.printed.year, subject=fact.printed.subject,
            refers_to=fact.printed.refers_to, units=len(fact.concerns), content=fact.model_dump_json(), position=seen.position,
        )
    )  # fmt: skip


def voided(fact: DocumentVoided, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.document_id,), {"voided_on": fact.voided_on, "void_reason": fact.reason})


PAPERS = Projection(
    name="papers",
    row=PaperRow,
    key=("document_id",),
    on={DocumentNumbered: numbered, DocumentVoided: voided},
    # whoever holds a paper may ask by its code what stands on it; lists go through `paper_units`, which has the wall
    of_unit=None,
    indexes=(("code",), ("issuer_id", "year", "series")),
)


async def by_code(connection: Any, code: str) -> dict[str, Any] | None:
    """The paper with this verification code, or None."""
    row = await connection.fetchrow("SELECT * FROM recognition.papers WHERE code = $1", code)
    return None if row is None else dict(row)


async def last_serial(connection: Any, issuer_id: str, year: int, series: str) -> int:
    """The last number of a series as far as the view has come: what a form shows, not what is decided by."""
    found: int | None = await connection.fetchval(
        "SELECT max(serial) FROM recognition.papers WHERE issuer_id = $1 AND year = $2 AND series = $3",
        issuer_id, year, series,
    )  # fmt: skip
    return found or 0
