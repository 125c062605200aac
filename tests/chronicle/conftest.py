"""One service's pool and log on the test's own database, and what its views hold beside what the log says they should."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from chronicle.clock import SystemClock
from chronicle.postgres.log import PostgresLog
from chronicle.postgres.migrate import migrate
from chronicle.secrets import service_url
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from tests.chronicle.breakable import BreakableServers
from tests.conftest import in_database


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator[Any]:
    """A connection with the owner's login."""
    connection = await asyncpg.connect(settings.database_url)
    yield connection
    await connection.close(timeout=5)


@pytest.fixture
async def open_pool(settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    """`await open_pool("models")`: a pool under that service's login."""
    pools: list[Any] = []

    async def opened(service: str = "models", connections: int = 4) -> Any:
        assert settings.database_url is not None
        url = service_url(settings.database_url, service, settings.secrets)
        pools.append(await asyncpg.create_pool(url, min_size=1, max_size=connections, command_timeout=60))
        return pools[-1]

    yield opened
    for pool in pools:
        await pool.close()


@pytest.fixture
async def pool(open_pool: Callable[..., Any]) -> Any:
    return await open_pool("models")


@pytest.fixture
def log(pool: Any) -> PostgresLog:
    return PostgresLog(pool, SystemClock())


@pytest.fixture(scope="session")
async def breakable(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BreakableServers]:
    """Servers that a test may kill; it leaves them running."""
    async with BreakableServers(tmp_path_factory.mktemp("breakable") / "data") as servers:
        yield servers


@pytest.fixture
async def breakable_settings(breakable: BreakableServers, tmp_path: Path) -> Settings:
    """Settings of an empty log on servers that may be killed."""
    owner = await asyncpg.connect(breakable.addresses.database_url)
    await owner.execute("DROP DATABASE IF EXISTS breakable WITH (FORCE)")
    await owner.execute("CREATE DATABASE breakable")
    await owner.close()
    settings = Settings(
        database_url=in_database(breakable.addresses.database_url, "breakable"),
        broker_url=breakable.addresses.broker_url,
        secrets_directory=tmp_path / "secrets",
        heal_interval_ms=100,
    )
    await migrate(str(settings.database_url), COMPONENTS, settings.secrets)
    return settings
