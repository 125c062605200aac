"""The decade is the same for the same seed, and the log it leaves goes on as one that was appended."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bench.decade.filling import fill
from bench.decade.life import history
from bench.verify import SIGNER
from chronicle.command import Command
from chronicle.host import Host
from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.leaf import leaf_text
from chronicle.log import Entry
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from services.audit.ledger.sealing import seal_log
from services.audit.ledger.verifying import verify
from services.registration.households import ReportHouseholds
from tests.chronicle.sample_component import context

few, more = 4_000, 12_000
PRINTED = "from tests.bench.test_decade import digest; print(digest(1))"
LAST_COUNT = """
    SELECT stream, max(version) AS version FROM chronicle.event WHERE type = 'registration.households_reported'
     GROUP BY stream ORDER BY max(position) DESC LIMIT 1"""
MISFITS = """
    SELECT count(*) FROM chronicle.command c WHERE (
        SELECT count(*) FROM chronicle.event e WHERE e.position BETWEEN c.first_position AND c.last_position
           AND e.stream = c.stream AND e.command_id = c.command_id
           AND e.version = c.version - c.last_position + e.position) <> c.last_position - c.first_position + 1"""


def digest(seed: int) -> str:
    """SHA-256 of all leaves, one after the other."""
    found = sha256()
    for told, _ in history(few, seed):
        for row in told:
            found.update(leaf_text(Entry(*row)).encode())
    return found.hexdigest()


@pytest.mark.fast
def test_the_same_seed_gives_the_same_decade_whatever_the_hash_seed() -> None:
    told = {_elsewhere("1"), _elsewhere("2"), digest(1)}
    assert len(told) == 1
    assert digest(2) not in told


def _elsewhere(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", PRINTED], env=environment, cwd=Path(__file__).parents[2], check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.fast
def test_a_shorter_decade_is_the_beginning_and_no_command_is_cut_in_two() -> None:
    [(told, commands)] = history(few, 1)
    assert [row[0] for row in told] == list(range(1, commands[-1][3] + 1))
    assert few - 100 < len(told) <= few


async def test_the_log_it_leaves_is_as_appending_would_have_left_it(settings: Settings) -> None:
    owner = await asyncpg.connect(settings.owner_url)
    try:
        head = await fill(owner, more, 1)
        assert await owner.fetchval(MISFITS) == 0
        assert await owner.fetchval("SELECT sum(last_position - first_position + 1) FROM chronicle.command") == head
        await seal_log(owner, lambda size, root: signed(Checkpoint("antoan", size, root), [SIGNER]))
        verdict = await verify(owner, keys=[str(SIGNER.key)])
        assert verdict.holds and verdict.facts == head
        stream, version = await owner.fetchrow(LAST_COUNT)
    finally:
        await owner.close()
    async with Host(COMPONENTS, settings, readers_run=False) as host:
        registration = host.services["registration"]
        entries = (await registration.log.read_streams([(stream, 0)]))[stream]
        assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
        counted = entries[version - 1]
        result = await registration.handle(*_one_more(counted))
        assert (result.version, result.last_position) == (len(entries) + 1, head + 1)


def _one_more(counted: Entry) -> tuple[Command, Any]:
    """Another count for the day of an area's last one."""
    campaign_id, _, unit_id = counted.stream.partition(":")[2].partition("/")
    command = ReportHouseholds(
        occurred_on=counted.occurred_on, campaign_id=campaign_id, unit_id=unit_id, total=90_000, registered=0
    )
    return command, context()
