"""The installation as a command finds it: opened without its readers, and everything in it looked at, as of any moment."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from chronicle.clock import PlayedClock
from chronicle.component import Component
from chronicle.host import Host
from chronicle.postgres.migrate import migrate
from chronicle.service import Service
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from deploy.embedded import with_servers
from deploy.operations import Unknown
from portal.as_of import moment_of, must_be_readable, tree_of
from portal.authority.remembered_tree import RememberedTree
from portal.sight import Sight, looking_freely

past_seconds_max = 3_600
"""A log of years whose past nobody has looked at yet is folded first."""


@asynccontextmanager
async def opened(settings: Settings, components: Sequence[Component] = COMPONENTS) -> AsyncIterator[Host]:
    """On servers that run already, or are started for as long as it takes. Raises Unknown where the views are not ours."""
    async with (
        with_servers(settings, join=True) as named,
        Host(components, named, migrates=True, readers_run=False) as host,
    ):
        for service in host.services.values():
            await _must_have_views(service)
        yield host


@asynccontextmanager
async def opened_to_record(settings: Settings, *, here: bool = False) -> AsyncIterator[Host]:
    """Every component without its readers; what a command records has the day to which a log that is played was played.

    With `here` the database belongs to another program, which serves: it is left as it is, and what only this one has stays closed.
    """
    async with with_servers(settings, join=True) as named:
        if not here:
            await migrate(str(named.owner_url), COMPONENTS, named.secrets)
        settled = await _settled(named) if here else {component.name for component in COMPONENTS}
        components = [component for component in COMPONENTS if component.name in settled]
        async with Host(components, named, clock=await _played_clock(named), readers_run=False) as host:
            yield host


async def _settled(named: Settings) -> set[str]:
    """The services there are in the database."""
    owner = await asyncpg.connect(str(named.owner_url))
    try:
        return {row["service"] for row in await owner.fetch("SELECT service FROM chronicle.writer")}
    finally:
        await owner.close()


async def _played_clock(named: Settings) -> PlayedClock | None:
    """None: the day is today's."""
    owner = await asyncpg.connect(str(named.owner_url))
    try:
        played = await owner.fetchval("SELECT recorded_at FROM chronicle.head WHERE clock = 'played' AND position > 0")
    finally:
        await owner.close()
    return None if played is None else PlayedClock(played)


async def _must_have_views(service: Service) -> None:
    query = f'SELECT reader, definition FROM "{service.name}".reader'
    stored = {row["reader"]: row["definition"] for row in await service.pool.fetch(query)}
    if any(stored.get(view.name) != view.projection.definition for view in service.views.values()):
        raise Unknown(
            f"the views of {service.name} are those of another version, or were never read: run `antoan up` once "
            f"· khung nhìn của {service.name} thuộc phiên bản khác hoặc chưa dựng: hãy chạy `antoan up` một lần"
        )


@asynccontextmanager
async def sight_at(host: Host, service: Service, as_of: str | None) -> AsyncIterator[Sight]:
    """What one of the open services shows, units by their names of then. Raises Rejected."""
    remembered, moment = RememberedTree(), None
    if as_of is None:
        tree = await remembered.at(service.pool, 0)
    else:
        moment = await moment_of(service, as_of)
        for one in host.services.values():
            await must_be_readable(one, moment, seconds_max=past_seconds_max)
        tree = await tree_of(service, remembered, moment.position)
    async with looking_freely(service, moment, tree) as seen:
        yield seen
