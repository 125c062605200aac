"""The log rolls over to its next partition by itself, and neither appends nor reads notice."""

from typing import Any

import asyncpg
import pytest

from chronicle.postgres.log import PostgresLog
from tests.chronicle.sample_component import reviewed
from tests.chronicle.telling import facts_of, item

SIZE = 10


@pytest.fixture
async def small(owner: Any) -> Any:
    """A log whose partitions hold ten positions each."""
    await owner.execute("DROP TABLE chronicle.event_from_1")
    assert await owner.fetchval("SELECT chronicle.ensure_partitions($1)", SIZE) == 1
    return owner


async def test_appends_and_reads_cross_the_boundary(small: Any, log: PostgresLog) -> None:
    made = 0
    for _ in range(9):
        await log.append([item("models.model:a", *[reviewed("a")] * 4)])
        made += await small.fetchval("SELECT chronicle.ensure_partitions($1)", SIZE)
    assert made == 4
    assert await _partitions(small) == [1, 11, 21, 31, 41]
    assert len(await facts_of(log)) == 36
    assert [entry.position for entry in await log.read(8, 5)] == [9, 10, 11, 12, 13]
    assert [entry.version for entry in (await log.read_streams([("models.model:a", 9)]))["models.model:a"]][:3] == [
        10,
        11,
        12,
    ]
    pages = [page async for page in log.scan(0, 36, ["models.model_reviewed"], 7)]
    assert [entry.position for page in pages for entry in page] == list(range(1, 37))


async def test_it_keeps_one_empty_partition_ahead_and_makes_no_more(small: Any, log: PostgresLog) -> None:
    assert await small.fetchval("SELECT chronicle.ensure_partitions($1)", SIZE) == 0
    await log.append([item("models.model:a", reviewed("a"))])
    assert await small.fetchval("SELECT chronicle.ensure_partitions($1)", SIZE) == 1
    assert await small.fetchval("SELECT chronicle.ensure_partitions($1)", SIZE) == 0


async def test_without_a_partition_an_append_fails_whole_and_leaves_no_gap(small: Any, log: PostgresLog) -> None:
    for number in (1, 2):
        await log.append([item(f"models.model:{number}", *[reviewed("a")] * 4)])
    with pytest.raises(asyncpg.CheckViolationError, match="no partition"):
        await log.append([item("models.model:3", *[reviewed("a")] * 4)])
    assert await log.head() == 8
    await small.execute("SELECT chronicle.ensure_partitions($1)", SIZE)
    await log.append([item("models.model:3", *[reviewed("a")] * 4)])
    assert len(await facts_of(log)) == 12


async def test_later_partitions_are_append_only_too(small: Any, log: PostgresLog) -> None:
    await small.execute("SELECT chronicle.ensure_partitions($1)", SIZE)
    await log.append([item("models.model:a", *[reviewed("a")] * 9)])
    await small.execute("SELECT chronicle.ensure_partitions($1)", SIZE)
    await log.append([item("models.model:a", *[reviewed("a")] * 9)])
    for mode in ("origin", "replica"):
        await small.execute(f"SET session_replication_role = {mode}")
        for change in ("UPDATE {} SET office = ''", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="append-only"):
                await small.execute(change.format("chronicle.event_from_11"))


async def _partitions(owner: Any) -> list[int]:
    rows = await owner.fetch(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'chronicle.event'::regclass"
    )
    return sorted(int(row[0].rpartition("_")[2]) for row in rows)
