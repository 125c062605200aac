"""What a component does again and again: while it reads, whatever became of it the time before, and never otherwise."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chronicle.component import Timer
from chronicle.host import RELAY
from tests.chronicle.sample_component import COMPONENT

EVERY_MS = 10


async def test_a_timer_that_fails_is_not_ready_and_runs_again(open_host: Callable[..., Any]) -> None:
    ran: list[str] = []
    mended = asyncio.Event()

    async def act() -> None:
        ran.append("ran")
        if not mended.is_set():
            raise RuntimeError("not yet")

    component = replace(COMPONENT, timers=lambda service: [Timer("looking", EVERY_MS, act)])
    host = await open_host(RELAY, component)
    service = host.services["models"]
    async with asyncio.timeout(20):
        while "not yet" not in (await service.ready()).get("models.looking", ""):
            await asyncio.sleep(0.01)
        mended.set()
        while "models.looking" in await service.ready():
            await asyncio.sleep(0.01)
    assert len(ran) > 1


async def test_who_does_not_read_runs_no_timer(open_host: Callable[..., Any]) -> None:
    ran: list[str] = []

    async def act() -> None:
        ran.append("ran")

    component = replace(COMPONENT, timers=lambda service: [Timer("looking", EVERY_MS, act)])
    await open_host(RELAY, component, readers_run=False)
    await asyncio.sleep(EVERY_MS * 10 / 1000)
    assert ran == []
