"""Pages as signed-in people ask for them: how long each takes, and 200 a second from many of them at once."""

import asyncio
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from bench.figures import Figure, percentile
from bench.province import LARGE, USUAL, YEAR, Size, fill
from chronicle.host import Host
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from portal.sign_in import accounts, sessions

asked_times = 60
reads_per_second = 200
seconds = 10
connections = 40
people = 60
start_seconds_max = 60
ALWAYS = date(2000, 1, 1)


async def measure(settings: Settings, size: Size) -> list[Figure]:
    """Fills the views, starts `antoan up` beside this process, and asks it over HTTP."""
    async with Host(COMPONENTS, settings, readers_run=False) as host:
        for name in ("dashboards", "portal"):
            await fill(host.services[name], size)
        cookies = await _signed_in(settings, size)
    async with serving(settings) as address, httpx.AsyncClient(base_url=address) as client:
        figures = [
            await _asked(client, size, name, path, cookies[role][0])
            for name, path, role in (
                ("province, all views", f"/?year={YEAR}", "province"),
                ("district by the province", f"/?unit=d0&year={YEAR}", "province"),
                ("district by its officer", f"/?unit=d0&year={YEAR}", "district"),
                ("commune by its officer", f"/?unit=d0c0&year={YEAR}", "commune"),
            )
        ]
        figures.append(await _asked(client, size, "nothing but the answer (health)", "/health/live", None))
        mixed = [(f"/?year={YEAR}", cookie) for role in cookies for cookie in cookies[role]]
        figures.append(await _at_once(address, size, "signed-in reads", mixed))
        return figures


async def _signed_in(settings: Settings, size: Size) -> dict[str, list[str]]:
    """Sessions of people at three levels: two of the province, a district officer for each district, the rest in communes."""
    owner = await asyncpg.connect(settings.owner_url)
    held = {"province": ["p"] * 2, "district": [f"d{d}" for d in range(size.districts)]}
    held["commune"] = [f"d{n % size.districts}c{n % size.communes_each}" for n in range(people - 12)]
    roles = {"province": "provincial_officer", "district": "district_officer", "commune": "commune_officer"}
    found: dict[str, list[str]] = {}
    try:
        for level, units in held.items():
            for number, unit in enumerate(units):
                account = await accounts.create(owner, f"{level}-{number}", level)
                await accounts.give(owner, account, roles[level], unit, ALWAYS)
                token = await sessions.begin(owner, account, "password", 3_600)
                found.setdefault(level, []).append(f"{sessions.COOKIE}={token}")
    finally:
        await owner.close()
    return found


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[str]:
    port = _free_port()
    environment = {
        **os.environ, "ANTOAN_DATABASE_URL": str(settings.database_url), "ANTOAN_BROKER_URL": str(settings.broker_url),
        "ANTOAN_SECRETS_DIRECTORY": str(settings.secrets), "ANTOAN_PORT": str(port), "ANTOAN_LOG_LEVEL": "warning",
        "ANTOAN_BROKER_STREAM": f"bench{port}", "ANTOAN_READS_PER_MINUTE_MAX": "1000000",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy", "up", env=environment, cwd=Path(__file__).parents[1],
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(start_seconds_max), httpx.AsyncClient() as client:
            while True:
                try:
                    if (await client.get(f"{address}/health/ready")).status_code == 200:
                        break
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def _asked(client: httpx.AsyncClient, size: Size, name: str, path: str, cookie: str | None) -> Figure:
    """One after the other, each rendered anew."""
    headers = {} if cookie is None else {"Cookie": cookie}
    waits = []
    for number in range(asked_times):
        began = time.perf_counter()
        # another address each time, so that none is shown as it was kept
        answer = await client.get(path if cookie is None else f"{path}&asked={number}", headers=headers)
        waits.append(time.perf_counter() - began)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:200])
    also = {"p50_ms": percentile(waits, 50) * 1000, "p95_ms": percentile(waits, 95) * 1000}
    return Figure("pages", name, {"areas": size.areas}, asked_times / sum(waits), "answers/s", also)


async def _browser(
    address: str, due: "asyncio.Queue[tuple[float, str, str] | None]", waits: list[float], errors: Counter[str]
) -> None:
    """One connection that asks what is due until None is."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    while (question := await due.get()) is not None:
        since, path, cookie = question
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
        if not head.startswith("http/1.1 200"):
            errors[head.partition("\r\n")[0]] += 1
        waits.append(time.perf_counter() - since)
    writer.close()


async def _at_once(address: str, size: Size, name: str, asked: list[tuple[str, str]]) -> Figure:
    """So many each second whether the last ones were answered or not; every answer is waited for.

    By hand over `connections` kept open: httpx spent three times as much of the machine as the server it asked.
    """
    due: asyncio.Queue[tuple[float, str, str] | None] = asyncio.Queue()
    waits: list[float] = []
    errors: Counter[str] = Counter()

    browsers = [asyncio.create_task(_browser(address, due, waits, errors)) for _ in range(connections)]
    began = time.perf_counter()
    for number in range(reads_per_second * seconds):
        since = began + number / reads_per_second
        await asyncio.sleep(max(0.0, since - time.perf_counter()))
        due.put_nowait((since, *asked[number * 7 % len(asked)]))
    for _ in browsers:
        due.put_nowait(None)
    await asyncio.gather(*browsers)
    took = time.perf_counter() - began
    if errors:
        print(errors)
    also: dict[str, Any] = {
        "errors": errors.total(), "asked_per_s": reads_per_second, "p50_ms": percentile(waits, 50) * 1000,
        "p95_ms": percentile(waits, 95) * 1000,
    }  # fmt: skip
    return Figure("pages", name, {"areas": size.areas, "people": len(asked)}, len(waits) / took, "answers/s", also)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


SIZES = (USUAL, LARGE)
