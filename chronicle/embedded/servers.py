"""The embedded pair: PostgreSQL and Valkey under one data directory, started together and stopped in order."""

import asyncio
import os
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from chronicle.embedded.binaries import Binaries, copy_binaries, locate_binaries
from chronicle.embedded.credentials import AS_OTHER_USER, Credentials
from chronicle.embedded.failures import DataDirectoryBusy, EmbeddedServerFailed
from chronicle.embedded.lock import DirectoryLock
from chronicle.embedded.orphans import end_unrecorded_postmaster, take_over
from chronicle.embedded.postgresql import PostgresqlServer
from chronicle.embedded.privileges import can_reach, choose_credentials
from chronicle.embedded.process import GuardedProcess
from chronicle.embedded.sockets import prepare_socket_folder, remove_socket_folder
from chronicle.embedded.valkey import ValkeyServer

__all__ = ["Addresses", "DataDirectoryBusy", "EmbeddedServerFailed", "EmbeddedServers"]

PASSWORD_BYTES = 24


@dataclass(frozen=True)
class Addresses:
    """Where the servers answer, with the owner's passwords: not for logs."""

    database_url: str
    broker_url: str


class EmbeddedServers:
    """`async with EmbeddedServers(folder) as addresses:` runs both servers for the length of the block.

    Raises DataDirectoryBusy when another live process has the folder, EmbeddedServerFailed when a server does not
    start. `durable` False gives up flushing to disk. `user_namespaces` False makes root use another user at once.
    """

    def __init__(self, data_directory: Path, durable: bool = True, user_namespaces: bool = True) -> None:
        self._data_directory = data_directory.absolute()
        self._durable = durable
        self._user_namespaces = user_namespaces
        self._lock = DirectoryLock(self._data_directory)
        self._sockets: Path | None = None
        self._postgresql: GuardedProcess | None = None
        self._valkey: GuardedProcess | None = None

    async def __aenter__(self) -> Addresses:
        self._data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._data_directory = self._data_directory.resolve()
        self._lock.acquire()
        try:
            return await self._start()
        except BaseException:
            await self._stop()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    def ended_early(self) -> str | None:
        """The name of a server that has ended although nobody stopped it, or None; for a health check to ask."""
        for name, server in (("PostgreSQL", self._postgresql), ("Valkey", self._valkey)):
            if server is not None and server.exit_code() is not None:
                return name
        return None

    async def _start(self) -> Addresses:
        binaries = locate_binaries()
        credentials = choose_credentials(binaries.postgres, self._user_namespaces)
        binaries = self._make_reachable(binaries, credentials)
        for record in ("postgresql.process", "valkey.process"):
            os.close(await take_over(self._data_directory / record))
        await end_unrecorded_postmaster(self._data_directory / "postgresql")
        sockets = self._sockets = prepare_socket_folder(self._data_directory, credentials)
        postgresql = PostgresqlServer(self._data_directory, binaries, credentials, self._password("owner"))
        valkey = ValkeyServer(self._data_directory, binaries, credentials, self._password("broker"))

        async def start_postgresql() -> None:
            self._postgresql = await postgresql.start(sockets, self._durable)

        async def start_valkey() -> None:
            self._valkey = await valkey.start(sockets, self._durable)

        await _both(start_postgresql(), start_valkey())
        return Addresses(database_url=postgresql.url(sockets), broker_url=valkey.url(sockets))

    def _make_reachable(self, binaries: Binaries, credentials: Credentials) -> Binaries:
        """Make our own folders, and for another user open a way through our data directory only."""
        folder = self._data_directory
        for private in ("logs", "secrets"):
            (folder / private).mkdir(mode=0o700, exist_ok=True)
        if credentials.way != AS_OTHER_USER:
            folder.chmod(0o700)
            return binaries
        if not can_reach(folder, credentials):
            reason = f"người dùng / the servers' user {credentials.user_id} không vào được / cannot reach {folder}; "
            reason += "hãy chọn thư mục dữ liệu khác / choose another data directory, for instance under /var/lib"
            raise EmbeddedServerFailed("PostgreSQL", reason)
        folder.chmod(0o711)
        if all(can_reach(program, credentials) for program in binaries):
            return binaries
        return copy_binaries(binaries, folder / "binaries")

    def _password(self, name: str) -> str:
        """The password kept in `secrets/<name>.password`, made on the first start."""
        path = self._data_directory / "secrets" / f"{name}.password"
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_hex(PASSWORD_BYTES))
            fresh.rename(path)
        return path.read_text()

    async def _stop(self) -> None:
        """Broker first: what it has not delivered is still in the database's outbox."""
        try:
            if self._valkey is not None:
                await self._valkey.stop()
        finally:
            try:
                if self._postgresql is not None:
                    await self._postgresql.stop()
            finally:
                self._valkey = self._postgresql = None
                if self._sockets is not None:
                    remove_socket_folder(self._sockets)
                self._lock.release()


async def _both(*starts: Coroutine[None, None, None]) -> None:
    """Run the starts side by side; the first failure stops the other and is raised by itself."""
    try:
        async with asyncio.TaskGroup() as group:
            for start in starts:
                group.create_task(start)
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
