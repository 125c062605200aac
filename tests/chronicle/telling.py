"""What a view should hold, told from the log by the pure fold, and waiting until something is so."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from chronicle.live_view import LiveView, decode
from chronicle.log import Item, Log
from chronicle.projection import Projection
from chronicle.reader import Reader
from contracts.catalogue import CATALOGUE, Catalogue
from contracts.envelope import Recorded
from contracts.fact import Fact
from tests.chronicle.sample_component import DAY, context

patience_seconds_max = 20


async def facts_of(log: Log, catalogue: Catalogue = CATALOGUE) -> list[Recorded[Any]]:
    """Every fact of the log, and a proof on the way that positions have no gap."""
    found: list[Recorded[Any]] = []
    while entries := await log.read(len(found), 1_000):
        assert [entry.position for entry in entries] == list(range(len(found) + 1, len(found) + 1 + len(entries)))
        found.extend(decode(catalogue, entry) for entry in entries)
    return found


async def should_hold(projection: Projection, log: Log) -> list[list[Any]]:
    """The rows the fold of the whole log comes to, in the order of their keys."""
    rows = projection.fold(await facts_of(log))
    return [_comparable(rows[key]) for key in sorted(rows)]


async def holds(view: LiveView, pool: Any) -> list[list[Any]]:
    """The rows that stand in the view's table, in the order of their keys."""
    async with pool.acquire() as connection:
        return sorted(_comparable(row) for row in await view.table.all(connection))


def _comparable(row: Sequence[Any]) -> list[Any]:
    return [list(value) if isinstance(value, tuple) else value for value in row]


async def until(holds_true: Callable[[], Awaitable[bool]], what: str) -> None:
    """Waits for it, and says in words what did not come."""
    end = time.monotonic() + patience_seconds_max
    while not await holds_true():
        assert time.monotonic() < end, f"did not come in {patience_seconds_max} s: {what}"
        await asyncio.sleep(0.02)


async def until_read(host: Any, name: str = "models") -> int:
    """Waits until every reader of the service has read the log to its head, and returns it."""
    service = host.services[name]

    async def read() -> bool:
        head = await service.log.head()
        return all(reader.checkpoint == head for reader in service.readers)

    await until(read, f"readers of {name} at the head")
    return int(await service.log.head())


async def healed(reader: Reader, log: Log) -> None:
    """The reader at the head, from the log alone."""
    await reader.heal(await log.head())


def item(stream: str, *facts: Fact, expected: int | None = None, **fields: Any) -> Item:
    """One command's facts, ready to be appended without a decision."""
    return Item(stream, expected, facts, DAY, context(**fields))
