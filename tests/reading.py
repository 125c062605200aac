"""Waiting, bounded, until a service's readers have read everything there is, and what they did because of it."""

import asyncio

from chronicle.service import Service

reading_seconds_max = 20


async def all_read(service: Service) -> None:
    """Returns when every reader of the service stands at the head of the log. Raises TimeoutError."""
    async with asyncio.timeout(reading_seconds_max):
        while {reader.checkpoint for reader in service.readers} != {await service.log.head()}:
            await asyncio.sleep(0.02)
