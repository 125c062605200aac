"""Rows that come fact by fact are never looked at again: they are written page by page, while the next page is folded."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from chronicle.ending import end
from chronicle.live_view import LiveView
from chronicle.postgres.log import Pool
from chronicle.postgres.views import Connection
from chronicle.projection import Rows
from chronicle.rebuild.shadow import RebuildStopped, Shadow
from contracts.envelope import Seen


class PouredShadow(Shadow):
    """Of a view whose rows come fact by fact. Its table gets key and indexes when it is full (`complete`).

    What is written is ahead of the place the rebuild has kept. Each row lies under the position of its fact, so whoever follows
    takes out what lies beyond the place, and goes on.
    """

    async def begin(self, connection: Connection) -> None:
        await self.table.recreate(connection, indexed=False)
        self.rows, self.newest, self._from_nothing = {}, 0, True

    async def fetch(self, connection: Connection, rows_max: int, kept: int) -> int:
        await connection.execute(f"DELETE FROM {self.table.name} WHERE position > $1", kept)
        return 0

    def fold(self, seen: Seen[Any]) -> None:
        """Nothing waits here: no row that is written is asked for again. Raises RebuildStopped."""
        projection = self.view.projection
        try:
            for change in projection.changes(seen):
                (position,) = projection.apply(self.rows, change)
                if position != seen.position:
                    raise ValueError(f"its rows come fact by fact, and this one changes the row of {position}")
        except Exception as error:
            raise RebuildStopped(self.view.name, seen, error) from error
        self.newest = seen.position

    def take(self) -> Rows:
        """The rows nobody has written yet."""
        rows, self.rows = self.rows, {}
        return rows

    async def keep(self, connection: Connection) -> None:
        await self.table.copy(connection, self.take())

    def kept(self) -> None:
        """Nothing is remembered that was written."""

    async def complete(self, connection: Connection) -> None:
        await self.table.index(connection)

    def let_go(self) -> None:
        """Nothing is held."""


class Pouring:
    """Writes what was poured of one page while the next is folded: no more than a page waits.

    `still_ours` raises in the transaction of what is written where another process has taken the rebuild up.
    """

    def __init__(
        self, shadows: Sequence[Shadow], pool: Pool, still_ours: Callable[[Connection], Awaitable[None]]
    ) -> None:
        self._shadows = [shadow for shadow in shadows if isinstance(shadow, PouredShadow)]
        self._pool = pool
        self._still_ours = still_ours
        self._writing: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Once the page before is written."""
        await self.end()
        if any(shadow.rows for shadow in self._shadows):
            self._writing = asyncio.create_task(self._write([(each, each.take()) for each in self._shadows]))

    async def end(self) -> None:
        """Everything poured so far is committed afterwards."""
        if self._writing is not None:
            await self._writing
            self._writing = None

    async def give_up(self) -> None:
        """What is on its way is not written."""
        if self._writing is not None:
            await end([self._writing])
            self._writing = None

    async def _write(self, poured: Sequence[tuple[PouredShadow, Rows]]) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            # not waited for: the place is kept after it in the same log of the database, and that is waited for
            await connection.execute("SET LOCAL synchronous_commit = off")
            for shadow, rows in poured:
                await shadow.table.copy(connection, rows)
            await self._still_ours(connection)


def shadow_of(view: LiveView) -> Shadow:
    """What a rebuild folds a view into."""
    return PouredShadow(view) if view.projection.fact_by_fact else Shadow(view)
