"""The queue of work with 10,000 open dossiers, as each role asks for it behind both walls; and what its dossiers alone cost."""

import time
from datetime import date
from typing import Any

import asyncpg
import httpx

from bench.figures import Figure, percentile
from bench.province import LARGE, fill
from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from portal.sign_in import accounts, sessions
from services.dashboards.component import COMPONENT

asked_times = 60
ALWAYS = date(2000, 1, 1)
ROLES = (
    ("officer of the province", "provincial_officer", "p"), ("officer of a district", "district_officer", "d3"),
    ("officer of a commune", "commune_officer", "d3c7"), ("chair of a commune", "commune_chair", "d3c7"),
    ("auditor of nine districts", "auditor", None),
)  # fmt: skip
ASKED = ("/work?tab=to_do", "/work?tab=waiting", "/work?tab=waiting&page=150", "/work?tab=waiting&claim=nobody")
IN_NINE = tuple(f"d{d}" for d in range(9))


async def measure(settings: Settings) -> list[Figure]:
    """Fills the views of a year that runs, and asks whole pages of the application itself, without a network between."""
    async with Host((PORTAL, COMPONENT), settings, readers_run=False) as host:
        for service in host.services.values():
            await fill(service, LARGE)
        owner = await asyncpg.connect(settings.owner_url)
        try:
            await owner.execute("UPDATE dashboards.campaigns SET closes = '2100-01-01'; ANALYZE")
            cookies = {who: await _signed_in(owner, role, (unit,) if unit else IN_NINE) for who, role, unit in ROLES}
        finally:
            await owner.close()
        transport = httpx.ASGITransport(host.application())
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return [await _asked(client, who, path, cookie) for who, cookie in cookies.items() for path in ASKED]


async def _signed_in(owner: Any, role: str, units: tuple[str, ...]) -> str:
    account = await accounts.create(owner, f"{role}-{units[0]}", role)
    for unit in units:
        await accounts.give(owner, account, role, unit, ALWAYS)
    return f"{sessions.COOKIE}={await sessions.begin(owner, account, 'password', 3_600)}"


async def _asked(client: httpx.AsyncClient, who: str, path: str, cookie: str) -> Figure:
    waits = []
    for _ in range(asked_times):
        began = time.perf_counter()
        answer = await client.get(path, headers={"Cookie": cookie})
        waits.append(time.perf_counter() - began)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:200])
    also = {"p50_ms": percentile(waits, 50) * 1000, "p95_ms": percentile(waits, 95) * 1000}
    return Figure("queue", f"{who}: {path}", {"dossiers": LARGE.areas}, asked_times / sum(waits), "answers/s", also)
