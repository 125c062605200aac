"""Waiting, bounded, until a service's readers have read everything there is, and what they did because of it."""

import asyncio
from contextlib import suppress

import asyncpg

from chronicle.past.past import NotYet
from chronicle.rebuild.operation import Operation, operation
from chronicle.service import Service
from chronicle.settings import Settings

reading_seconds_max = 20


async def all_read(service: Service) -> None:
    """Returns when every reader of the service stands at the head of the log. Raises TimeoutError.

    A reader that passed over facts of no use to it stores that later, when it heals, and until then a page speaks of an earlier
    event, even of an earlier day: here each is asked to do so at once, so that two answers after each other say the same.
    """
    async with asyncio.timeout(reading_seconds_max):
        while {reader.checkpoint for reader in service.readers} != {await service.log.head()}:
            await asyncio.sleep(0.02)
        await asyncio.gather(*(reader.heal(reader.checkpoint) for reader in service.readers))


async def past_written(service: Service) -> None:
    """Returns when the past of the service's views is written as far as the log goes, so that a sheet has its code at once."""
    async with asyncio.timeout(reading_seconds_max):
        while True:
            with suppress(NotYet):
                return await service.past.reach(await service.log.head())


async def rebuilt(settings: Settings, service: Service) -> Operation:
    """All views of the service, rebuilt by itself and switched to where no row differs; else what waits for a decision."""
    owner = await asyncpg.connect(settings.owner_url)
    try:
        number = await owner.fetchval("SELECT audit.ask_rebuild($1, '{}', true, 'a', 'auditor')", service.name)
        async with asyncio.timeout(reading_seconds_max):
            while (one := await operation(owner, number)) is None or not (one.ended_at or one.waits_for_a_decision):
                await asyncio.sleep(0.05)
    finally:
        await owner.close()
    return one
