"""The small province on real servers: told and read once, and copied for each test that begins with it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from chronicle.clock import PlayedClock
from chronicle.host import Host
from chronicle.settings import Settings
from services.dashboards.component import COMPONENT
from tests import signed_in
from tests.conftest import TestServers, fresh_settings
from tests.reading import past_written
from tests.services.dashboards.province import COMPONENTS, TODAY, everything, play, tell


@pytest.fixture(scope="session")
async def told(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The name of a database in which the small province was told, and that nobody has open any more."""
    async with fresh_settings(servers, tmp_path_factory.mktemp("told")) as settings:
        async with Host(COMPONENTS, settings, clock=await play(settings), days_begin=False) as host:
            await tell(host, everything())
            await past_written(host.services[COMPONENT.name])
        yield urlsplit(settings.database_url).path.removeprefix("/")


@pytest.fixture
def copied() -> None:
    """Asked for by whatever begins with the small province."""


@pytest.fixture
async def settings(
    request: pytest.FixtureRequest, servers: TestServers, told: str, tmp_path: Path
) -> AsyncIterator[Settings]:
    """Of a copy of the small province where one is asked for, else of an empty log."""
    template = told if "copied" in request.fixturenames else ""
    async with fresh_settings(servers, tmp_path, template) as fresh:
        yield fresh


@pytest.fixture
async def opened(request: pytest.FixtureRequest, open_host: Callable[..., Any], settings: Settings) -> Host:
    """All components open, their clock standing still."""
    clock = PlayedClock(TODAY) if "copied" in request.fixturenames else await play(settings)
    host: Host = await open_host(*COMPONENTS, clock=clock)
    return host


@pytest.fixture
def empty(opened: Host) -> Host:
    """On an empty log."""
    return opened


@pytest.fixture
def province(copied: None, opened: Host) -> Host:
    """On the small province."""
    return opened


@pytest.fixture
async def client(opened: Host, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in.program(opened, await signed_in.headers(settings)) as asking:
        yield asking
