"""Sixteen writers with pauses and rollbacks, and a reader that tails by position: nothing is missed; a naive log loses.

All of it twice: over the table, and over a log whose older half goes to the archive while it is read.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chronicle.clock import SystemClock
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from tests.chronicle.archiving import HalfArchived, cut_small
from tests.chronicle.sample_component import reviewed
from tests.chronicle.telling import item

writers = 16
turns = 25
shared_streams = 5

SMALL, LARGE = 1, 51
"""Partitions: thirty of one position, every second of which is archived as soon as it is full; then larger ones."""

Write = Callable[[Any, int, int, random.Random], Awaitable[None]]
"""(connection in a transaction, writer, turn, random) -> None"""


@pytest.fixture(params=["in the table", "half archived"])
async def log(request: pytest.FixtureRequest, pool: Any, owner: Any, tmp_path: Path) -> PostgresLog:
    if request.param == "in the table":
        return PostgresLog(pool, SystemClock())
    await cut_small(owner, *[SMALL] * 30, *[LARGE] * 40)
    return HalfArchived(pool, owner, tmp_path / "archive")


class RolledBack(Exception):
    """A writer changed its mind."""


async def all_write(connections: list[Any], write: Write, seed: int) -> set[str]:
    """Each writer works through its turns in transactions of its own; returns the names of what was committed."""
    committed: set[str] = set()

    async def work(writer: int) -> None:
        chance = random.Random(f"{seed}/{writer}")
        for turn in range(turns):
            try:
                async with connections[writer].transaction():
                    await write(connections[writer], writer, turn, chance)
                    await asyncio.sleep(chance.random() * 0.004)
                    if chance.random() < 0.2:
                        raise RolledBack
            except RolledBack:
                continue
            committed.add(f"{writer}-{turn}")
            await asyncio.sleep(chance.random() * 0.01)

    await asyncio.gather(*(work(writer) for writer in range(writers)))
    return committed


async def tailed(read: Callable[[], Awaitable[int]], writing: "asyncio.Task[set[str]]") -> set[str]:
    """Reads on while there are writers, and to the end afterwards; returns what was committed."""
    while not writing.done():
        await read()
        await asyncio.sleep(0.001)
    while await read():
        pass
    return await writing


async def test_a_reader_by_position_misses_nothing_of_sixteen_writers(open_pool: Any, log: PostgresLog) -> None:
    pool = await open_pool("models", writers)
    connections = [await pool.acquire() for _ in range(writers)]
    seen: list[Entry] = []

    async def write(connection: Any, writer: int, turn: int, chance: random.Random) -> None:
        stream = f"models.model:{chance.randrange(shared_streams)}"
        facts = [reviewed(f"{writer}-{turn}")] * chance.randint(1, 3)
        await PostgresLog(connection, SystemClock()).append([item(stream, *facts)])

    async def read() -> int:
        found = await log.read(seen[-1].position if seen else 0, 7)
        seen.extend(found)
        return len(found)

    committed = await tailed(read, asyncio.create_task(all_write(connections, write, seed=1)))
    for connection in connections:
        await pool.release(connection)

    assert {_model(entry) for entry in seen} == committed
    assert [entry.position for entry in seen] == list(range(1, len(seen) + 1)), "a gap, or not in order"
    for stream in {entry.stream for entry in seen}:
        versions = [entry.version for entry in seen if entry.stream == stream]
        assert versions == list(range(1, len(versions) + 1)), f"{stream} was read out of its order"
    assert await log.head() == len(seen)
    assert not isinstance(log, HalfArchived) or len(log.moved) > 15 + 3, "too little was archived to prove anything"


async def test_an_identity_column_read_past_the_last_one_loses_in_the_same_harness(settings: Any, owner: Any) -> None:
    await owner.execute("CREATE TABLE naive (position bigint GENERATED ALWAYS AS IDENTITY, model text)")
    connections = [await asyncpg.connect(settings.database_url) for _ in range(writers)]
    seen: list[str] = []
    last = 0

    async def write(connection: Any, writer: int, turn: int, chance: random.Random) -> None:
        await connection.execute("INSERT INTO naive (model) VALUES ($1)", f"{writer}-{turn}")

    async def read() -> int:
        nonlocal last
        rows = await owner.fetch(
            "SELECT position, model FROM naive WHERE position > $1 ORDER BY position LIMIT 7", last
        )
        seen.extend(row["model"] for row in rows)
        last = rows[-1]["position"] if rows else last
        return len(rows)

    committed = await tailed(read, asyncio.create_task(all_write(connections, write, seed=1)))
    for connection in connections:
        await connection.close()

    assert set(seen) < committed, "the naive log lost nothing: this harness would not notice a loss"


async def test_streams_are_read_from_where_each_was_known(log: PostgresLog) -> None:
    await log.append([item("models.model:a", reviewed("a"), reviewed("a")), item("models.model:b", reviewed("b"))])
    await log.append([item("models.model:a", reviewed("a"))])
    found = await log.read_streams([("models.model:a", 1), ("models.model:b", 0), ("models.model:c", 0)])
    assert {stream: [entry.version for entry in entries] for stream, entries in found.items()} == {
        "models.model:a": [2, 3],
        "models.model:b": [1],
        "models.model:c": [],
    }
    whole = await log.read_streams([("models.model:a", 0)])
    assert [entry.version for entry in whole["models.model:a"]] == [1, 2, 3], (
        "one command's facts may lie in two places"
    )


async def test_a_scan_passes_every_page_and_brings_only_what_was_asked_for(log: PostgresLog) -> None:
    for number in range(10):
        await log.append([item(f"models.model:{number}", reviewed(str(number)))])
    wanted = [page async for page in log.scan(2, 9, ["models.model_reviewed"], 3)]
    assert [[entry.position for entry in page] for page in wanted] == [[3, 4, 5], [6, 7, 8], [9]]
    assert [page async for page in log.scan(2, 9, ["models.model_closed"], 3)] == [[], [], []]


async def test_entries_are_found_at_their_positions_and_known_to_be_there(log: PostgresLog) -> None:
    for number in range(10):
        await log.append([item(f"models.model:{number}", reviewed(str(number)))])
    entries = await log.read(0, 100)
    assert await log.entries_at([9, 2, 3, 99, 2]) == [entries[1], entries[2], entries[8]]
    stranger = replace(entries[4], event_id=UUID(int=1))
    assert await log.holds([*entries, stranger]) == {(entry.position, entry.event_id) for entry in entries}


async def test_what_was_known_by_an_instant_is_found_by_its_position(log: PostgresLog) -> None:
    for number in range(10):
        await log.append([item(f"models.model:{number}", reviewed(str(number)))])
    for entry in await log.read(0, 100):
        assert await log.position_at(entry.recorded_at) == entry.position - 1
        assert await log.position_at(entry.recorded_at + timedelta(microseconds=1)) == entry.position


def _model(entry: Entry) -> str:
    return entry.data.partition('"model_id":"')[2].partition('"')[0]
