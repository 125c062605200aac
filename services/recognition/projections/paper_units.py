"""Which papers are about a unit, so that whoever may see the unit's dossier may have them?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import DocumentNumbered


@dataclass(frozen=True, slots=True)
class PaperUnitRow:
    document_id: str
    unit_id: str
    dossier_id: str = ""
    unit_name: str = ""


def numbered(fact: DocumentNumbered, seen: Seen[Any]) -> Iterable[Change]:
    for concern in fact.concerns:
        yield Put(PaperUnitRow(fact.document_id, concern.unit_id, concern.dossier_id, concern.unit_name))


PAPER_UNITS = Projection(
    name="paper_units",
    row=PaperUnitRow,
    key=("document_id", "unit_id"),
    to_delegates=True,
    on={DocumentNumbered: numbered},
    indexes=(("unit_id",), ("dossier_id",)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Papers about units `within` (None: all), of a dossier, a kind, a campaign year; with a number or going with it."""

    within: list[str] | None
    dossier_id: str | None = None
    kind: str | None = None
    year: int | None = None
    number: str | None = None

    @property
    def parameters(self) -> tuple[Any, ...]:
        return self.within, self.dossier_id, self.kind, self.year, self.number


_IN_SIGHT = (
    "FROM recognition.papers p JOIN LATERAL (SELECT min(u.unit_name) AS unit_name, count(*) AS in_sight "
    "FROM recognition.paper_units u WHERE u.document_id = p.document_id "
    "AND ($1::text[] IS NULL OR u.unit_id = ANY($1)) AND ($2::text IS NULL OR u.dossier_id = $2)) s ON s.in_sight > 0 "
    "WHERE ($3::text IS NULL OR p.kind = $3) AND ($4::bigint IS NULL OR p.campaign_year = $4) "
    "AND ($5::text IS NULL OR p.number = $5 OR p.refers_to = $5)"
)
_COLUMNS = (
    "p.document_id, p.kind, p.issuer_id, p.year, p.serial, p.number, p.signed_on, p.signer_title, p.code, "
    "p.campaign_year, p.subject, p.units, p.voided_on, p.void_reason, p.position, s.unit_name"
)


async def papers_in_sight(connection: Any, wanted: Wanted, offset: int, limit: int) -> list[dict[str, Any]]:
    """A part of the papers wanted, the newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} {_IN_SIGHT} ORDER BY p.signed_on DESC, p.kind, p.serial DESC, p.document_id OFFSET $6 LIMIT $7",
        *wanted.parameters, offset, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def counted_in_sight(connection: Any, wanted: Wanted) -> int:
    found: int = await connection.fetchval(f"SELECT count(*) {_IN_SIGHT}", *wanted.parameters)
    return found


async def paper_in_sight(connection: Any, within: list[str] | None, document_id: str) -> dict[str, Any] | None:
    """One paper, where it is about any unit in sight."""
    row = await connection.fetchrow(
        "SELECT p.* FROM recognition.papers p WHERE p.document_id = $2 AND EXISTS (SELECT FROM recognition.paper_units u "
        "WHERE u.document_id = p.document_id AND ($1::text[] IS NULL OR u.unit_id = ANY($1)))",
        within, document_id,
    )  # fmt: skip
    return None if row is None else dict(row)


async def certificates_in_sight(
    connection: Any,
    within: list[str] | None,
    year: int,
    decided_by: str | None,
    decision_number: str | None,
    limit: int,
) -> list[str]:
    """What stands on a year's valid certificates, of one decision or of all, in the order of their numbers."""
    rows = await connection.fetch(
        "SELECT p.content FROM recognition.papers p JOIN recognition.paper_units u USING (document_id) "
        "WHERE p.kind = 'certificate' AND p.voided_on IS NULL AND p.campaign_year = $2 "
        "AND ($1::text[] IS NULL OR u.unit_id = ANY($1)) AND ($3::text IS NULL OR p.issuer_id = $3) "
        "AND ($4::text IS NULL OR p.refers_to = $4) ORDER BY p.issuer_id, p.year, p.serial LIMIT $5",
        within, year, decided_by, decision_number, limit,
    )  # fmt: skip
    return [row["content"] for row in rows]


async def certificates_of(connection: Any, dossier_ids: list[str]) -> dict[str, tuple[int, int]]:
    """How many void and how many valid certificates each dossier has, where it has any."""
    rows = await connection.fetch(
        "SELECT u.dossier_id, count(p.voided_on) AS void, count(*) - count(p.voided_on) AS valid "
        "FROM recognition.papers p JOIN recognition.paper_units u USING (document_id) "
        "WHERE p.kind = 'certificate' AND u.dossier_id = ANY($1) GROUP BY u.dossier_id",
        dossier_ids,
    )
    return {row["dossier_id"]: (row["void"], row["valid"]) for row in rows}


async def valid_numbers_of(connection: Any, dossier_id: str) -> dict[str, str]:
    """The number of the newest valid paper of each kind about a dossier."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (p.kind) p.kind, p.number FROM recognition.papers p JOIN recognition.paper_units u "
        "USING (document_id) WHERE u.dossier_id = $1 AND p.voided_on IS NULL ORDER BY p.kind, p.signed_on DESC, p.serial DESC",
        dossier_id,
    )
    return {row["kind"]: row["number"] for row in rows}


async def papers_by_id(
    connection: Any, within: list[str] | None, year: int, kind: str | None, after: str, limit: int
) -> list[dict[str, Any]]:
    """A page of a campaign year's papers by id, after the last id of the page before."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} {_IN_SIGHT} AND p.document_id > $6 ORDER BY p.document_id LIMIT $7",
        *Wanted(within, kind=kind, year=year).parameters, after, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]
