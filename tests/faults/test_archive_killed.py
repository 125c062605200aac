"""Killed anywhere while a range moves, it is archived or it is not: never both, never neither, and doing it again ends it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chronicle.archive.archive import Archive
from chronicle.archive.moving import archived
from chronicle.clock import SystemClock
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from chronicle.settings import Settings
from tests.chronicle.archiving import cut_small, move_full
from tests.chronicle.conftest import log, open_pool, owner, pool
from tests.chronicle.sample_component import reviewed
from tests.chronicle.telling import item

__all__ = ["log", "open_pool", "owner", "pool"]

pytestmark = pytest.mark.faults

PROGRAM = Path(__file__).with_name("archive_program.py")
OUT = ("before_rename", "before_read_back", "before_move", "before_commit", "after_commit")
MOMENTS = [(f"archive.{point}", passes, False) for point in OUT for passes in (0, 1)]
MOMENTS += [("archive.before_restored", passes, True) for passes in (0, 1)]
FACTS, SIZE = 24, 8


async def lived(settings: Settings, folder: Path, point: str, passes: int, back: bool) -> int:
    """The return code of one life of the program."""
    told = json.dumps({"database_url": settings.database_url, "folder": str(folder), "back": back})
    environment = {
        **os.environ, "PYTHONPATH": str(PROGRAM.parents[2]), "ANTOAN_FAULT_POINT": point, "ANTOAN_FAULT_AFTER": str(passes),
    }  # fmt: skip
    run = await asyncio.to_thread(
        subprocess.run, [sys.executable, str(PROGRAM), told], env=environment, capture_output=True, timeout=30
    )
    return run.returncode


@pytest.mark.parametrize(("point", "passes", "back"), MOMENTS)
async def test_a_range_is_here_or_there(
    settings: Settings, owner: Any, log: PostgresLog, pool: Any, tmp_path: Path, point: str, passes: int, back: bool
) -> None:
    folder = tmp_path / "archive"
    entries = await _filled(owner, log)
    if back:
        await move_full(owner, folder)
    assert await lived(settings, folder, point, passes, back) == -signal.SIGKILL, "it did not come to this point"
    through = PostgresLog(pool, SystemClock(), Archive(folder))
    assert await through.read(0, 100) == entries
    away = {one.first_position for one in await archived(owner) if one.restored_at is None}
    here = {row[0] for row in await owner.fetch("SELECT position FROM chronicle.event")}
    assert {first for first in (1, 9, 17) if first not in here} == away
    assert len(here) + SIZE * len(away) == FACTS
    assert 0 < len(away) < 3 or passes == 0 or point == "archive.before_restored"
    assert await lived(settings, folder, "", 0, back) == 0, "the control: nobody kills it"
    assert len([one for one in await archived(owner) if one.restored_at is None]) == (0 if back else 3)
    assert await through.read(0, 100) == entries
    assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []


async def test_a_program_that_drops_before_it_has_written_loses_facts_in_the_same_harness(
    owner: Any, log: PostgresLog, pool: Any, tmp_path: Path
) -> None:
    entries = await _filled(owner, log)
    await owner.execute("DROP TABLE chronicle.event_from_9")
    assert await PostgresLog(pool, SystemClock(), Archive(tmp_path)).read(0, 100) != entries


async def _filled(owner: Any, log: PostgresLog) -> list[Entry]:
    await cut_small(owner, SIZE, SIZE, SIZE, 100)
    for number in range(FACTS):
        await log.append([item(f"models.model:{number % 5}", reviewed("a"))])
    return await log.read(0, 100)
