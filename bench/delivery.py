"""Delivery of a backlog in batches: from the broker's stream to rows."""

import asyncio
import time
from typing import Any

import asyncpg

from bench.figures import Figure
from chronicle.broker import Publisher, Subscription
from chronicle.clock import SystemClock
from chronicle.live_view import LiveView
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from chronicle.reader import Reader
from contracts.catalogue import CATALOGUE
from services.dashboards.projections.coverage import COVERAGE

STREAM = "bench.facts"
wait_seconds_max = 300


async def measure(service_url: str, broker_url: str, events: int) -> list[Figure]:
    """Needs a log filled by bench.rebuild. The view starts at zero; the broker holds everything before it subscribes."""
    async with asyncpg.create_pool(
        service_url, min_size=2, max_size=4, server_settings={"synchronous_commit": "off"}
    ) as pool:
        log = PostgresLog(pool, SystemClock())
        return [await _batches(pool, log, broker_url, events)]


async def _batches(pool: Any, log: PostgresLog, broker_url: str, events: int) -> Figure:
    view = LiveView("dashboards", COVERAGE, pool, CATALOGUE)
    await _reset(pool, view)
    reader = Reader(view, log)
    done = asyncio.Event()

    async def deliver(entries: list[Entry], malformed: list[Any]) -> None:
        await reader.deliver(entries)
        if (reader.checkpoint or 0) >= events:
            done.set()

    subscription = Subscription("bench", broker_url, STREAM, (), deliver)
    await subscription.start()
    async with Publisher(broker_url, STREAM, events + 1_000) as publisher:
        began = time.perf_counter()
        for after in range(0, events, 500):
            await publisher.publish(await log.read(after, min(500, events - after)))
        await asyncio.wait_for(done.wait(), wait_seconds_max)
        seconds = time.perf_counter() - began
    await subscription.stop()
    return Figure(
        "delivery", "antoan: log → relay → broker → view, batches", {"events": events}, events / seconds, "events/s"
    )


async def _reset(pool: Any, view: LiveView) -> None:
    await pool.execute("DELETE FROM dashboards.reader WHERE reader = $1", view.name)
    await view.checkpoint()
