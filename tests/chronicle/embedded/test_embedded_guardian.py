"""The guardian asks firmly in the end, cleans up after a rude server, and bounds its log."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chronicle.embedded import process
from chronicle.embedded.bounded_log import BoundedLog, log_tail
from chronicle.embedded.credentials import AS_OURSELVES, Credentials
from chronicle.embedded.identity import identify
from chronicle.embedded.process import GuardedProcess, ServerProgram
from tests.chronicle.embedded.supervised import REPOSITORY

FORKING_SUPERVISOR = """
import asyncio, os, time
from pathlib import Path
from tests.chronicle.embedded.test_embedded_guardian import OURSELVES, program, said
from chronicle.embedded.process import GuardedProcess

async def main():
    folder = Path({folder!r})
    server = await GuardedProcess.start(program(folder, "echo up; exec sleep 60"), OURSELVES)
    await said(folder, "up")
    forked = os.fork()
    if forked:
        print(server.identity().pid, forked, flush=True)
    time.sleep(30)

asyncio.run(main())
"""
OURSELVES = Credentials(AS_OURSELVES, 0, 0)


def program(folder: Path, script: str) -> ServerProgram:
    stop_signals: list[int] = [signal.SIGTERM, signal.SIGKILL]
    command = ["/bin/sh", "-c", script]
    return ServerProgram("shell", command, folder / "record", folder / "log", stop_signals, signal.SIGTERM, [])


async def said(folder: Path, word: str) -> None:
    async with asyncio.timeout(5):
        while word not in log_tail(str(folder / "log")):
            await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_deaf_server_is_killed_after_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "STEP_SECONDS_MAX", 0.3)
    server = await GuardedProcess.start(
        program(tmp_path, "trap '' TERM; echo deaf; while :; do sleep 60; done"), OURSELVES
    )
    await said(tmp_path, "deaf")
    begun = time.monotonic()
    await server.stop()
    assert 0.3 <= time.monotonic() - begun < 0.9
    assert server.exit_code() == 128 + signal.SIGKILL


@pytest.mark.asyncio
async def test_children_of_a_dead_server_are_ended(tmp_path: Path) -> None:
    script = "setsid sh -c 'echo $$ > child; exec sleep 60' & while [ ! -s child ]; do sleep 0.01; done; exit 3"
    server = await GuardedProcess.start(program(tmp_path, f"cd '{tmp_path}'; {script}"), OURSELVES)
    assert await server.ended(5) == 3
    assert not Path(f"/proc/{(tmp_path / 'child').read_text().strip()}").exists()


@pytest.mark.asyncio
async def test_program_that_cannot_be_run_says_so(tmp_path: Path) -> None:
    missing = program(tmp_path, "")._replace(command=[str(tmp_path / "missing")])
    server = await GuardedProcess.start(missing, OURSELVES)
    assert await server.ended(5) == 127
    assert "No such file" in str(server.fail("x"))


def test_forked_child_that_keeps_the_lifeline_open_saves_no_server(tmp_path: Path) -> None:
    script = FORKING_SUPERVISOR.format(folder=str(tmp_path))
    supervisor = subprocess.Popen([sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    server, forked = (int(pid) for pid in supervisor.stdout.readline().split())
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    until = time.monotonic() + 4
    while identify(server) is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert identify(server) is None
    os.kill(forked, signal.SIGKILL)


def test_log_keeps_two_files_of_its_size(tmp_path: Path) -> None:
    log = BoundedLog(str(tmp_path / "log"), bytes_max=100)
    for number in range(100):
        log.write(b"line %03d\n" % number)
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.1"]
    assert all(path.stat().st_size < 110 for path in tmp_path.iterdir())
    assert log_tail(str(tmp_path / "log")).endswith("line 099")
