"""Real servers for the suite: the embedded pair, or those named by ANTOAN_DATABASE_URL and ANTOAN_BROKER_URL.

Every test that asks for `settings` gets a database of its own, cloned from one that was migrated once, and a stream of its own.
"""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import hypothesis
import pytest

from chronicle.clock import Clock
from chronicle.component import Component
from chronicle.embedded.servers import EmbeddedServers
from chronicle.host import Host
from chronicle.postgres.migrate import migrate
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from tests.workers import (
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_runtest_protocol,
    pytest_xdist_make_scheduler,
)

__all__ = [
    "pytest_collection_modifyitems", "pytest_configure", "pytest_runtest_protocol", "pytest_xdist_make_scheduler",
]  # fmt: skip

_numbers = itertools.count(1)

# a busy machine is slow without being wrong: pytest's timeout ends what hangs
hypothesis.settings.register_profile("antoan", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("antoan")


@dataclass(frozen=True)
class TestServers:
    __test__ = False
    database_url: str
    broker_url: str
    secrets: Path
    template: str


@pytest.fixture(scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TestServers]:
    settings = Settings()
    folder = tmp_path_factory.mktemp("servers")
    async with AsyncExitStack() as stack:
        database, broker = settings.database_url, settings.broker_url
        if database is None or broker is None:
            # not durable: no test here cuts the power, and those that kill servers start their own
            embedded = await stack.enter_async_context(EmbeddedServers(folder / "data", durable=False))
            database, broker = database or embedded.database_url, broker or embedded.broker_url
        template = f"antoan_template_{folder.name}".replace("-", "_")
        await _execute(database, f'DROP DATABASE IF EXISTS "{template}"', f'CREATE DATABASE "{template}"')
        await migrate(in_database(database, template), COMPONENTS, folder / "secrets")
        yield TestServers(database, broker, folder / "secrets", template)
        await _execute(database, f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')


@asynccontextmanager
async def fresh_settings(servers: TestServers, folder: Path, template: str = "") -> AsyncIterator[Settings]:
    """Settings of a fresh, migrated, empty log, or of a copy of another database; it goes at the end of the block."""
    name, template = f"{servers.template}_{next(_numbers)}", template or servers.template
    await _execute(servers.database_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    yield Settings(
        database_url=in_database(servers.database_url, name),
        broker_url=servers.broker_url,
        secrets_directory=servers.secrets,
        data_directory=folder / "data",
        broker_stream=name,
        heal_interval_ms=100,
        port=0,
        public_hosts=("antoan", "localhost", "127.0.0.1"),
        # tests ask faster than anybody may
        reads_per_minute_max=1_000_000,
        commands_per_minute_max=1_000_000,
    )
    await _execute(servers.database_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
async def settings(servers: TestServers, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a fresh, migrated, empty log."""
    async with fresh_settings(servers, tmp_path) as fresh:
        yield fresh


@pytest.fixture
async def open_host(settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    """`host = await open_host(COMPONENT, …, clock=…)`; all are closed when the test ends."""
    async with AsyncExitStack() as stack:

        async def opened(*components: Component, clock: Clock | None = None, **options: Any) -> Host:
            options.setdefault("days_begin", False)
            return await stack.enter_async_context(Host(components, settings, clock=clock, **options))

        yield opened


def in_database(url: str, name: str) -> str:
    """The same server's address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
