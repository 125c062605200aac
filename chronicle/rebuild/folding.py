"""One scan of the log for all shadows of a service: each fact is decoded once, and the next page is read meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from chronicle.collector import collector_at_rest
from chronicle.log import Log
from chronicle.postgres.views import Connection
from chronicle.projection import Projection
from chronicle.rebuild.shadow import RebuildStopped, Shadow
from contracts.catalogue import Catalogue
from contracts.envelope import Seen


async def pages_of(
    projections: Sequence[Projection], log: Log, after: int, until: int, page: int
) -> AsyncIterator[tuple[list[Seen[Any]], int]]:
    """(the facts of a page that any of these folds, still as text; up to which position), one page ahead of who takes them."""
    types = sorted({name for projection in projections for name in projection.types})
    sees = sorted({name for projection in projections for name in projection.sees})
    pages = log.scan(after, until, types, page, sees)
    upcoming: asyncio.Task[Any] = asyncio.ensure_future(anext(pages, None))
    try:
        while (found := await upcoming) is not None:
            upcoming = asyncio.ensure_future(anext(pages, None))
            # whoever waits has a turn, and the next page is asked for before this one is folded
            await asyncio.sleep(0)
            after = min(after + page, until)
            yield found, after
    finally:
        upcoming.cancel()


def fold_page(shadows: Sequence[Shadow], page: Sequence[Seen[Any]], catalogue: Catalogue) -> None:
    """Folds what can be folded in memory. Raises RebuildStopped."""
    by_type: dict[str, list[Shadow]] = {}
    for shadow in shadows:
        for name in shadow.view.projection.types:
            by_type.setdefault(name, []).append(shadow)
    with collector_at_rest():
        for seen in page:
            folding = by_type[seen.type]
            try:
                seen.fact = catalogue.decode(seen.type, seen.schema_version, seen.fact)
            except Exception as error:
                raise RebuildStopped(", ".join(shadow.view.name for shadow in folding), seen, error) from error
            for shadow in folding:
                shadow.fold(seen)
            # let go at once: the next one is made in the same memory, and a page of them outgrows every cache of the processor
            seen.fact = None


async def catch_up(
    shadow: Shadow, connection: Connection, after: int, until: int, log: Log, catalogue: Catalogue, page: int
) -> int:
    """Folds what came since and writes it, in the connection's transaction; returns how far it is now. Raises RebuildStopped."""
    async for facts, _ in pages_of([shadow.view.projection], log, after, until, page):
        fold_page([shadow], facts, catalogue)
        await shadow.settle(connection)
        await shadow.keep(connection)
        shadow.kept()
    return max(after, until)
