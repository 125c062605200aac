"""Whoever is killed, no server outlives its supervisor and the data directory starts again."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from chronicle.embedded import orphans
from chronicle.embedded.servers import EmbeddedServers
from tests.chronicle.embedded.supervised import Supervisor, gone_within, processes_on

GONE_SECONDS_MAX = 5.0


async def write(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "DROP TABLE IF EXISTS kept; CREATE TABLE kept (name text); INSERT INTO kept VALUES ('An Khê')"
    )
    await connection.close()


async def read_after_start(data_directory: Path) -> str | None:
    async with EmbeddedServers(data_directory) as addresses:
        connection = await asyncpg.connect(addresses.database_url)
        kept: str | None = await connection.fetchval("SELECT name FROM kept")
        await connection.close()
    return kept


@pytest.mark.asyncio
async def test_killed_supervisor_leaves_no_server(supervise: Callable[[], Supervisor]) -> None:
    supervisor = supervise()
    await write(supervisor.addresses.database_url)
    supervisor.kill()
    assert gone_within(supervisor.data_directory, GONE_SECONDS_MAX)
    assert not (supervisor.data_directory / "sockets").exists()
    assert await read_after_start(supervisor.data_directory) == "An Khê"


@pytest.mark.asyncio
async def test_restart_right_after_the_kill_needs_no_patience(supervise: Callable[[], Supervisor]) -> None:
    supervisor = supervise()
    await write(supervisor.addresses.database_url)
    supervisor.kill()
    assert await read_after_start(supervisor.data_directory) == "An Khê"


@pytest.mark.asyncio
async def test_killed_guardians_take_their_servers_along(
    data_directory: Path, supervise: Callable[[], Supervisor]
) -> None:
    supervisor = supervise()
    await write(supervisor.addresses.database_url)
    for server in ("postgresql", "valkey"):
        os.kill(supervisor.pid_of(server, "guardian"), signal.SIGKILL)
    supervisor.kill()
    assert gone_within(data_directory, GONE_SECONDS_MAX)
    assert await read_after_start(data_directory) == "An Khê"


@pytest.mark.asyncio
async def test_killed_server_is_noticed_and_leaves_no_children(data_directory: Path) -> None:
    servers = EmbeddedServers(data_directory)
    async with servers:
        assert servers.ended_early() is None
        os.kill(int((data_directory / "postgresql" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        until = time.monotonic() + GONE_SECONDS_MAX
        while servers.ended_early() is None and time.monotonic() < until:
            time.sleep(0.01)
        assert servers.ended_early() == "PostgreSQL"
    assert processes_on(data_directory) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("record_lost", [False, True])
async def test_orphans_are_stopped_before_start(
    supervise: Callable[[], Supervisor], monkeypatch: pytest.MonkeyPatch, record_lost: bool
) -> None:
    monkeypatch.setattr(orphans, "OWN_END_SECONDS_MAX", 0.1)
    supervisor = supervise()
    await write(supervisor.addresses.database_url)
    guardians = [supervisor.pid_of(server, "guardian") for server in ("postgresql", "valkey")]
    for guardian in guardians:
        os.kill(guardian, signal.SIGSTOP)  # a guardian that cannot do its work
    supervisor.kill()
    orphan = supervisor.pid_of("postgresql", "server")
    if record_lost:
        (supervisor.data_directory / "postgresql.process").unlink()
    os.kill(orphan, 0)
    assert await read_after_start(supervisor.data_directory) == "An Khê"
    if record_lost:
        os.kill(guardians[0], signal.SIGKILL)
    assert gone_within(supervisor.data_directory, GONE_SECONDS_MAX)


def test_interrupt_from_the_terminal_is_the_supervisors_alone(supervise: Callable[[], Supervisor]) -> None:
    supervisor = supervise()
    os.killpg(supervisor.process.pid, signal.SIGINT)
    output, _ = supervisor.process.communicate(timeout=10)
    assert supervisor.process.returncode == 130
    assert "the database outlived the signal" in output
    assert processes_on(supervisor.data_directory) == []
    assert "database system is shut down" in (supervisor.data_directory / "logs" / "postgresql.log").read_text()
