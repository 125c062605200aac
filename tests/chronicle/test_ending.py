"""A task that misses being told once is told again: a host closes although a library swallows cancellations."""

import asyncio
import time

import pytest

from chronicle.ending import end
from chronicle.host import RELAY, Host
from chronicle.postgres.log import PostgresLog
from chronicle.settings import Settings
from tests.chronicle.sample_component import COMPONENT, reviewed
from tests.chronicle.telling import item

open_or_close_seconds_max = 1.0


async def _swallows(times: int) -> None:
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            if times == 0:
                raise
            times -= 1


async def _fails() -> None:
    raise LookupError("long ago")


@pytest.mark.fast
async def test_tasks_end_however_often_they_miss_it() -> None:
    tasks = [asyncio.create_task(_swallows(times)) for times in (0, 1, 3)]
    tasks.append(asyncio.create_task(_fails()))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await end(tasks)
    assert all(task.done() for task in tasks)


@pytest.mark.fast
async def test_there_may_be_none() -> None:
    await end([])


async def test_a_host_opens_and_closes_at_once_while_facts_flow(settings: Settings, log: PostgresLog) -> None:
    for number in range(5):
        began = time.monotonic()
        async with Host((RELAY, COMPONENT), settings, days_begin=False):
            opened = time.monotonic()
            for turn in range(3):
                await log.append([item(f"models.model:{number}-{turn}", reviewed("a"))])
            closing = time.monotonic()
        assert opened - began < open_or_close_seconds_max
        assert time.monotonic() - closing < open_or_close_seconds_max
