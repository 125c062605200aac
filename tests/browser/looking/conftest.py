"""The small province, told and served once for all tests that only look at it; what changes something has its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.conftest import looker, officer, opened, served
from tests.conftest import TestServers, fresh_settings


@dataclass(frozen=True)
class Place:
    """Where it is served, the cookie of who sees everything, and that of who acts for two offices."""

    address: str
    session: dict[str, Any]
    office: dict[str, Any]


@pytest.fixture(scope="session")
async def place(servers: TestServers, told: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        settings = await stack.enter_async_context(fresh_settings(servers, tmp_path_factory.mktemp("looking"), told))
        host = await stack.enter_async_context(opened(settings))
        address = await stack.enter_async_context(served(host))
        yield Place(address, await looker(settings, address), await officer(settings, address))


@pytest.fixture
def address(place: Place) -> str:
    return place.address


@pytest.fixture
def session(place: Place) -> dict[str, Any]:
    return place.session
