"""Killed at every fault point, with writers going on and a broker that forgets: views equal the fold, effects happen once."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chronicle.clock import SystemClock
from chronicle.ending import end
from chronicle.live_view import LiveView
from chronicle.postgres.log import PostgresLog
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from tests.chronicle.sample_component import PROJECTIONS
from tests.chronicle.telling import facts_of, holds, should_hold, until
from tests.faults.chaos import Naive, disturb, follow, write

pytestmark = pytest.mark.faults

PROGRAM = Path(__file__).with_name("host_program.py")
REPOSITORY = PROGRAM.parents[2]
POINTS = (
    "append.before_commit", "append.after_commit", "relay.before_publish", "relay.after_publish", "relay.after_checkpoint",
    "view.before_commit", "view.after_commit", "reaction.before_checkpoint",
)  # fmt: skip
READERS = {"models.reactions", *(f"models.{projection.name}" for projection in PROJECTIONS)}
life_seconds_max = 30
commands_a_life = 20


class Life:
    """One run of the host's process."""

    def __init__(self, settings: Settings, first: int, point: str = "", passes: int = 0) -> None:
        named = {
            "database_url": settings.database_url, "broker_url": settings.broker_url, "heal_interval_ms": 100,
            "broker_stream": settings.broker_stream, "secrets_directory": str(settings.secrets),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), json.dumps({"settings": named, "first": first})],
            env={
                **os.environ,
                "PYTHONPATH": str(REPOSITORY),
                "ANTOAN_FAULT_POINT": point,
                "ANTOAN_FAULT_AFTER": str(passes),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    async def ended(self) -> int:
        """Its return code. Raises TimeoutError when it lives longer than a life."""
        async with asyncio.timeout(life_seconds_max):
            while (code := self.process.poll()) is None:
                await asyncio.sleep(0.02)
        return code

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


async def _lives(settings: Settings, chance: random.Random) -> list[tuple[str, int]]:
    """Runs the host once per fault point, in random order; returns what ended each life."""
    ends = []
    for number, point in enumerate(chance.sample(POINTS, len(POINTS))):
        life = Life(settings, first=max(0, number * commands_a_life - 10), point=point, passes=chance.randint(0, 4))
        try:
            ends.append((point, await life.ended()))
        finally:
            life.kill()
    return ends


async def _until_all_read(pool: Any, log: PostgresLog) -> None:
    async def read() -> bool:
        rows = await pool.fetch("SELECT reader, position FROM models.reader")
        head = await log.head()
        return {row["reader"] for row in rows if row["position"] == head} == READERS

    await until(read, "every reader at the head of the log")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_views_equal_the_fold_and_effects_happen_once(
    settings: Settings, open_pool: Callable[..., Any], seed: int
) -> None:
    chance = random.Random(seed)
    pool = await open_pool("models", 8)
    log = PostgresLog(pool, SystemClock())
    naive, disturbed = Naive(PROJECTIONS), Counter[str]()
    around = [
        asyncio.create_task(write(log, random.Random(f"{seed}/a"))),
        asyncio.create_task(write(log, random.Random(f"{seed}/b"))),
        asyncio.create_task(disturb(settings, log, random.Random(f"{seed}/c"), disturbed)),
        asyncio.create_task(follow(settings, naive, random.Random(f"{seed}/d"))),
    ]
    ends = await _lives(settings, chance)
    assert dict(ends) == dict.fromkeys(POINTS, -signal.SIGKILL), "a life did not end where it should have"
    survivor = Life(settings, first=-1)
    try:
        await asyncio.sleep(1)
        assert not any(task.done() for task in around), "somebody around gave up early"
        await end(around)
        await _until_all_read(pool, log)
    finally:
        survivor.kill()

    assert all(disturbed[kind] > 0 for kind in ("wiped", "taken out", "brought")), disturbed
    for projection in PROJECTIONS:
        assert await holds(LiveView("models", projection, pool, CATALOGUE), pool) == await should_hold(projection, log)
    facts = await facts_of(log)
    assert len({recorded.event_id for recorded in facts}) == len(facts), "a command had two effects"
    closed = Counter(recorded.fact.model_id for recorded in facts if recorded.type == "models.model_closed")
    reviews = Counter(recorded.fact.model_id for recorded in facts if recorded.type == "models.model_reviewed")
    assert len(closed) > 0
    assert reviews == closed, "a consequence was lost or happened twice"
    assert await pool.fetchval("SELECT count(*) FROM models.parked") == 0
    lost = [rows != projection.fold(facts) for projection, rows in zip(PROJECTIONS, naive.rows, strict=True)]
    assert any(lost), "the consumer without the gap rule came through: the faults are too gentle to prove anything"
