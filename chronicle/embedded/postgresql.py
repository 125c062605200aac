"""PostgreSQL 18 on our terms: a cluster with checksums and scram only, heard on one private socket."""

import asyncio
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import quote

import asyncpg

from chronicle.embedded.binaries import Binaries
from chronicle.embedded.credentials import Credentials
from chronicle.embedded.privileges import give, give_folder
from chronicle.embedded.process import LOOK_AGAIN_SECONDS, GuardedProcess, ServerProgram
from chronicle.embedded.sockets import POSTGRESQL_SOCKET

OWNER = "antoan"
DATABASE = "antoan"
INITDB_SECONDS_MAX = 120.0
READY_SECONDS_MAX = 600.0  # recovery after a crash replays up to max_wal_size

HOST_BASED_ACCESS = """\
# Written at every start. One private socket, passwords only, no network.
local all all scram-sha-256
local replication all scram-sha-256
"""
SETTINGS = """\
# Written at every start; ALTER SYSTEM overrides it.
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
max_connections = 300
shared_buffers = '256MB'
work_mem = '8MB'
maintenance_work_mem = '64MB'
effective_cache_size = '1GB'
random_page_cost = 1.1
jit = off
max_wal_size = '2GB'
min_wal_size = '80MB'
checkpoint_timeout = '15min'
checkpoint_completion_target = 0.9
"""
DURABLE = "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n"
FORGETFUL = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class PostgresqlServer:
    """One cluster in `<data directory>/postgresql`, its owner's password in `password`."""

    def __init__(self, data_directory: Path, binaries: Binaries, credentials: Credentials, password: str) -> None:
        self._cluster = data_directory / "postgresql"
        self._fresh = data_directory / "postgresql.new"
        self._fresh_password = data_directory / "postgresql.new.password"
        self._record = data_directory / "postgresql.process"
        self._initdb_log = data_directory / "logs" / "initdb.log"
        self._log = data_directory / "logs" / "postgresql.log"
        self._binaries = binaries
        self._credentials = credentials
        self._password = password

    async def start(self, sockets: Path, durable: bool) -> GuardedProcess:
        """Create the cluster if there is none, start it, wait until it answers. Raises EmbeddedServerFailed."""
        if not self._cluster.exists():
            await self._create_cluster()
        give_folder(self._cluster, self._credentials)
        self._write("antoan.conf", SETTINGS + (DURABLE if durable else FORGETFUL))
        self._write("pg_hba.conf", HOST_BASED_ACCESS)
        server = await GuardedProcess.start(self._program(sockets), self._credentials)
        try:
            await self._until_ready(server)
            await self._create_database(sockets)
        except BaseException:
            await server.stop()
            raise
        return server

    def url(self, sockets: Path, database: str = DATABASE) -> str:
        """The owner's url of a database."""
        return f"postgresql://{OWNER}:{quote(self._password)}@/{database}?host={quote(str(sockets))}&port=5432"

    async def _create_cluster(self) -> None:
        """Run initdb beside the final place and rename, so that a half-made cluster is never taken for a whole one."""
        if self._fresh.exists():
            shutil.rmtree(self._fresh)
        give_folder(self._fresh, self._credentials)
        self._fresh_password.touch(mode=0o600)
        self._fresh_password.write_text(self._password)
        give(self._fresh_password, self._credentials)
        try:
            initdb = await GuardedProcess.start(self._initdb(), self._credentials)
            try:
                code = await initdb.ended(INITDB_SECONDS_MAX)
            finally:
                await initdb.stop()
        finally:
            self._fresh_password.unlink(missing_ok=True)
        if code != 0:
            raise initdb.fail(f"initdb: {code}")
        with open(self._fresh / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write("include = 'antoan.conf'\n")
        self._fresh.rename(self._cluster)

    def _initdb(self) -> ServerProgram:
        command = [str(self._binaries.initdb), "--pgdata", str(self._fresh), "--username", OWNER]
        command += ["--pwfile", str(self._fresh_password), "--auth=scram-sha-256", "--data-checksums"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        stop_signals: list[int] = [signal.SIGTERM, signal.SIGKILL]
        return ServerProgram("initdb", command, self._record, self._initdb_log, stop_signals, signal.SIGTERM, [])

    def _program(self, sockets: Path) -> ServerProgram:
        command = [str(self._binaries.postgres), "-D", str(self._cluster)]
        for setting in ("listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700"):
            command += ["-c", setting]  # on the command line because nothing else may override them
        return ServerProgram(
            name="PostgreSQL",
            command=command,
            record=self._record,
            log=self._log,
            stop_signals=[signal.SIGINT, signal.SIGQUIT, signal.SIGKILL],  # fast, immediate, none
            death_signal=signal.SIGQUIT,
            socket_paths=[sockets / f"{POSTGRESQL_SOCKET}.lock", sockets / POSTGRESQL_SOCKET],
        )

    def _write(self, name: str, text: str) -> None:
        path = self._cluster / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        give(path, self._credentials)

    async def _until_ready(self, server: GuardedProcess) -> None:
        """Wait for postmaster.pid to say "ready" for this very process, as pg_ctl does; needs no connection."""
        until = time.monotonic() + READY_SECONDS_MAX
        while not self._says_ready(server):
            if (code := server.exit_code()) is not None:
                raise server.fail(f"dừng khi khởi động / ended while starting, {code}")
            if time.monotonic() > until:
                raise server.fail(f"chưa sẵn sàng sau / not ready after {READY_SECONDS_MAX:g} s")
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    def _says_ready(self, server: GuardedProcess) -> bool:
        identity = server.identity()
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return identity is not None and len(lines) > 7 and lines[0] == str(identity.pid) and lines[7].strip() == "ready"

    async def _create_database(self, sockets: Path) -> None:
        """Create our database on the first start, or on the one after a first start that was cut off."""
        try:
            connection = await asyncpg.connect(self.url(sockets))
        except asyncpg.InvalidCatalogNameError:
            connection = await asyncpg.connect(self.url(sockets, "postgres"))
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        await connection.close()
