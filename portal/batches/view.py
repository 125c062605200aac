"""Which files were entered for whose units, by which office, and which of them were taken back?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Put
from contracts.batch import AppliedBatch, UndoneBatch
from contracts.envelope import Seen

SEES = ("occurred_on", "role", "office")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A file that was entered, and what became of it."""

    batch_id: str
    unit_id: str = ""
    form: str = ""
    file_sha256: str | None = None
    rows: int = 0
    rows_left: int = 0
    changes: int = 0
    position: int = 0
    """Of the fact that closes it; its changes stand right before."""
    applied_on: date | None = None
    role: str = ""
    office: str = ""
    undone_on: date | None = None
    undone_changes: int = 0
    undone_left: int = 0


def applied(fact: AppliedBatch, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        BatchRow(
            fact.batch_id, fact.unit_id, fact.form, fact.file_sha256, fact.rows, fact.rows_left, fact.changes,
            seen.position, seen.occurred_on, seen.role, seen.office,
        )
    )  # fmt: skip


def undone(fact: UndoneBatch, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"undone_on": seen.occurred_on, "undone_changes": fact.changes, "undone_left": fact.left}
    yield Patch((fact.batch_id,), columns)


async def batch_of(connection: Any, service: str, batch_id: str) -> BatchRow | None:
    """One batch of a service, where its unit is in sight."""
    row = await connection.fetchrow(f'SELECT * FROM "{service}".batches WHERE batch_id = $1', batch_id)
    return None if row is None else BatchRow(**row)


async def batches_within(
    connection: Any, service: str, within: list[str] | None, limit: int, after: int | None = None
) -> list[dict[str, Any]]:
    """Newest first, of units within (None: of all), after the position of the last one of the page before."""
    rows = await connection.fetch(
        f'SELECT * FROM "{service}".batches WHERE ($1::text[] IS NULL OR unit_id = ANY ($1)) '
        "AND ($3::bigint IS NULL OR position < $3) ORDER BY position DESC LIMIT $2",
        within, limit, after,
    )  # fmt: skip
    return [dict(row) for row in rows]
