"""A task that misses being told once is told again: a host closes although a library swallows cancellations."""

import asyncio

import pytest

from chronicle.ending import end

pytestmark = pytest.mark.fast


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


async def test_tasks_end_however_often_they_miss_it() -> None:
    tasks = [asyncio.create_task(_swallows(times)) for times in (0, 1, 3)]
    tasks.append(asyncio.create_task(_fails()))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await end(tasks)
    assert all(task.done() for task in tasks)


async def test_there_may_be_none() -> None:
    await end([])
