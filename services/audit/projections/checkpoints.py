"""Which checkpoints were published, when, and over how many facts?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.audit import CheckpointPublished
from contracts.envelope import Seen


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """`position` is that of the fact that tells of it, so it is itself in the next checkpoint."""

    size: int
    root_sha256: str = ""
    note: str = ""
    published_on: date | None = None
    position: int = 0


def published(fact: CheckpointPublished, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(CheckpointRow(fact.size, fact.root_sha256, fact.note, seen.occurred_on, seen.position))


CHECKPOINTS = Projection(
    name="checkpoints",
    row=CheckpointRow,
    key=("size",),
    on={CheckpointPublished: published},
    sees=("occurred_on",),
)


async def checkpoints(connection: Any, below: int | None, limit: int) -> list[CheckpointRow]:
    """Those of fewer facts than `below` (None: all), the longest first."""
    rows = await connection.fetch(
        "SELECT * FROM audit.checkpoints WHERE $1::bigint IS NULL OR size < $1 ORDER BY size DESC LIMIT $2",
        below,
        limit,
    )
    return [CheckpointRow(**row) for row in rows]


async def count(connection: Any) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM audit.checkpoints"))
