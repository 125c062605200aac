"""Killed in the middle of a batch: nothing of it is there, or all of it; sent again it is there once."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from chronicle.settings import Settings
from tests.faults.batch_program import models

pytestmark = pytest.mark.faults

PROGRAM = Path(__file__).with_name("batch_program.py")
REPOSITORY = PROGRAM.parents[2]


def run(settings: Settings, batch: str, point: str = "") -> int:
    named = {"database_url": settings.database_url, "secrets_directory": str(settings.secrets)}
    given = {"settings": json.dumps(named), "batch": batch}
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "ANTOAN_FAULT_POINT": point}
    return subprocess.run([sys.executable, str(PROGRAM), json.dumps(given)], env=environment, timeout=60).returncode


@pytest.mark.parametrize(("point", "there"), [("append.before_commit", 0), ("append.after_commit", models + 1)])
async def test_a_batch_is_whole_or_not_at_all(settings: Settings, point: str, there: int) -> None:
    owner = await asyncpg.connect(settings.database_url)
    try:
        batch = str(uuid4())
        assert run(settings, batch, point) == -signal.SIGKILL, "the control: it was killed there"
        assert await owner.fetchval("SELECT position FROM chronicle.head") == there
        assert await owner.fetchval("SELECT count(*) FROM chronicle.event") == there
        assert run(settings, batch) == 0
        assert await owner.fetchval("SELECT count(*) FROM chronicle.event") == models + 1
    finally:
        await owner.close()
