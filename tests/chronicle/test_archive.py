"""A range in the archive is what it was in the table, to the byte; a file that is not there or not the same is named."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chronicle.archive.archive import Archive, ArchivedRange, ArchiveUnreadable
from chronicle.archive.moving import NotAsSealed, Vouched, archived, move_back, move_out, partitions
from chronicle.archive.range_file import RangeWriter, block_facts, read_block, read_index
from chronicle.clock import SystemClock
from chronicle.ledger.leaf import LEAF_TEXT, entry_of, leaf_hash, leaf_text
from chronicle.ledger.tree import Frontier
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from tests.chronicle.archiving import NOTE, cut_small, move, move_full, restore_all
from tests.chronicle.sample_component import PROJECTIONS, reviewed
from tests.chronicle.telling import item, should_hold

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)
BIG = st.integers(1, 2**63 - 1)
JSON = st.recursive(
    st.sampled_from(
        ['"\\u0000"', '"\\u001e"', '"a\\nb"', "1.0e+2", "-0", "{}", '{"a":1,\n "a" : 2}\n', "null", ' "Tân" ']
    ),
    lambda inner: st.tuples(st.sampled_from(["", " ", "\n", "\t\r\n"]), inner, inner).map(
        lambda told: f"[{told[0]}{told[1]},{told[0]}{told[2]}]{told[0]}"
    ),
    max_leaves=4,
)
"""Texts that PostgreSQL keeps as json exactly as they are, line breaks around values included."""
ENTRIES = st.builds(
    Entry, BIG, TEXT, st.integers(1, 2**31 - 1), TEXT, st.integers(1, 9), st.uuids(), JSON,
    st.dates(date(1, 1, 1), date(9999, 12, 31)), st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    TEXT, TEXT, TEXT, st.none() | TEXT, st.uuids(), st.none() | BIG, st.uuids(), st.none() | TEXT,
)  # fmt: skip
FACTS = 24


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
async def filled(owner: Any, log: PostgresLog) -> PostgresLog:
    """Facts in four partitions of six, and a fifth where the log goes on."""
    await cut_small(owner, 6, 6, 6, 6, 100)
    for number in range(FACTS):
        await log.append([item(f"models.model:{number % 5}", reviewed(str(number % 5)))])
    return log


@pytest.fixture
def through(pool: Any, folder: Path) -> PostgresLog:
    """The same log for who has the archive."""
    return PostgresLog(pool, SystemClock(), Archive(folder))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRIES, min_size=1, max_size=5))
async def test_every_column_comes_back_to_the_byte(owner: Any, tmp_path: Path, entries: list[Entry]) -> None:
    """From rows to leaves, into a file and out of it, to entries, and by the database to rows again."""
    names = [field.name for field in fields(Entry)]
    kinds = ("bigint", "text", "int", "text", "int", "uuid", "json", "date", "timestamptz", "text", "text", "text", "text", "uuid",
             "bigint", "uuid", "text")  # fmt: skip
    row = ", ".join(
        f"${place}::{kind} AS {name}" for place, (name, kind) in enumerate(zip(names, kinds, strict=True), 1)
    )
    leaves = [
        await owner.fetchval(f"SELECT {LEAF_TEXT} FROM (SELECT {row}) one", *(getattr(entry, name) for name in names))
        for entry in entries
    ]
    path = tmp_path / "one.leaves.zst"
    writer = RangeWriter(path, 1, Frontier())
    writer.add(leaves)
    writer.finish(NOTE, ())
    index, _ = read_index(path)
    found = read_block(path, index, 0)
    assert found == leaves == [leaf_text(entry) for entry in entries]
    assert [entry_of(leaf) for leaf in found] == entries
    rows = await owner.fetch(f"SELECT {', '.join(names)} FROM chronicle.entries_of($1)", found)
    assert [Entry(*row) for row in rows] == entries


async def test_everything_reads_the_same_and_the_restored_range_is_the_same_again(
    owner: Any, filled: PostgresLog, through: PostgresLog, folder: Path
) -> None:
    rows = await owner.fetch("SELECT * FROM chronicle.event ORDER BY position")
    entries = await filled.read(0, 100)
    held = await move_full(owner, folder)
    assert [(one.first_position, one.last_position) for one in held] == [(1, 6), (7, 12), (13, 18), (19, 24)]
    assert await owner.fetchval("SELECT count(*) FROM chronicle.event") == 0
    assert await through.read(0, 100) == entries
    for position in range(1, FACTS + 1):
        assert await through.entries_at([position]) == [entries[position - 1]]
    await restore_all(owner, folder)
    assert await owner.fetch("SELECT * FROM chronicle.event ORDER BY position") == rows
    assert [part.name for part in await partitions(owner)] == [f"event_from_{first}" for first in (1, 7, 13, 19, 25)]
    for one in held:  # the files may go now
        (folder / one.file).unlink()
    assert await through.read(0, 100) == entries, "who knew the file learns that it is not needed any more"
    again = await move_full(owner, folder)
    assert [(one.sha256, one.index_sha256) for one in again] == [(one.sha256, one.index_sha256) for one in held]
    assert await through.read(0, 100) == entries


async def test_a_restored_range_is_append_only_again(owner: Any, filled: PostgresLog, folder: Path) -> None:
    await move_full(owner, folder)
    await restore_all(owner, folder)
    for mode in ("origin", "replica"):
        await owner.execute(f"SET session_replication_role = {mode}")
        for change in ("UPDATE {} SET office = ''", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(Exception, match="append-only"):
                await owner.execute(change.format("chronicle.event_from_7"))


async def test_a_fold_is_the_same_with_an_archive(
    owner: Any, filled: PostgresLog, through: PostgresLog, folder: Path
) -> None:
    before = [await should_hold(projection, filled) for projection in PROJECTIONS]
    await move_full(owner, folder, keep=1)
    assert [await should_hold(projection, through) for projection in PROJECTIONS] == before


async def test_nobody_misses_a_fact_while_ranges_come_and_go(
    owner: Any, filled: PostgresLog, folder: Path, open_pool: Callable[..., Any]
) -> None:
    """Readers of every kind, again and again; and one who does not look for the archive, as a control, does miss some."""
    pool = await open_pool("models", 6)
    whole, complete, torn = list(range(1, FACTS + 1)), 0, 0
    going = True

    async def read(number: int) -> None:
        nonlocal complete
        chance = random.Random(number)
        while going:
            log = PostgresLog(pool, SystemClock(), Archive(folder)) if chance.random() < 0.3 else kept[number]
            assert [entry.position for entry in await log.read(0, 100)] == whole
            pages = [page async for page in log.scan(0, FACTS, ["models.model_reviewed"], 7)]
            assert [entry.position for page in pages for entry in page] == whole
            streams = await log.read_streams([(f"models.model:{model}", 0) for model in range(5)])
            assert sorted(entry.position for entries in streams.values() for entry in entries) == whole
            assert [entry.position for entry in await log.entries_at(whole)] == whole
            complete += 1

    async def naive() -> None:
        nonlocal torn
        while going:
            torn += await pool.fetchval("SELECT count(*) FROM chronicle.event") != FACTS

    kept = [PostgresLog(pool, SystemClock(), Archive(folder))] * 3
    tasks = [asyncio.create_task(read(number)) for number in range(3)] + [asyncio.create_task(naive())]
    for _ in range(6):
        await move_full(owner, folder)
        await restore_all(owner, folder)
    going = False
    await asyncio.gather(*tasks)
    assert complete >= 6 and torn > 0, (complete, torn)


@pytest.mark.parametrize("harm", ["missing", "changed", "other"])
async def test_a_file_that_is_not_what_it_was_is_named_and_never_read_as_no_facts(
    owner: Any, filled: PostgresLog, pool: Any, folder: Path, harm: str
) -> None:
    held = await move_full(owner, folder)
    _harm(folder, held, harm)
    log = PostgresLog(pool, SystemClock(), Archive(folder))
    ways: list[Callable[[], Any]] = [
        lambda: log.read(6, 10), lambda: log.read_streams([("models.model:1", 0)]), lambda: log.entries_at([8]),
        lambda: _all(log.scan(0, FACTS, ["models.model_reviewed"], 100)), lambda: log.leaves(7, 7),
        lambda: log.position_at(held[1].recorded_until),
        lambda: _all(log.find("SELECT position FROM {events} WHERE position BETWEEN $1 AND $2", 1, FACTS)),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(ArchiveUnreadable) as told:
            await way()
        assert (told.value.what, told.value.file, told.value.first, told.value.last) == (harm, held[1].file, 7, 12)
        assert held[1].file in told.value.vi and "7–12" in told.value.en
    assert [entry.position for entry in await log.read(0, 6)] == [1, 2, 3, 4, 5, 6], "the others are read on"
    with pytest.raises(ArchiveUnreadable):
        await PostgresLog(pool, SystemClock()).read(0, 10)


async def test_every_byte_of_a_file_counts(owner: Any, filled: PostgresLog, pool: Any, folder: Path) -> None:
    """But those of the frames that only say how long something is: whatever is read of it is what was written, or an error."""
    entries = await filled.read(0, 6)
    [held, *_] = await move_full(owner, folder)
    path = folder / held.file
    sound = path.read_bytes()
    for place in range(len(sound)):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        try:
            found = await PostgresLog(pool, SystemClock(), Archive(folder)).read(0, 6)
        except ArchiveUnreadable:
            continue
        assert found == entries, place


async def test_a_fact_that_is_not_what_was_sealed_is_not_archived(
    owner: Any, filled: PostgresLog, folder: Path
) -> None:
    [part, *_] = await partitions(owner)

    async def sealed(first: int, last: int) -> bytes:
        return bytes(32) * (last - first + 1)

    with pytest.raises(NotAsSealed, match="position 1 "):
        await move_out(owner, folder, part, Frontier(), sealed, Vouched(bytes(32), NOTE, ()), lambda done, total: None)
    assert await archived(owner) == [] and len(await filled.read(0, 100)) == FACTS


async def test_a_long_range_is_read_block_by_block(owner: Any, log: PostgresLog, pool: Any, folder: Path) -> None:
    facts = 2 * block_facts + 10
    await cut_small(owner, facts, 100)
    for _ in range(facts // 500 + 1):
        await log.append([item("models.model:a", *[reviewed("a")] * min(500, facts - await log.head()))])
    entries = [entry for after in (0, 3_000) for entry in await log.read(after, 3_000)]
    leaves = [leaf for _, leaf in await log.leaves(1, facts)]
    held = await move(owner, folder, (await partitions(owner))[0])
    through = PostgresLog(pool, SystemClock(), Archive(folder))
    assert [entry for after in (0, 3_000) for entry in await through.read(after, 3_000)] == entries
    newest_first = [
        (first, last)
        async for first, last, kept, _ in through.find(
            "SELECT position FROM {events} WHERE position BETWEEN $1 AND $2", 10, facts, newest_first=True
        )
        if kept
    ]
    assert newest_first == [(4_097, facts), (2_049, 4_096), (10, 2_048)]
    index, _ = read_index(folder / held.file)
    tree = Frontier()
    for leaf in leaves:
        tree.add(leaf_hash(leaf))
    assert index.root == tree.root().hex() and (index.first, index.last) == (1, facts)


async def test_a_restore_from_a_file_that_is_not_sound_changes_nothing(
    owner: Any, filled: PostgresLog, folder: Path
) -> None:
    held = await move_full(owner, folder)
    _harm(folder, held, "changed")
    with pytest.raises(ArchiveUnreadable):
        await move_back(owner, Archive(folder), held[1], lambda done, total: None)
    assert [one.restored_at for one in await archived(owner)] == [None] * 4
    assert await owner.fetchval("SELECT to_regclass('chronicle.event_from_7')") is None


def _harm(folder: Path, held: list[ArchivedRange], harm: str) -> None:
    """Does it to the second file."""
    path, stranger = folder / held[1].file, folder / held[2].file
    if harm == "missing":
        path.unlink()
    elif harm == "other":
        path.write_bytes(stranger.read_bytes())
    else:
        content = bytearray(path.read_bytes())
        content[20] ^= 1
        path.write_bytes(bytes(content))


async def _all(pages: Any) -> list[Any]:
    return [page async for page in pages]
