"""The small province on real servers."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from tests import signed_in
from tests.services.dashboards.province import COMPONENTS, everything, play, tell


@pytest.fixture
async def empty(open_host: Callable[..., Any], settings: Settings) -> Host:
    """All components open on an empty log whose clock stands still."""
    host: Host = await open_host(*COMPONENTS, clock=await play(settings))
    return host


@pytest.fixture
async def province(empty: Host) -> Host:
    await tell(empty, everything())
    return empty


@pytest.fixture
async def client(empty: Host, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    transport, headers = httpx.ASGITransport(empty.application()), await signed_in.headers(settings)
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as opened:
        yield opened
