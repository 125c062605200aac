"""An archived log against the same log in its table: how large, how fast it is moved, and how fast it is scanned and verified."""

import shutil
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from bench.figures import Figure, percentile
from bench.rebuild import fill
from bench.verify import SIGNER
from chronicle.archive.archive import Archive
from chronicle.archive.moving import archived, move_back, move_out, partitions
from chronicle.clock import SystemClock
from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.postgres.log import PostgresLog
from contracts.catalogue import CATALOGUE
from services.audit.ledger.sealing import seal_log
from services.audit.ledger.verifying import verify
from services.audit.ledger.vouching import leaf_hashes, tree_before, vouched_until

page = 20_000
SEES = ("stream", "occurred_on", "recorded_at")
single_reads = 300


async def measure(owner_url: str, events: int) -> list[Figure]:
    """Table first, then the archive, then the table again: what differs is where the facts lie."""
    folder = Path(tempfile.mkdtemp(prefix="antoan-bench-archive-"))
    connection = await asyncpg.connect(owner_url)
    try:
        await fill(connection, events)
        await seal_log(connection, lambda size, root: signed(Checkpoint("antoan", size, root), [SIGNER]))
        first, *_ = await partitions(connection)
        assert first.last_position >= events, "one partition, as fill makes it"
        await _cut(connection, first.name, events)
        [part, *_] = await partitions(connection)
        table_bytes = await connection.fetchval("SELECT pg_total_relation_size($1::regclass)", f"chronicle.{part.name}")
        read_table = await _reads("in the table", connection, None, events)
        vouched = await vouched_until(connection, events)
        assert vouched is not None
        began = time.perf_counter()
        held = await move_out(
            connection, folder, part, await tree_before(connection, 1), partial(leaf_hashes, connection), vouched,
            lambda done, total: None,
        )  # fmt: skip
        sizes = {"table_bytes_a_fact": table_bytes / events, "file_bytes_a_fact": held.bytes / events}
        moving = _figure(
            "moved out, read back, and checked", events, began, {**sizes, "ratio": table_bytes / held.bytes}
        )
        read_archive = await _reads("in the archive", connection, Archive(folder), events)
        began = time.perf_counter()
        await move_back(connection, Archive(folder), (await archived(connection))[0], lambda done, total: None)
        restoring = _figure("moved back, and checked", events, began, {})
        again = await _reads("in the table again", connection, None, events)
        return [moving, restoring, *read_table, *read_archive, *again]
    finally:
        await connection.close()
        shutil.rmtree(folder)


async def _cut(connection: Any, name: str, events: int) -> None:
    """The partition ends where the facts end."""
    await connection.execute(f"ALTER TABLE chronicle.event DETACH PARTITION chronicle.{name}")
    await connection.execute(
        f"ALTER TABLE chronicle.event ATTACH PARTITION chronicle.{name} FOR VALUES FROM (1) TO ({events + 1})"
    )


async def _reads(where: str, connection: Any, archive: Archive | None, events: int) -> list[Figure]:
    """A scan as rebuilds do it, verifying, and single facts here and there."""
    log = PostgresLog(connection, SystemClock(), archive)
    began, seen = time.perf_counter(), 0
    async for rows in log.scan(0, events, sorted(CATALOGUE.facts), page, SEES):
        seen += len(rows)
    assert seen == events
    scanning = _figure(f"scan, {where}", events, began, {})
    began = time.perf_counter()
    verdict = await verify(connection, archive, keys=[str(SIGNER.key)])
    assert verdict.holds and verdict.facts == events
    verifying = _figure(f"verify, {where}", events, began, {})
    waits = []
    for number in range(single_reads):
        began = time.perf_counter()
        assert await log.entries_at([number * 7_919 % events + 1])
        waits.append((time.perf_counter() - began) * 1_000)
    p50, p95 = percentile(waits, 50), percentile(waits, 95)
    return [scanning, verifying, Figure("archive", f"one fact, {where}", {"events": events}, 1_000 / p50, "facts/s",
                                        {"p50_ms": p50, "p95_ms": p95})]  # fmt: skip


def _figure(who: str, events: int, began: float, also: dict[str, float]) -> Figure:
    return Figure("archive", who, {"events": events}, events / (time.perf_counter() - began), "events/s", also)
