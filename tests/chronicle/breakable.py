"""Servers that a test may kill and restart, and a line to PostgreSQL that can be cut just before an answer comes through."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import asyncpg

from chronicle.embedded.servers import Addresses, EmbeddedServers


class BreakableServers:
    """An embedded pair of a test's own, durable; `restart` stops both in order and starts them on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers = EmbeddedServers(folder)

    async def __aenter__(self) -> "BreakableServers":
        self.addresses: Addresses = await self._servers.__aenter__()
        self._running = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._servers.__aexit__(kind, error, trace)

    async def stop(self) -> None:
        await self._servers.__aexit__(None, None, None)
        self._running = False

    async def start(self) -> None:
        if self._running:
            return
        self._servers = EmbeddedServers(self._folder)
        addresses = await self._servers.__aenter__()
        assert addresses == self.addresses, "the servers came back at another address"
        self._running = True


async def crash_postgresql(pool: Any) -> None:
    """Kills one server process, on which PostgreSQL ends all others without ceremony and recovers from its log."""
    async with pool.acquire() as connection:
        os.kill(await connection.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
        with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await connection.execute("SELECT 1")


class CutLine:
    """Stands between a client and PostgreSQL. Once `cut_before_answer` is set, requests get through and answers do not."""

    def __init__(self, database_url: str, folder: Path) -> None:
        parts = urlsplit(database_url)
        self._query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._target = (parts.hostname, parts.port or int(self._query.get("port", 5432)))
        self._socket = folder / ".s.PGSQL.5432"
        netloc = parts.netloc.rpartition("@")[0] + "@"
        self.url = urlunsplit(parts._replace(netloc=netloc, query=urlencode({"host": str(folder), "port": "5432"})))
        self.cut_before_answer = False

    async def __aenter__(self) -> "CutLine":
        self._server = await asyncio.start_unix_server(self._carry, self._socket)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._target[0] is None:
            return await asyncio.open_unix_connection(Path(self._query["host"]) / f".s.PGSQL.{self._target[1]}")
        return await asyncio.open_connection(*self._target)

    async def _carry(self, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
        server_in, server_out = await self._open()

        async def forth() -> None:
            while sent := await client_in.read(65_536):
                server_out.write(sent)
            server_out.close()

        async def back() -> None:
            while answered := await server_in.read(65_536):
                if self.cut_before_answer:
                    break
                client_out.write(answered)
            client_out.close()

        with contextlib.suppress(OSError):
            await asyncio.gather(forth(), back())
