"""One installation for all system tests, and the doors into it. Each test leaves all its programs running."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import TestServers
from tests.system.doors import Doors
from tests.system.installation import Installation, fresh_place


@pytest.fixture(scope="session")
async def installation(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    opened = Installation(await fresh_place(servers), tmp_path_factory.mktemp("installation"))
    try:
        await opened.start()
        yield opened
    finally:
        await opened.kill()


@pytest.fixture(scope="session")
async def doors(installation: Installation) -> AsyncIterator[Doors]:
    """Straight to each service."""
    async with Doors(lambda service: f"http://127.0.0.1:{installation.ports[service]}", installation.header) as opened:
        yield opened


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("system")
