"""How checkpoints leave the house: once a day as a fact, and each of them as a file in a folder that others keep copies of."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from chronicle.command import Command
from chronicle.service import Service
from contracts.audit import CheckpointPublished
from contracts.calendar import DayBegan
from contracts.envelope import Recorded
from services.audit.ledger import book
from services.audit.ledger.sealing import checkpoint_at
from services.audit.ledger.signing import signer
from services.audit.publishing import IntroduceKey, PublishCheckpoint

Effect = Callable[[Any, Recorded[Any]], Awaitable[Iterable[Command]]]


def publish_the_checkpoint_when_a_day_began(service: Service) -> Effect:
    """Over the facts up to the beginning of the day, whenever it comes to it: a year that is played again is the same year.

    Days that are made up after a stop are vouched for by the one on which that was done.
    """

    async def consequence(fact: DayBegan, recorded: Recorded[Any]) -> Iterable[Command]:
        if fact.day < recorded.occurred_on:
            return ()
        found = await checkpoint_at(service, recorded.position)
        day = recorded.occurred_on
        return (
            IntroduceKey(occurred_on=day, key=str(signer(service.settings).key)),
            PublishCheckpoint(occurred_on=day, size=found.size, root_sha256=found.root.hex(), note=found.note),
        )

    return consequence


def file_the_checkpoint_when_it_is_published(service: Service) -> Effect:
    """The same note again is the same file again."""

    async def consequence(fact: CheckpointPublished, recorded: Recorded[Any]) -> Iterable[Command]:
        await asyncio.to_thread(put_down, service.settings.checkpoints, fact.size, fact.note)
        return ()

    return consequence


async def file_again(service: Service, size: int) -> None:
    """With what stands below it by now, where it was published."""
    async with service.pool.acquire() as connection:
        published = await connection.fetchval("SELECT true FROM audit.checkpoints WHERE size = $1", size)
        found = await book.of_size(connection, size) if published else None
    if found is not None:
        await asyncio.to_thread(put_down, service.settings.checkpoints, size, found.note)


def put_down(folder: Path, size: int, note: str) -> Path:
    """Writes a note whole or not at all; returns where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{size:012}.txt"
    fresh = path.with_suffix(".part")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    return fresh.replace(path)
