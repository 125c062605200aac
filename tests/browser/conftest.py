"""A real Chromium before a real server: the small province served by the host, one new empty profile a test."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, async_playwright

from chronicle.host import Host
from chronicle.settings import Settings
from tests.services.dashboards.province import COMPONENTS, everything, play, tell

CHROMIUM = "/usr/bin/chromium"
INSTALL = "sudo apt-get install chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Nothing but our pages is asked for: no updates, no services of the browser's maker."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is. Without one the tests are skipped by name; on a build machine that is a failure."""
    found = shutil.which("chromium") or CHROMIUM
    if not Path(found).exists():
        if os.environ.get("CI"):
            pytest.fail(f"no Chromium on a build machine: {INSTALL}")
        pytest.skip(f"no Chromium; to run the browser tests: {INSTALL}")
    return found


@pytest.fixture
async def address(open_host: Callable[..., Any], settings: Settings) -> AsyncIterator[str]:
    """Where the pages of the small province are served, as `antoan up` would."""
    host: Host = await open_host(*COMPONENTS, clock=await play(settings))
    await tell(host, everything())
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(host.serve(announce=listening.set_result))
    await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
    yield listening.result()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture
async def open_browser(chromium: str, tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """`context = await open_browser(viewport=…, java_script_enabled=…)`; all are closed when the test ends."""
    async with async_playwright() as playwright:
        contexts: list[BrowserContext] = []

        async def opened(**options: Any) -> BrowserContext:
            context = await playwright.chromium.launch_persistent_context(
                tmp_path / f"profile-{len(contexts)}", executable_path=chromium, args=list(ARGUMENTS), **options
            )
            contexts.append(context)
            return context

        yield opened
        for context in contexts:
            await context.close()
