"""Settings get their servers: embedded ones, or those another process has running on the same data directory."""

import asyncio
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from chronicle.embedded.lock import DirectoryLock
from chronicle.embedded.servers import Addresses, DataDirectoryBusy
from chronicle.settings import Settings
from deploy import embedded
from deploy.embedded import with_servers
from tests.deploy.conftest import answered, must_be_one_line
from tests.system.deployment import REPOSITORY


def on(data: Path) -> Settings:
    return Settings(data_directory=data, database_url=None, broker_url=None)


def without_servers_named(data: Path) -> dict[str, str]:
    unnamed = {"ANTOAN_DATABASE_URL": "", "ANTOAN_BROKER_URL": ""}
    return {"PATH": os.environ["PATH"], "ANTOAN_DATA_DIRECTORY": str(data), **unnamed}


async def test_a_second_process_joins_the_servers_that_run_and_the_first_keeps_them(data: Path) -> None:
    record = data / "addresses.json"
    async with with_servers(on(data)) as named:
        assert stat.S_IMODE(record.stat().st_mode) == 0o600, "the owner's passwords are in it"
        must_be_one_line(await answered("status", **without_servers_named(data)), "holds no log yet")
        rebuilt = await _second_process(data, "rebuild", "--all", "--json")
        assert rebuilt.returncode == 0, rebuilt.stderr
        must_be_one_line(await answered("up", **without_servers_named(data)), "is in use by")
        connection = await asyncpg.connect(named.database_url)
        head = await connection.fetchval("SELECT position FROM chronicle.head")
        assert head == await connection.fetchval("SELECT count(*) FROM chronicle.rebuild"), "receipts and nothing else"
        await connection.close()
        await _must_let_errors_through(data)
    assert not record.exists()
    started_for_it = await answered("status", "--json", **without_servers_named(data))
    assert json.loads(started_for_it.stdout.splitlines()[0])["head"] == head


async def _second_process(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "deploy", *arguments], cwd=REPOSITORY, timeout=60, check=False,
        env=without_servers_named(data), capture_output=True, text=True,
    )  # fmt: skip


async def _must_let_errors_through(data: Path) -> None:
    """What the block raises comes out as it is, even where it is what joining itself looks for."""
    error = DataDirectoryBusy(data, "raised inside the block")
    with pytest.raises(DataDirectoryBusy) as caught:
        async with with_servers(on(data), join=True):
            raise error
    assert caught.value is error


async def test_an_error_inside_the_block_stops_the_servers_and_comes_out_as_it_is(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "EmbeddedServers", _Pretended)
    error = DataDirectoryBusy(data, "raised inside the block")
    data.mkdir()
    for join in (False, True):
        with pytest.raises(DataDirectoryBusy) as caught:
            async with with_servers(on(data), join=join):
                assert (data / "addresses.json").exists()
                raise error
        assert caught.value is error
        assert _Pretended.running is False
        assert not (data / "addresses.json").exists()


class _Pretended:
    """Servers that cost nothing to start."""

    running = False

    def __init__(self, data_directory: Path) -> None: ...

    async def __aenter__(self) -> Addresses:
        type(self).running = True
        return Addresses("postgresql:///x", "unix:///x")

    async def __aexit__(self, *_: object) -> None:
        type(self).running = False


async def test_joining_waits_for_servers_that_are_starting_and_not_for_ever(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.mkdir()
    lock = DirectoryLock(data)
    lock.acquire()
    try:
        joined = asyncio.create_task(_addresses_joined(data))
        await asyncio.sleep(0.3)
        assert not joined.done()
        embedded._write(data / "addresses.json", Addresses("postgresql:///started", "unix:///started"))
        assert await joined == ("postgresql:///started", "unix:///started")
        (data / "addresses.json").unlink()
        monkeypatch.setattr(embedded, "join_wait_seconds_max", 0.2)
        with pytest.raises(DataDirectoryBusy):
            await _addresses_joined(data)
    finally:
        lock.release()


async def _addresses_joined(data: Path) -> tuple[str | None, str | None]:
    async with with_servers(on(data), join=True) as named:
        return named.database_url, named.broker_url


async def test_named_servers_are_taken_as_they_are(data: Path) -> None:
    settings = Settings(data_directory=data, database_url="postgresql://x", broker_url="redis://x")
    async with with_servers(settings) as named:
        assert named is settings
    assert not data.exists()
