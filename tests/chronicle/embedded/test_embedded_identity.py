"""A reused pid is never taken for a server, and never signalled."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from chronicle.embedded import orphans
from chronicle.embedded.identity import identify, runs_in
from chronicle.embedded.lock import open_record, try_lock
from chronicle.embedded.orphans import take_over
from chronicle.embedded.servers import EmbeddedServers

HOLD_LOCK = "import fcntl, sys, time; fcntl.flock(0, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def test_identity_is_more_than_the_pid(stranger: "subprocess.Popen[bytes]") -> None:
    identity = identify(stranger.pid)
    assert identity is not None and identity.lives()
    earlier = identity._replace(start_ticks=identity.start_ticks - 1)
    earlier.send(signal.SIGKILL)
    identity._replace(boot_id="another boot").send(signal.SIGKILL)
    with pytest.raises(subprocess.TimeoutExpired):
        stranger.wait(0.2)
    identity.send(signal.SIGKILL)
    assert stranger.wait(5) == -signal.SIGKILL
    assert not identity.lives()


@pytest.mark.asyncio
async def test_recycled_pid_in_postmaster_pid_is_forgotten(
    data_directory: Path, stranger: "subprocess.Popen[bytes]"
) -> None:
    pid_file = data_directory / "postgresql" / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{data_directory / 'postgresql'}\n1700000000\n5432\n\n\n0 0\nready\n")
    async with EmbeddedServers(data_directory) as addresses:
        await (await asyncpg.connect(addresses.database_url)).close()
    assert stranger.poll() is None


@pytest.mark.asyncio
async def test_recycled_pid_in_our_record_is_left_alone(
    tmp_path: Path, stranger: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orphans, "SIGNAL_SECONDS_MAX", 0.3)
    record = tmp_path / "server.process"
    identity = identify(stranger.pid)
    assert identity is not None
    record.write_text(f'{{"server": [{stranger.pid}, {identity.start_ticks - 1}, "{identity.boot_id}"]}}')
    with open(record, "r+b") as file:
        holder = subprocess.Popen([sys.executable, "-c", HOLD_LOCK], stdin=file, stdout=subprocess.PIPE)
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    os.close(await take_over(record))
    assert holder.wait(5) == -signal.SIGKILL  # it held the record, so it was what was left of that server
    assert stranger.poll() is None
    holder.stdout.close()


def test_free_record_needs_no_process_to_end(tmp_path: Path) -> None:
    first, second = open_record(tmp_path / "record"), open_record(tmp_path / "record")
    assert try_lock(first) and not try_lock(second)
    os.close(first)
    assert try_lock(second)
    os.close(second)


@pytest.mark.asyncio
async def test_server_on_another_cluster_is_not_ours(data_directory: Path, tmp_path: Path) -> None:
    async with EmbeddedServers(data_directory):
        cluster = data_directory / "postgresql"
        pid = int((cluster / "postmaster.pid").read_text().split()[0])
        assert runs_in(pid, "postgres", str(cluster))
        assert not runs_in(pid, "postgres", str(tmp_path))
        assert not runs_in(pid, "valkey-server", str(cluster))
