"""Moving ranges of the log between the table and the archive, as its owner: wholly or not at all, whenever it is killed."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from chronicle.archive.archive import Archive, ArchivedRange, block_span
from chronicle.archive.range_file import (
    FileUnsound,
    RangeWriter,
    block_facts,
    read_index,
    root_reached,
    whole_sha256,
)
from chronicle.faultpoint import fault_point
from chronicle.ledger.leaf import LEAF_TEXT
from chronicle.ledger.tree import Frontier

lock_wait_ms_max = 5_000
"""So long all others wait, at most, behind the one moment in which a range changes its place."""

_PARTITIONS = """
    SELECT relname AS name, (bound[1])::bigint AS first_position, (bound[2])::bigint - 1 AS last_position
      FROM (SELECT c.relname, regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''(\\d+)''\\) TO \\(''(\\d+)''\\)') AS bound
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'chronicle.event'::regclass) part
     ORDER BY first_position"""
_COLUMNS = [field.name for field in fields(ArchivedRange) if field.name not in ("archived_at", "restored_at")]
_KEEP = f"""
    INSERT INTO chronicle.archived ({", ".join(_COLUMNS)})
    VALUES ({", ".join(f"${number}" for number, _ in enumerate(_COLUMNS, start=1))})
        ON CONFLICT (first_position) DO UPDATE SET archived_at = clock_timestamp(), restored_at = NULL,
           {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
    RETURNING {", ".join(field.name for field in fields(ArchivedRange))}"""
_ARCHIVED = f"""
    SELECT {", ".join(field.name for field in fields(ArchivedRange))} FROM chronicle.archived ORDER BY first_position"""

Progress = Callable[[int, int], None]
"""(facts done, facts in all)"""
Hashes = Callable[[int, int], Awaitable[bytes]]
"""(first, last) -> the hashes of these leaves as they were sealed, side by side"""


class NotAsSealed(Exception):
    """A fact is not what was sealed, or is missing: nothing was moved."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"from position {position} on the log is not what was sealed; nothing was moved: run `antoan verify` "
            f"· từ vị trí {position} nhật ký không còn như lúc niêm phong; chưa chuyển gì: hãy chạy `antoan verify`"
        )


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of the table of events, full or not."""

    name: str
    first_position: int
    last_position: int


@dataclass(frozen=True, slots=True)
class Vouched:
    """The signed checkpoint that covers a range: its note, and the path from the root over the range's end to it."""

    root: bytes
    """Over everything up to the end of the range, by the ledger."""
    note: str
    path: Sequence[bytes]


async def partitions(connection: Any) -> list[Partition]:
    """In order; the last one is where the log goes on and is never moved."""
    return [Partition(**row) for row in await connection.fetch(_PARTITIONS)]


async def archived(connection: Any) -> list[ArchivedRange]:
    """Every range that is or was archived, in order."""
    return [ArchivedRange(*row) for row in await connection.fetch(_ARCHIVED)]


async def move_out(
    connection: Any, folder: Path, part: Partition, before: Frontier, sealed: Hashes, vouched: Vouched, progress: Progress
) -> ArchivedRange:  # fmt: skip
    """Writes a full partition to its file, reads that back, and only then takes the partition away. `before` is the tree over what
    comes before it. Raises NotAsSealed, OSError, asyncpg.LockNotAvailableError where somebody reads for too long: nothing was
    moved then, and it can be done again."""
    path = folder / f"{part.first_position:012}-{part.last_position:012}.leaves.zst"
    fresh = path.with_name(path.name + ".part")
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    writer = await asyncio.to_thread(RangeWriter, fresh, part.first_position, before)
    try:
        await _write(connection, part, writer, sealed, progress)
        if before.root() != vouched.root:
            raise NotAsSealed(part.first_position)
        index_sha256 = await asyncio.to_thread(writer.finish, vouched.note, vouched.path)
    finally:
        writer.close()
    fault_point("archive.before_rename")
    await asyncio.to_thread(_put_in_place, fresh, path)
    fault_point("archive.before_read_back")
    size, whole = await asyncio.to_thread(read_back, path, index_sha256)
    fault_point("archive.before_move")
    return await _take_out(connection, part, (path.name, size, whole, index_sha256))


async def _write(connection: Any, part: Partition, writer: RangeWriter, sealed: Hashes, progress: Progress) -> None:
    """Every leaf of the partition, each held against its seal."""
    facts = part.last_position - part.first_position + 1
    for start in range(part.first_position, part.last_position + 1, block_facts):
        end = min(start + block_facts - 1, part.last_position)
        rows = await connection.fetch(
            f"SELECT {LEAF_TEXT} FROM chronicle.{part.name} WHERE position BETWEEN $1 AND $2 ORDER BY position",
            start,
            end,
        )
        if not rows or await asyncio.to_thread(writer.add, [text for (text,) in rows]) != await sealed(start, end):
            raise NotAsSealed(start)
        progress(end - part.first_position + 1, facts)


async def _take_out(connection: Any, part: Partition, file: Sequence[Any]) -> ArchivedRange:
    ends = part.first_position, part.last_position
    instants = [
        await connection.fetchval(f"SELECT recorded_at FROM chronicle.{part.name} WHERE position = $1", end)
        for end in ends
    ]
    async with connection.transaction():
        await _alone(connection)
        await connection.execute(f"ALTER TABLE chronicle.event DETACH PARTITION chronicle.{part.name}")
        await connection.execute(f"DROP TABLE chronicle.{part.name}")
        row = await connection.fetchrow(_KEEP, *ends, *file, *instants)
        fault_point("archive.before_commit")
    fault_point("archive.after_commit")
    return ArchivedRange(*row)


async def move_back(connection: Any, archive: Archive, held: ArchivedRange, progress: Progress) -> None:
    """Puts a range into the table again, fact by fact what it was; its file stays. Raises ArchiveUnreadable."""
    name = f"event_from_{held.first_position}"
    async with connection.transaction():
        await connection.execute(f"CREATE TABLE chronicle.{name} (LIKE chronicle.event INCLUDING DEFAULTS)")
        position = held.first_position
        while position <= held.last_position:
            start, end = block_span(held, position)
            leaves = await archive.leaves(held, start, end)
            rows = await connection.fetch(
                f"INSERT INTO chronicle.{name} SELECT * FROM chronicle.entries_of($1) RETURNING {LEAF_TEXT}", leaves
            )
            if [text for (text,) in rows] != leaves:
                raise NotAsSealed(start)
            progress(end - held.first_position + 1, held.last_position - held.first_position + 1)
            position = end + 1
        await connection.execute(
            f"ALTER TABLE chronicle.{name} ADD PRIMARY KEY (position), ADD CONSTRAINT of_its_range "
            f"CHECK (position >= {held.first_position} AND position <= {held.last_position})"
        )
        await _alone(connection)
        await connection.execute(
            f"ALTER TABLE chronicle.event ATTACH PARTITION chronicle.{name} "
            f"FOR VALUES FROM ({held.first_position}) TO ({held.last_position + 1})"
        )
        await connection.execute(f"ALTER TABLE chronicle.{name} DROP CONSTRAINT of_its_range")
        await connection.execute("SELECT chronicle.guard_partition($1)", name)
        await connection.execute(
            "UPDATE chronicle.archived SET restored_at = clock_timestamp() WHERE first_position = $1",
            held.first_position,
        )
        fault_point("archive.before_restored")


async def _alone(connection: Any) -> None:
    """Nobody reads or appends from here to the end of the transaction: a plan made before would not see what changes now."""
    await connection.execute(f"SET LOCAL lock_timeout = {lock_wait_ms_max}")
    await connection.execute("LOCK TABLE chronicle.event IN ACCESS EXCLUSIVE MODE")


def read_back(path: Path, index_sha256: str) -> tuple[int, str]:
    """Reads all of a file again: how many bytes it has, and their SHA-256. Raises OSError, FileUnsound where it is damaged."""
    index, found = read_index(path)
    if found != index_sha256 or root_reached(path, index).hex() != index.root:
        raise FileUnsound
    return path.stat().st_size, whole_sha256(path)


def _put_in_place(fresh: Path, path: Path) -> None:
    """The name is on disk as well when it returns."""
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
