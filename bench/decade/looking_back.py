"""Pages as of random days of the decade: how long its past takes to write, how much room it takes, how long a page takes."""

import random
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from bench.decade.province import YEARS
from bench.figures import Figure, percentile
from chronicle.host import Host
from chronicle.rebuild.carrying_out import Manner
from chronicle.rebuild.worker import Rebuilds
from chronicle.service import Service
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from portal.sign_in import accounts, sessions
from services.dashboards.component import COMPONENT as DASHBOARDS
from services.models.component import COMPONENT as MODELS

moments = 24
write_seconds_max = 36_000
ALWAYS = date(2000, 1, 1)
ROLES = (("provincial_officer", "province"), ("district_officer", "district"), ("commune_chair", "commune"))
PAGES = ("/", "/units", "/units?kind=residential_area", "/work?tab=waiting", "/models")
_BYTES = """
    SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname LIKE $2"""


async def measure(settings: Settings) -> list[Figure]:
    """Builds what is not there, writes the past of three services, and asks the application itself, without a network between."""
    async with Host((PORTAL, DASHBOARDS, MODELS), settings, readers_run=False) as host:
        owner = await asyncpg.connect(settings.owner_url)
        try:
            figures = [await _written(owner, service) for service in host.services.values()]
            figures.append(
                Figure("decade-as-of", "the log itself", {}, await _bytes(owner, "chronicle", "event%"), "bytes")
            )
            cookies = {role: await _signed_in(owner, role, level) for role, level in ROLES}
            days = await _days(owner)
        finally:
            await owner.close()
        transport = httpx.ASGITransport(host.application())
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            asked = [(role, page) for role in cookies for page in PAGES]
            return [*figures, *[await _asked(client, role, page, cookies[role], days) for role, page in asked]]


async def _written(owner: Any, service: Service) -> Figure:
    """The past of all views of one service, from nothing."""
    head = await service.log.head()
    await brought_up(owner, service, head)
    began = time.perf_counter()
    await service.past.reach(head, seconds_max=write_seconds_max)
    seconds = time.perf_counter() - began
    past = await _bytes(owner, service.name, "%\\_\\_versions")
    also = {"seconds": seconds, "past_mib": past / 2**20}
    return Figure("decade-as-of", f"past of {service.name} written", {"events": head}, head / seconds, "events/s", also)


async def brought_up(owner: Any, service: Service, head: int) -> None:
    """Rebuilds the views of a service that are not there yet."""
    places = [await view.checkpoint() for view in service.views.values()]
    if min(places) < head:
        pool, log, views = service.view_pool, service.log, list(service.views.values())
        manner = Manner(page_facts=20_000, rests=False)
        rebuilds = Rebuilds(service.name, views, pool, log, service.catalogue, manner)
        number = await owner.fetchval("SELECT audit.ask_rebuild($1, '{}', false, 'bench', 'operator')", service.name)
        await rebuilds.act()
        await owner.fetchval("SELECT audit.decide_rebuild($1, 'switch', 'bench', 'operator')", number)
        await rebuilds.act()


async def _bytes(owner: Any, schema: str, tables: str) -> float:
    return float(await owner.fetchval(_BYTES, schema, tables) or 0)


async def _days(owner: Any) -> list[date]:
    """From the spring of the first year on, whatever the log reaches."""
    last: date = await owner.fetchval("SELECT recorded_at::date FROM chronicle.head")
    first, drawn = date(YEARS[0], 4, 1), random.Random(1)
    return [first + timedelta(days=drawn.randrange((last - first).days)) for _ in range(moments)]


async def _signed_in(owner: Any, role: str, level: str) -> str:
    """Somebody of the first unit of a level."""
    unit = await owner.fetchval(
        "SELECT unit_id FROM dashboards.units WHERE unit_kind = $1 ORDER BY unit_id LIMIT 1", level
    )
    name = f"{role} {uuid4().hex[:8]}"
    account = await accounts.create(owner, name, role)
    await accounts.give(owner, account, role, unit, ALWAYS)
    return f"{sessions.COOKIE}={await sessions.begin(owner, account, 'password', 3_600)}"


async def _asked(client: httpx.AsyncClient, role: str, page: str, cookie: str, days: Sequence[date]) -> Figure:
    """Each day once, so that nothing is shown as it was kept."""
    waits = []
    for day in days:
        began = time.perf_counter()
        answer = await client.get(page, params={**_given(page), "as_of": day.isoformat()}, headers={"Cookie": cookie})
        waits.append(time.perf_counter() - began)
        assert answer.status_code == 200, (page, day, answer.status_code, answer.text[:500])
    also = {f"p{percent}_ms": percentile(waits, percent) * 1000 for percent in (50, 95, 100)}
    return Figure("decade-as-of", f"{role}: {page}", {"days": len(days)}, len(days) / sum(waits), "answers/s", also)


def _given(page: str) -> dict[str, str]:
    return dict(httpx.QueryParams(page.partition("?")[2]))
