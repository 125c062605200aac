"""One cluster is made per session and used by all tests in turn; no test may leave a process behind."""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chronicle.embedded.servers import EmbeddedServers
from tests.chronicle.embedded.supervised import Supervisor, gone_within, processes_on


@pytest.fixture(scope="session")
def made_directory() -> Iterator[Path]:
    """A data directory whose servers have run once; in a place any user may pass through."""
    place = Path(os.path.realpath(os.environ.get("TMPDIR", "/tmp"))) / f"antoan-test-{os.getpid()}"
    place.mkdir(mode=0o755)
    try:
        asyncio.run(_run_once(place / "made"))
        yield place / "made"
    finally:
        shutil.rmtree(place)


@pytest.fixture
def data_directory(made_directory: Path) -> Iterator[Path]:
    """The data directory that all tests use in turn, so that they start fast; none may leave a process on it."""
    yield made_directory
    end_and_complain(made_directory)


@pytest.fixture
def spoilt_directory(made_directory: Path) -> Iterator[Path]:
    """A copy that a test may spoil."""
    copy = made_directory.with_name("copy")
    shutil.copytree(made_directory, copy, symlinks=True)
    yield copy
    end_and_complain(copy)
    shutil.rmtree(copy)


@pytest.fixture
def supervise(data_directory: Path) -> Iterator[Callable[[], Supervisor]]:
    """Start supervisors on the test's directory; whatever happens they do not outlive the test."""
    started: list[Supervisor] = []

    def start() -> Supervisor:
        started.append(Supervisor(data_directory))
        return started[-1]

    yield start
    for supervisor in started:
        supervisor.process.kill()
        supervisor.process.communicate()
    gone_within(data_directory, 5)


def end_and_complain(data_directory: Path) -> None:
    left = processes_on(data_directory)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert not left, "the test has left processes behind"


async def _run_once(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory):
        pass
