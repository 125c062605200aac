"""Archiving in tests: small partitions, and the seal of each fact worked out from the table itself."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chronicle.archive.archive import Archive, ArchivedRange
from chronicle.archive.moving import Partition, Vouched, archived, move_back, move_out, partitions
from chronicle.clock import SystemClock
from chronicle.ledger.leaf import leaf_hash
from chronicle.ledger.tree import Frontier
from chronicle.log import Answer, Entry, Item
from chronicle.postgres.log import PostgresLog

NOTE = "a note of the test\n"
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'chronicle.event'::regclass"


async def cut_small(owner: Any, *sizes: int) -> None:
    """An empty log whose partitions hold so many positions each."""
    await owner.execute("DROP TABLE chronicle.event_from_1")
    first = 1
    for size in sizes:
        name = f"event_from_{first}"
        await owner.execute(
            f"CREATE TABLE chronicle.{name} PARTITION OF chronicle.event FOR VALUES FROM ({first}) TO ({first + size})"
        )
        await owner.execute("SELECT chronicle.guard_partition($1)", name)
        first += size


async def cut_in_two(owner: Any) -> None:
    """Puts what the log holds into two partitions, the first of which can be moved away."""
    head = await owner.fetchval("SELECT position FROM chronicle.head")
    middle = head // 2 + 1
    async with owner.transaction():
        await owner.execute("CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM chronicle.event")
        for [name] in await owner.fetch(PARTITIONS):
            await owner.execute(f"DROP TABLE {name}")
        for first, end in ((1, middle), (middle, 10_000_000)):
            name = f"event_from_{first}"
            await owner.execute(
                f"CREATE TABLE chronicle.{name} PARTITION OF chronicle.event FOR VALUES FROM ({first}) TO ({end})"
            )
        await owner.execute("INSERT INTO chronicle.event SELECT * FROM kept ORDER BY position")
        for first in (1, middle):
            await owner.execute("SELECT chronicle.guard_partition($1)", f"event_from_{first}")


async def move(owner: Any, folder: Path, part: Partition) -> ArchivedRange:
    """One partition into its file, sealed by what it holds."""
    log = PostgresLog(owner, SystemClock(), Archive(folder))
    before, after = Frontier(), Frontier()
    for position, leaf in await log.leaves(1, part.last_position):
        for tree in (before, after) if position < part.first_position else (after,):
            tree.add(leaf_hash(leaf))

    async def sealed(first: int, last: int) -> bytes:
        return b"".join(leaf_hash(leaf) for _, leaf in await log.leaves(first, last))

    return await move_out(
        owner, folder, part, before, sealed, Vouched(after.root(), NOTE, ()), lambda done, total: None
    )


async def move_full(owner: Any, folder: Path, keep: int = 0) -> list[ArchivedRange]:
    """Every full partition but the last `keep` of them."""
    head = await owner.fetchval("SELECT position FROM chronicle.head")
    full = [part for part in await partitions(owner) if part.last_position <= head]
    return [await move(owner, folder, part) for part in full[: len(full) - keep]]


async def restore_all(owner: Any, folder: Path) -> None:
    for held in await archived(owner):
        if held.restored_at is None:
            await move_back(owner, Archive(folder), held, lambda done, total: None)


class HalfArchived(PostgresLog):
    """A log of which every second full partition has been moved to the archive whenever somebody reads or appends."""

    def __init__(self, pool: Any, owner: Any, folder: Path) -> None:
        super().__init__(pool, SystemClock(), Archive(folder))
        self._owner = owner
        self._folder = folder
        self._one_at_a_time = asyncio.Lock()
        self.moved: list[ArchivedRange] = []

    async def settle(self) -> None:
        async with self._one_at_a_time:
            head = await self._owner.fetchval("SELECT position FROM chronicle.head")
            full = [part for part in await partitions(self._owner) if part.last_position <= head]
            for part in full:
                if part.first_position % 2:
                    self.moved.append(await move(self._owner, self._folder, part))

    async def append(self, items: Sequence[Item]) -> list[Answer]:
        answers = await super().append(items)
        await self.settle()
        return answers

    async def read(self, after: int, limit: int) -> list[Entry]:
        await self.settle()
        return await super().read(after, limit)
