"""A small log on real servers, sealed."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.clock import PlayedClock
from chronicle.command import Context, derived_id
from chronicle.component import Component
from chronicle.host import RELAY, Host
from chronicle.log import Item
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from services.audit.component import COMPONENT
from services.audit.ledger.sealing import seal
from tests import signed_in
from tests.reading import all_read
from tests.services.mobilisation.scenes import listed

NOON = datetime(2021, 3, 20, 5, 0, tzinfo=UTC)
DAY = date(2021, 3, 20)
UNITS = {"p": ("province", None), "d": ("district", "p"), "c1": ("commune", "d"), "c2": ("commune", "d")}


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    owner = await asyncpg.connect(settings.database_url)
    await owner.execute("SELECT chronicle.play_clock()")
    await owner.close()
    opened: Host = await open_host(RELAY, PORTAL, Component(name="registration"), COMPONENT, clock=PlayedClock(NOON))
    return opened


@pytest.fixture
async def told(host: Host) -> Host:
    """Four units in the log, and no checkpoint published yet."""
    for unit_id, (kind, parent) in UNITS.items():
        await tell(host, f"registration.unit:{unit_id}", listed(unit_id, kind, parent))  # type: ignore[arg-type]
    await caught_up(host)
    return host


async def tell(host: Host, stream: str, *facts: Any, office: str = "p", causation: int | None = None) -> int:
    """The last position they got."""
    return await tell_each(host, {stream: facts}, office=office, causation=causation)


async def tell_each(
    host: Host, facts: Mapping[str, Sequence[Any]], *, office: str = "p", causation: int | None = None
) -> int:
    """Those of each stream, at once; the last position they got."""
    log = host.services["registration"].log
    head = await log.head()
    items = []
    for stream, told in facts.items():
        command_id = derived_id(f"{stream} {head}")
        context = Context("test", "provincial_officer", office, DAY, command_id, command_id, causation=causation)
        items.append(Item(stream, None, told, DAY, context))
    last = (await log.append(items))[-1].last_position
    assert last
    return last


async def caught_up(host: Host) -> int:
    """Every reader has read everything, and the ledger is as long as the log; returns how long."""
    for name in ("portal", "audit"):
        await all_read(host.services[name])
    return await seal(host.services["audit"])


@pytest.fixture
async def client(told: Host, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who sees everything."""
    async with signed_in.program(told, await signed_in.headers(settings)) as opened:
        yield opened
