"""Waiting, bounded, until a service's readers have read everything there is, and what they did because of it."""

import asyncio

from chronicle.service import Service

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
