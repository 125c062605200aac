"""Every view of every service comes to the same hash: whatever the pages, wherever old facts lie, side by side or in turn,
and under any hash seed of Python."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from chronicle.archive.moving import partitions
from chronicle.clock import PlayedClock
from chronicle.command import Context, derived_id
from chronicle.host import Host
from chronicle.log import Item
from chronicle.rebuild.carrying_out import Manner
from chronicle.service import Service
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from services.audit.component import COMPONENT as AUDIT
from services.audit.rebuilds import asking
from tests.browser.conftest import told_small_province
from tests.chronicle.archiving import cut_in_two, move, restore_all
from tests.deploy.conftest import variables
from tests.services.dashboards.province import SPRING, households, stream_of
from tests.system.deployment import REPOSITORY

Hashes = dict[str, str]
WHOLE = Manner(rests=False, page_facts=20_000)


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(settings.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def province(settings: Settings, owner: Any) -> AsyncIterator[Host]:
    """The small province, with a view of every service, and nobody who records receipts meanwhile: the log stays as it is."""
    async with told_small_province(settings):
        pass
    await forgotten(owner)
    played = await owner.fetchval("SELECT recorded_at FROM chronicle.head")
    async with Host(COMPONENTS, settings, clock=PlayedClock(played), migrates=True, readers_run=False) as host:
        for service in _with_views(host):
            await asyncio.gather(*(view.checkpoint() for view in service.views.values()))
        yield host


def _with_views(host: Host) -> list[Service]:
    return [service for service in host.services.values() if service.views]


async def rebuilt(host: Host, how: Manner) -> Hashes:
    """Of all services, one after the other."""
    found: Hashes = {}
    for service in _with_views(host):
        found |= await _of(host, service, how)
    return found


async def rebuilt_side_by_side(host: Host, how: Manner) -> Hashes:
    """Of all services at once, as in compose, where each is a process."""
    each = await asyncio.gather(*(_of(host, service, how) for service in _with_views(host)))
    return {view: one for found in each for view, one in found.items()}


async def _of(host: Host, service: Service, how: Manner) -> Hashes:
    audit = host.services[AUDIT.name].pool
    number = await asking.ask(audit, service.name, [], switch_when_same=False, account="a", role="auditor")
    async with service.rebuild_connections() as pool:
        rebuilds = service.rebuilds(pool, how)
        await rebuilds.act()
        one = await asking.known(audit, number)
        assert one.state == "compared", one.error
        assert {found.position for found in one.found} == {one.pin}
        await asking.decide(audit, number, "discard", "a", "auditor")
        await rebuilds.act()
    return {found.view: found.sha256 for found in one.found}


async def elsewhere(settings: Settings, owner: Any, hash_seed: str, page: int) -> Hashes:
    """By the operator's command, in a process of its own."""
    await forgotten(owner)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "deploy", "rebuild", "--all", "--decide", "wait", "--page", str(page), "--json"],
        cwd=REPOSITORY, env={**os.environ, **variables(settings), "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    await forgotten(owner)
    return {line["view"]: line["sha256"] for line in map(json.loads, done.stdout.splitlines())}


async def forgotten(owner: Any) -> None:
    """No rebuild is under way, and none has ended that would become a receipt: a fact more."""
    await owner.execute("DELETE FROM chronicle.rebuild")


async def test_every_view_comes_to_the_same_hash_however_it_is_rebuilt(
    province: Host, settings: Settings, owner: Any
) -> None:
    first = await rebuilt(province, WHOLE)
    assert set(first) == {view.name for service in _with_views(province) for view in service.views.values()}
    assert len(set(first.values())) > len(first) // 2, "most views hold something, each its own"
    assert await rebuilt(province, Manner(rests=False, page_facts=7, keep_facts=50, rows_held_max=20)) == first

    await cut_in_two(owner)
    old, *_ = await partitions(owner)
    await move(owner, settings.archive, old)
    assert await owner.fetchval("SELECT min(position) FROM chronicle.event") > 1
    assert await rebuilt_side_by_side(province, Manner(rests=False, page_facts=30)) == first
    for hash_seed, page in (("1", 20_000), ("2", 11)):
        assert await elsewhere(settings, owner, hash_seed, page) == first, hash_seed
    await restore_all(owner, settings.archive)
    assert await rebuilt_side_by_side(province, WHOLE) == first

    fact = households("mui-ne-1", 118, 118)
    context = Context("test", "test", "", SPRING, derived_id("more"), derived_id("more"))
    await province.services["registration"].log.append([Item(stream_of(fact), None, [fact], SPRING, context)])
    others = await rebuilt(province, WHOLE)
    assert {view for view in first if others[view] != first[view]} >= {"dashboards.coverage"}, "the control"
