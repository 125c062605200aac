"""How a process begins: it waits for a PostgreSQL that starts, says what is wrong, and hears that it should end."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest

from chronicle.host import RELAY, Host
from chronicle.secrets import role_of, secret
from chronicle.settings import Settings
from deploy.healthcheck import ready
from services.models.component import COMPONENT as MODELS
from tests.deploy.conftest import variables
from tests.system.deployment import REPOSITORY
from tests.system.program import Program, free_ports

MODULE = [sys.executable, "-m", "services.models"]


async def test_a_service_waits_for_a_postgresql_that_is_still_starting(settings: Settings) -> None:
    port = next(free_ports())
    late = settings.model_copy(update={"database_url": at(str(settings.database_url), port)})
    opening = asyncio.create_task(_head(late))
    await asyncio.sleep(0.8)
    assert not opening.done()
    async with forwarded(str(settings.database_url), port):
        assert await asyncio.wait_for(opening, 10) == 0


async def _head(settings: Settings) -> int:
    async with Host((MODELS,), settings) as host:
        return await host.services["models"].log.head()


def at(url: str, port: int) -> str:
    """The same database, behind a port of this machine."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port}", query=""))


@asynccontextmanager
async def forwarded(url: str, port: int) -> AsyncIterator[None]:
    """Carries what comes to the port to the server of the address, be it on a socket's path or a host."""
    parts = urlsplit(url)
    [folder] = parse_qs(parts.query).get("host", [""])

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while read := await reader.read(65_536):
                writer.write(read)
        finally:
            writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if folder:
            there = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{parts.port or 5432}")
        else:
            there = await asyncio.open_connection(parts.hostname, parts.port or 5432)
        await asyncio.gather(carry(reader, there[1]), carry(there[0], writer), return_exceptions=True)

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()


def test_what_is_wrong_is_one_line_and_status_1(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "ANTOAN_DATA_DIRECTORY": str(tmp_path)}
    ended = subprocess.run(
        MODULE, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith("antoan: set ANTOAN_DATABASE_URL")


async def test_told_to_end_while_it_waits_it_ends_well(settings: Settings, tmp_path: Path) -> None:
    waiting = {
        **variables(settings),
        "ANTOAN_DATABASE_URL": "postgresql://antoan@127.0.0.1:1/antoan",
        "ANTOAN_DATABASE_WAIT_SECONDS_MAX": "60",
    }
    program = Program("models", MODULE, waiting, tmp_path / "log")
    await program.start()
    try:
        async with asyncio.timeout(30):
            while "database_awaited" not in program.said():
                await asyncio.sleep(0.05)
        program.signal(signal.SIGTERM)
        assert await program.ended(5) == 0
        assert "Traceback" not in program.said()
    finally:
        await program.killed()


async def test_a_relay_that_cannot_carry_is_not_ready(settings: Settings) -> None:
    nobody = settings.model_copy(update={"broker_url": f"redis://127.0.0.1:{next(free_ports())}/0"})
    async with Host((RELAY,), nobody) as host, asyncio.timeout(20):
        while not (await host.ready())["calendar"]:
            await asyncio.sleep(0.05)
    async with Host((RELAY,), settings) as host, asyncio.timeout(20):
        assert host.relay is not None
        while not host.relay.active or host.relay.position < await host.services["calendar"].log.head():
            await asyncio.sleep(0.05)
        assert (await host.ready())["calendar"] == {}


async def test_the_health_check_asks_its_own_port_whatever_proxy_there_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert secret(settings.secrets, role_of("models"))
    port = next(free_ports())
    assert not await asyncio.to_thread(ready, str(port))
    async with Host((MODELS,), settings.model_copy(update={"port": port})) as host:
        serving = asyncio.create_task(host.serve())
        async with asyncio.timeout(20):
            while not await asyncio.to_thread(ready, str(port)):
                await asyncio.sleep(0.05)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
