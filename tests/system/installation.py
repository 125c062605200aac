"""An installation on this machine: every program compose starts, with compose's own command, environment and secrets.

Only what cannot be the same here is replaced: the servers' addresses, the ports, and the folders.
"""

import asyncio
import itertools
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

import asyncpg

from chronicle.settings import Settings
from tests.conftest import TestServers, in_database
from tests.signed_in import Held, headers
from tests.system.deployment import JOBS, REPOSITORY, environment_of, ours, services
from tests.system.program import Program, free_ports

stop_seconds_max = 10
job_seconds_max = 60

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """Servers as compose names them, without passwords, and the passwords as the secrets they are there."""

    database_url: str
    broker_url: str
    secrets: Mapping[str, str]
    name: str


class Installation:
    """Programs of one empty database. `start` and `stop` may follow each other as often as one likes."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.place = place
        self.ports: dict[str, int] = dict(zip(ours(), free_ports(), strict=False))
        self.folder = folder
        self.programs = {name: self._program(name) for name in ours()}

    @property
    def serving(self) -> list[Program]:
        return [program for name, program in self.programs.items() if name not in JOBS]

    async def header(self, *held: Held) -> dict[str, str]:
        """The header of a new program that holds these roles, opened in the name of the migrations job; see signed_in."""
        told = self.programs["migrations"].environment
        named = {name: told[f"ANTOAN_{name.upper()}"] for name in ("database_url", "broker_url", "secrets_directory")}
        return await headers(Settings(**named), *held)

    async def start(self) -> None:
        """The job first, then everything else at once, as compose does; returns when all are healthy."""
        for name in JOBS:
            await self.programs[name].start()
            status = await self.programs[name].ended(job_seconds_max)
            assert status == 0, self.programs[name].said()
        await asyncio.gather(*(program.start() for program in self.serving))
        await asyncio.gather(*(self.healthy(program.name) for program in self.serving))

    async def start_one(self, name: str) -> None:
        await self.programs[name].start()
        await self.healthy(name)

    async def healthy(self, name: str) -> None:
        """Waits until the service's own check in compose says so."""
        kind, *check = services()[name]["healthcheck"]["test"]
        assert kind == "CMD"
        await self.programs[name].healthy(_with_this_python(check))

    async def stop(self) -> dict[str, int]:
        """Tells all of them to end, and returns with which status each did. Raises TimeoutError."""
        for program in self.serving:
            program.signal(signal.SIGTERM)
        statuses = await asyncio.gather(*(program.ended(stop_seconds_max) for program in self.serving))
        return {program.name: status for program, status in zip(self.serving, statuses, strict=True)}

    async def kill(self) -> None:
        await asyncio.gather(*(program.killed() for program in self.programs.values()))

    def _program(self, name: str) -> Program:
        folder = self.folder / name
        secrets = folder / "secrets"
        secrets.mkdir(parents=True)
        for secret in services()[name].get("secrets", []):
            (secrets / secret).write_text(self.place.secrets[secret])
        here = {
            "ANTOAN_DATABASE_URL": self.place.database_url,
            "ANTOAN_BROKER_URL": self.place.broker_url,
            "ANTOAN_SECRETS_DIRECTORY": str(secrets),
            "ANTOAN_DATA_DIRECTORY": str(folder / "data"),
            "ANTOAN_HOST": "127.0.0.1",
            "ANTOAN_PORT": str(self.ports[name]),
            "ANTOAN_TRUSTED_PROXIES": "127.0.0.1",
        }
        there = environment_of(name)
        assert set(here) <= set(there), f"compose no longer says {set(here) - set(there)}"
        # the stream is named by hand because other tests use the same broker
        also = {"PYTHONPATH": str(REPOSITORY), "ANTOAN_BROKER_STREAM": self.place.name}
        if "ANTOAN_ATTACHMENTS_URL" in there:
            # one for all, as the volume is
            also["ANTOAN_ATTACHMENTS_URL"] = f"file://{self.folder}/attachments"
        also["ANTOAN_ARCHIVE_DIRECTORY"] = f"{self.folder}/archive"
        if "ANTOAN_CHECKPOINTS_DIRECTORY" in there:
            also["ANTOAN_CHECKPOINTS_DIRECTORY"] = f"{self.folder}/checkpoints"
        command = _with_this_python(services()[name]["command"])
        return Program(name, command, {**there, **here, **also}, folder / "log")


def _with_this_python(command: Sequence[str]) -> list[str]:
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


async def fresh_place(servers: TestServers) -> Place:
    """An empty database on the test servers. Roles belong to the whole server, so they keep the passwords they have."""
    name = f"{servers.template}_system_{next(_numbers)}"
    connection = await asyncpg.connect(servers.database_url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
    database_url, owner_password = _without_password(in_database(servers.database_url, name))
    broker_url, broker_password = _without_password(servers.broker_url)
    secrets = {path.name: path.read_text() for path in servers.secrets.iterdir()}
    secrets |= {
        "database_owner": owner_password, "broker_password": broker_password, "token_key": token_urlsafe(32),
        "oidc_client_secret": "secret-of-the-provider", "attachments_key": "secret-of-the-bucket",
        "ledger_key": token_urlsafe(32),
    }  # fmt: skip
    return Place(database_url, broker_url, secrets, name)


def _without_password(url: str) -> tuple[str, str]:
    """The address as compose has it, and the password it held, in its login or in its query."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    password = unquote(parts.password or "") or asked.get("password", [""])[0]
    login, _, host = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    query = "&".join(part for part in parts.query.split("&") if not part.startswith("password="))
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host, query=query)), password
