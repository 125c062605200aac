"""Starting gives two working servers; stopping leaves their data and nothing else."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis
from faststream.redis import RedisBroker, StreamSub

from chronicle.embedded.lock import DirectoryLock
from chronicle.embedded.postgresql import PostgresqlServer
from chronicle.embedded.servers import DataDirectoryBusy, EmbeddedServerFailed, EmbeddedServers
from chronicle.embedded.valkey import ValkeyServer
from tests.chronicle.embedded.supervised import processes_on

COUNTED = """
import asyncio, json, os, sys, threading
from pathlib import Path
from chronicle.embedded.servers import EmbeddedServers

def held():
    return len(os.listdir("/proc/self/fd")), threading.active_count()

async def counted():
    counts = [held()]
    async with EmbeddedServers(Path(sys.argv[1])):
        counts.append(held())
    return [*counts, held()]

print(json.dumps(asyncio.run(counted())))
"""


@pytest.mark.asyncio
async def test_start_and_stop_leave_nothing(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory):
        assert len(processes_on(data_directory)) >= 4  # two guardians, two servers
    assert processes_on(data_directory) == []
    assert not (data_directory / "sockets").exists()
    lock = DirectoryLock(data_directory)
    lock.acquire()
    lock.release()


def test_start_and_stop_leave_neither_descriptors_nor_threads(data_directory: Path) -> None:
    """Counted in a process of its own, where nobody else opens anything meanwhile."""
    told = subprocess.run([sys.executable, "-c", COUNTED, str(data_directory)], capture_output=True, text=True)
    before, meanwhile, after = json.loads(told.stdout or told.stderr)
    assert meanwhile[0] > before[0] and meanwhile[1] == before[1]
    assert after == before


@pytest.mark.asyncio
async def test_data_of_both_servers_survive_a_restart(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory) as addresses:
        connection = await asyncpg.connect(addresses.database_url)
        await connection.execute(
            "DROP TABLE IF EXISTS kept; CREATE TABLE kept (name text); INSERT INTO kept VALUES ('An Khê')"
        )
        await connection.close()
        async with redis.Redis.from_url(addresses.broker_url) as broker:
            await broker.delete("kept")
            await broker.xadd("kept", {"name": "An Khê"})
    async with EmbeddedServers(data_directory) as addresses:
        connection = await asyncpg.connect(addresses.database_url)
        assert await connection.fetchval("SELECT name FROM kept") == "An Khê"
        await connection.close()
        async with redis.Redis.from_url(addresses.broker_url) as broker:
            assert await broker.xlen("kept") == 1


@pytest.mark.asyncio
async def test_broker_url_serves_faststream(data_directory: Path) -> None:
    received: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    async with EmbeddedServers(data_directory) as addresses:
        broker = RedisBroker(addresses.broker_url)

        @broker.subscriber(stream=StreamSub("facts", group="readers", consumer="one"))
        async def receive(message: str) -> None:
            received.set_result(message)

        async with broker:
            await broker.start()
            await broker.publish("chào", stream="facts")
            assert await asyncio.wait_for(received, 5) == "chào"


@pytest.mark.asyncio
async def test_database_is_durable_and_utc_with_checksums(data_directory: Path) -> None:
    wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on"}
    wanted |= {"TimeZone": "UTC", "jit": "off", "max_connections": "300", "server_encoding": "UTF8"}
    async with EmbeddedServers(data_directory) as addresses:
        connection = await asyncpg.connect(addresses.database_url)
        assert {name: await connection.fetchval(f"SHOW {name}") for name in wanted} == wanted
        await connection.close()
        async with redis.Redis.from_url(addresses.broker_url) as broker:
            assert await broker.config_get("append*") | {"appendonly": "yes", "appendfsync": "everysec"} == (
                await broker.config_get("append*")
            )


@pytest.mark.asyncio
async def test_second_supervisor_is_told_who_is_there(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory) as addresses:
        with pytest.raises(DataDirectoryBusy) as refusal:
            async with EmbeddedServers(data_directory):
                pass
        for part in (str(data_directory), str(os.getpid()), "Hãy dừng", "Stop that process"):
            assert part in str(refusal.value)
        await (await asyncpg.connect(addresses.database_url)).close()


@pytest.mark.asyncio
async def test_deep_folder_with_a_vietnamese_name_gets_short_sockets(spoilt_directory: Path) -> None:
    place = spoilt_directory / "Dữ liệu, của tôi" / ("sâu" * 20)
    place.mkdir(parents=True)
    for part in ("postgresql", "secrets"):
        (spoilt_directory / part).rename(place / part)
    servers = EmbeddedServers(place)
    async with servers as addresses:
        sockets = Path(addresses.broker_url.removeprefix("unix://").partition("?")[0]).parent
        assert not sockets.is_relative_to(place)
        assert sockets.stat().st_mode & 0o777 == 0o700
        await (await asyncpg.connect(addresses.database_url)).close()
        async with redis.Redis.from_url(addresses.broker_url) as broker:
            assert await broker.ping()
    assert not sockets.exists()


@pytest.mark.asyncio
async def test_failed_start_shows_the_log_and_leaves_nothing(spoilt_directory: Path) -> None:
    with open(spoilt_directory / "postgresql" / "postgresql.conf", "a", encoding="utf-8") as settings:
        settings.write("no_such_setting = on\n")
    with pytest.raises(EmbeddedServerFailed, match="no_such_setting"):
        async with EmbeddedServers(spoilt_directory):
            pass
    assert processes_on(spoilt_directory) == []
    assert not (spoilt_directory / "sockets").exists()


@pytest.mark.asyncio
async def test_failure_of_one_server_stops_the_other(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database_runs = asyncio.Event()

    async def never_finish(*arguments: object) -> None:
        database_runs.set()
        await asyncio.sleep(60)

    async def fail_beside_it(*arguments: object) -> None:
        await database_runs.wait()
        raise EmbeddedServerFailed("Valkey", "on purpose")

    monkeypatch.setattr(PostgresqlServer, "_create_database", never_finish)
    monkeypatch.setattr(ValkeyServer, "_until_ready", fail_beside_it)
    with pytest.raises(EmbeddedServerFailed, match="on purpose"):
        async with EmbeddedServers(data_directory):
            pass
    assert processes_on(data_directory) == []


@pytest.mark.asyncio
async def test_half_made_cluster_is_made_again(spoilt_directory: Path) -> None:
    (spoilt_directory / "postgresql").rename(spoilt_directory / "postgresql.new")
    (spoilt_directory / "postgresql.new" / "PG_VERSION").unlink()
    async with EmbeddedServers(spoilt_directory) as addresses:
        await (await asyncpg.connect(addresses.database_url)).close()
    assert not (spoilt_directory / "postgresql.new.password").exists()
