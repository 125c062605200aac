"""Durable appends by 1, 16 and 64 callers, through the group commit, against single INSERTs with the same durability."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import asyncpg

from bench.figures import Figure, percentile
from chronicle.clock import SystemClock
from chronicle.command import Context, fresh_id
from chronicle.group_commit import GroupCommit
from chronicle.log import Item, Outcome
from chronicle.postgres.log import PostgresLog
from chronicle.service import leave_as_it_is
from contracts.registration import HouseholdsReported

callers_measured = (1, 16, 64)
DAY = date(2021, 6, 30)

BASELINE = """
    CREATE TABLE public.baseline (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, version integer NOT NULL, type text NOT NULL,
        data json NOT NULL, recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(), UNIQUE (stream, version))"""


def fact(unit: str, number: int) -> HouseholdsReported:
    return HouseholdsReported(
        campaign_id="bench-2021", year=2021, unit_id=unit, as_of=DAY, total=118, registered=number % 118,
        previous_total=118, previous_registered=(number - 1) % 118, newest=True, lowered=False,
    )  # fmt: skip


async def measure(owner_url: str, service_url: str, events: int) -> list[Figure]:
    figures = []
    for callers in callers_measured:
        each = max(1, (events if callers > 1 else events // 10) // callers)
        ours = await _ours(service_url, callers, each)
        base = await _baseline(owner_url, callers, each)
        figures += [ours, base]
    return figures


async def _ours(url: str, callers: int, each: int) -> Figure:
    async with asyncpg.create_pool(url, min_size=2, max_size=4, reset=leave_as_it_is) as pool:
        commit = GroupCommit(PostgresLog(pool, SystemClock()))
        run = fresh_id()

        async def append(caller: int, number: int) -> None:
            unit = f"{caller}-{number}"
            context = Context("bench", "bench", "", DAY, fresh_id(), run)
            item = Item(f"registration.bench:{run}/{unit}", 0, [fact(unit, number)], DAY, context)
            answer = await commit.append(item)
            assert answer.outcome is Outcome.APPENDED

        return await _timed("antoan", callers, each, append)


async def _baseline(url: str, callers: int, each: int) -> Figure:
    async with asyncpg.create_pool(url, min_size=callers, max_size=callers) as pool:
        await pool.execute("DROP TABLE IF EXISTS public.baseline")
        await pool.execute(BASELINE)

        async def append(caller: int, number: int) -> None:
            data = fact(f"{caller}-{number}", number).model_dump_json()
            await pool.execute(
                "INSERT INTO public.baseline (stream, version, type, data) VALUES ($1, 1, $2, $3)",
                f"{caller}/{number}", "registration.households_reported", data,
            )  # fmt: skip

        return await _timed("single INSERT", callers, each, append)


async def _timed(name: str, callers: int, each: int, append: Callable[[int, int], Awaitable[Any]]) -> Figure:
    waits: list[float] = []

    async def caller(own: int) -> None:
        for number in range(each):
            began = time.perf_counter()
            await append(own, number)
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(caller(own) for own in range(callers)))
    seconds = time.perf_counter() - began
    return Figure(
        "append", name, {"callers": callers, "events": callers * each}, callers * each / seconds, "events/s",
        {"p50_ms": percentile(waits, 50) * 1000, "p99_ms": percentile(waits, 99) * 1000},
    )  # fmt: skip
