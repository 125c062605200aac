"""Rebuild: fold the log from zero into a shadow, catch up, compare, swap. One scan serves all views; readers never wait."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chronicle.collector import collector_at_rest
from chronicle.live_view import LiveView
from chronicle.log import Log
from chronicle.postgres.log import Pool
from chronicle.postgres.views import Connection, ViewTable
from chronicle.projection import Rows
from contracts.catalogue import Catalogue
from contracts.envelope import Seen

page_events_default = 20_000

Progress = Callable[[int, int], None]
"""(positions done, positions in all)"""


class RebuildStopped(Exception):
    """A fact could not be folded: the views named were not changed. A rebuild never skips."""

    def __init__(self, view: str, at: Seen[Any], error: BaseException) -> None:
        super().__init__(
            f"{view}: position {at.position} ({at.type} v{at.schema_version}) cannot be folded: {error!r}; "
            "nothing was changed there · không thay đổi gì ở đó"
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a rebuild found: `missing` rows stood only in the rebuilt view, `surplus` only in the live one.

    Both are None where the live view was of another shape or had not come as far.
    """

    view: str
    position: int
    rows: int
    missing: int | None
    surplus: int | None
    seconds: float

    @property
    def same(self) -> bool:
        return self.missing == 0 and self.surplus == 0


async def rebuild(
    views: Sequence[tuple[LiveView, Pool]],
    log: Log,
    catalogue: Catalogue,
    *,
    page: int = page_events_default,
    progress: Progress = lambda done, total: None,
) -> list[Receipt]:
    """Rebuilds the views side by side and returns a receipt each. Raises RebuildStopped, Unreachable."""
    started = time.perf_counter()
    pin = await log.head()
    with collector_at_rest():
        folded = await fold_from_zero([view for view, _ in views], log, catalogue, pin, page, progress)
    return [
        await _put_in_place(view, pool, rows, pin, log, catalogue, started)
        for (view, pool), rows in zip(views, folded, strict=True)
    ]


async def fold_from_zero(
    views: Sequence[LiveView], log: Log, catalogue: Catalogue, until: int, page: int, progress: Progress
) -> list[Rows]:
    """The rows of each view as of position `until`, in memory; each fact is decoded once, the next page read meanwhile."""
    states: list[Rows] = [{} for _ in views]
    types = sorted({name for view in views for name in view.projection.types})
    by_type = {
        name: [(view, rows) for view, rows in zip(views, states, strict=True) if name in view.projection.handlers]
        for name in types
    }
    sees = sorted({name for view in views for name in view.projection.sees})
    pages = log.scan(0, until, types, page, sees)
    upcoming: asyncio.Task[Any] = asyncio.ensure_future(anext(pages, None))
    done = 0
    try:
        while (seen := await upcoming) is not None:
            upcoming = asyncio.ensure_future(anext(pages, None))
            await asyncio.sleep(0)
            _fold_page(seen, by_type, catalogue)
            done = min(done + page, until)
            progress(done, until)
    finally:
        upcoming.cancel()
    return states


def _fold_page(
    page: Sequence[Seen[Any]], by_type: dict[str, list[tuple[LiveView, Rows]]], catalogue: Catalogue
) -> None:
    for seen in page:
        views = by_type[seen.type]
        try:
            seen.fact = catalogue.decode(seen.type, seen.schema_version, seen.fact)
            for view, rows in views:
                view.projection.step(rows, seen)
        except Exception as error:
            raise RebuildStopped(", ".join(view.name for view, _ in views), seen, error) from error


async def _put_in_place(
    view: LiveView, pool: Pool, rows: Rows, pin: int, log: Log, catalogue: Catalogue, started: float
) -> Receipt:
    await view.checkpoint()
    shadow = ViewTable(view.schema, view.projection, shadow=True)
    async with pool.acquire() as connection, connection.transaction():
        await shadow.recreate(connection)
        await shadow.copy(connection, rows)
        stored = await connection.fetchval(
            f'SELECT position FROM "{view.schema}".reader WHERE reader = $1 FOR UPDATE', view.name
        )
        reached = await _catch_up(view, shadow, connection, rows, pin, stored, log, catalogue)
        missing = surplus = None
        if await _lacks_nothing(view, log, stored, pin):
            missing = await _count_beyond(connection, shadow, view.table)
            surplus = await _count_beyond(connection, view.table, shadow)
        await connection.execute(f"DROP TABLE {view.table.name}")
        await connection.execute(f'ALTER TABLE {shadow.name} RENAME TO "{view.table.table}"')
        await connection.execute(
            f'ALTER INDEX "{view.schema}"."{shadow.table}_pkey" RENAME TO "{view.table.table}_pkey"'
        )
        await connection.execute(
            f'UPDATE "{view.schema}".reader SET position = $2 WHERE reader = $1', view.name, reached
        )
        await connection.execute(f'DELETE FROM "{view.schema}".parked WHERE reader = $1', view.name)
    return Receipt(view.name, reached, len(rows), missing, surplus, time.perf_counter() - started)


async def _lacks_nothing(view: LiveView, log: Log, stored: int, pin: int) -> bool:
    """Whether the live view has come as far as the rebuild; it does not store at once that it passed what it has no use for."""
    async for page in log.scan(stored, pin, view.projection.types, page_events_default):
        if page:
            return False
    return True


async def _catch_up(
    view: LiveView,
    shadow: ViewTable,
    connection: Connection,
    rows: Rows,
    pin: int,
    stored: int,
    log: Log,
    catalogue: Catalogue,
) -> int:
    """Folds what the live view has seen since the pin; the live reader waits on its checkpoint row meanwhile."""
    projection = view.projection
    async for page in log.scan(pin, stored, projection.types, page_events_default, projection.sees):
        touched: dict[Any, None] = {}
        for seen in page:
            touched.update(_fold_one(seen, view, rows, catalogue))
        await shadow.store(connection, rows, touched)
    return max(pin, stored)


def _fold_one(seen: Seen[Any], view: LiveView, rows: Rows, catalogue: Catalogue) -> dict[Any, None]:
    """The keys it touched. Raises RebuildStopped."""
    touched: dict[Any, None] = {}
    try:
        seen.fact = catalogue.decode(seen.type, seen.schema_version, seen.fact)
        for change in view.projection.changes(seen):
            touched[view.projection.key_of(change)] = None
            view.projection.apply(rows, change)
    except Exception as error:
        raise RebuildStopped(view.name, seen, error) from error
    return touched


async def _count_beyond(connection: Connection, one: ViewTable, other: ViewTable) -> int:
    return int(
        await connection.fetchval(f"SELECT count(*) FROM (TABLE {one.name} EXCEPT TABLE {other.name}) AS beyond")
    )
