"""Valkey 9 on our terms: every write in an append-only file, a password, one private socket."""

import asyncio
import signal
import time
from pathlib import Path
from urllib.parse import quote

from chronicle.embedded.binaries import Binaries
from chronicle.embedded.credentials import Credentials
from chronicle.embedded.privileges import give, give_folder
from chronicle.embedded.process import LOOK_AGAIN_SECONDS, GuardedProcess, ServerProgram
from chronicle.embedded.sockets import VALKEY_SOCKET

READY_SECONDS_MAX = 600.0  # the append-only file is read into memory first
ANSWER_SECONDS_MAX = 5.0

# No snapshots: the append-only file holds everything, and a snapshot forks and writes the whole memory again.
SETTINGS = """\
# Written at every start.
port 0
unixsocket "{socket}"
unixsocketperm 700
requirepass {password}
dir "{folder}"
daemonize no
always-show-logo no
logfile ""
appendonly yes
appendfsync {appendfsync}
save ""
maxmemory-policy noeviction
"""


class ValkeyServer:
    """One server whose data lie in `<data directory>/valkey`; `password` holds plain letters and digits."""

    def __init__(self, data_directory: Path, binaries: Binaries, credentials: Credentials, password: str) -> None:
        self._folder = data_directory / "valkey"
        self._record = data_directory / "valkey.process"
        self._log = data_directory / "logs" / "valkey.log"
        self._binaries = binaries
        self._credentials = credentials
        self._password = password

    async def start(self, sockets: Path, durable: bool) -> GuardedProcess:
        """Start the server and wait until it has loaded its data. Raises EmbeddedServerFailed."""
        give_folder(self._folder, self._credentials)
        settings = self._folder / "valkey.conf"
        settings.touch(mode=0o600)
        text = SETTINGS.format(
            socket=sockets / VALKEY_SOCKET,
            password=self._password,
            folder=str(self._folder).replace("\\", "\\\\").replace('"', '\\"'),
            appendfsync="everysec" if durable else "no",
        )
        settings.write_text(text, encoding="utf-8")
        give(settings, self._credentials)
        server = await GuardedProcess.start(self._program(settings, sockets), self._credentials)
        try:
            await self._until_ready(server, sockets)
        except BaseException:
            await server.stop()
            raise
        return server

    def url(self, sockets: Path) -> str:
        """The broker's url, for redis-py and FastStream alike."""
        return f"unix://{quote(str(sockets / VALKEY_SOCKET))}?password={quote(self._password)}"

    def _program(self, settings: Path, sockets: Path) -> ServerProgram:
        return ServerProgram(
            name="Valkey",
            command=[str(self._binaries.valkey), str(settings)],
            record=self._record,
            log=self._log,
            stop_signals=[signal.SIGTERM, signal.SIGKILL],
            death_signal=signal.SIGTERM,
            socket_paths=[sockets / VALKEY_SOCKET],
        )

    async def _until_ready(self, server: GuardedProcess, sockets: Path) -> None:
        until = time.monotonic() + READY_SECONDS_MAX
        while not await self._answers(sockets / VALKEY_SOCKET):
            if (code := server.exit_code()) is not None:
                raise server.fail(f"dừng khi khởi động / ended while starting, {code}")
            if time.monotonic() > until:
                raise server.fail(f"chưa sẵn sàng sau / not ready after {READY_SECONDS_MAX:g} s")
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _answers(self, socket: Path) -> bool:
        """Whether the server answers PING to our password; while it loads its data it answers -LOADING."""
        try:
            reader, writer = await asyncio.open_unix_connection(socket)
        except OSError:
            return False
        try:
            writer.write(f"AUTH {self._password}\r\nPING\r\n".encode("ascii"))
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                return (await reader.readline(), await reader.readline()) == (b"+OK\r\n", b"+PONG\r\n")
        except (OSError, TimeoutError):
            return False
        finally:
            writer.close()
