"""Ends background tasks for certain: being told once is not enough where what they await swallows it."""

import asyncio
from collections.abc import Sequence
from typing import Any

again_ms = 50


async def end(tasks: Sequence["asyncio.Task[Any]"]) -> None:
    """Cancels until all are done; what they raised is theirs to have logged.

    Until Python 3.12 `asyncio.wait_for`, which redis-py sends with, drops a cancellation that comes as its wait ends.
    """
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=again_ms / 1000)
    await asyncio.gather(*tasks, return_exceptions=True)
