"""Writes the past of a service's views behind them, by the same fold, from the log, page by page; never on the way of a fact."""

import asyncio
from collections.abc import Container, Sequence
from contextlib import suppress
from typing import Any

import structlog

from chronicle.ending import end
from chronicle.log import Log
from chronicle.past.book import Book, Place
from chronicle.past.decoding import decoded
from chronicle.past.unfolding import Unfolding
from chronicle.postgres.log import Pool
from chronicle.postgres.views import Connection
from chronicle.projection import Change, Projection
from contracts.catalogue import Catalogue
from contracts.envelope import Seen

page_events = 5_000
rows_held_max = 100_000
"""Of one view, in memory, while its past is written."""
settle_versions_min = 20
reach_seconds_max = 5

logger = structlog.get_logger("chronicle.past")


class PastStopped(Exception):
    """A fact that the live view folded cannot be folded again: nothing after it can be read as of."""

    def __init__(self, view: str, at: Seen[Any], error: BaseException) -> None:
        super().__init__(f"{view}: position {at.position} ({at.type} v{at.schema_version}) cannot be folded: {error!r}")


class NotYet(Exception):
    """The past is written up to `reached` only; it goes on being written."""

    def __init__(self, reached: int, position: int) -> None:
        super().__init__(f"the past of the views is written up to {reached} of {position} facts")
        self.reached = reached
        self.position = position


class Past:
    """`await past.reach(position)`; from then on transactions may read as of it."""

    def __init__(
        self, schema: str, projections: Sequence[Projection], pool: Pool, log: Log, catalogue: Catalogue
    ) -> None:
        self._schema = schema
        self._projections = {one.name: one for one in projections}
        self._book = Book(schema, projections)
        self._pool = pool
        self._log = log
        self._catalogue = catalogue
        self._unfoldings: dict[str, Unfolding] = {}
        self._left_at: dict[str, int] = {}
        """Where we left each view: rows in memory are as of there."""
        self._unsettled = dict.fromkeys(self._projections, 0)
        self._goal = 0
        self._writing: asyncio.Task[None] | None = None

    async def reach(self, position: int, *, seconds_max: float = reach_seconds_max) -> None:
        """Waits until every view can be read as of the position. Raises NotYet, PastStopped, Unreachable."""
        if not self._projections or await self.reached() >= position:
            return
        self._goal = max(self._goal, position)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_up_to_goal())
        await asyncio.wait({self._writing}, timeout=seconds_max)
        if self._writing.done():
            self._writing.result()
        if (reached := await self.reached()) < position:
            raise NotYet(max(reached, 0), position)

    async def reached(self) -> int:
        """The position as of which every view can be read now."""
        async with self._pool.acquire() as connection:
            return await self._book.reached(connection)

    async def write_behind(self) -> None:
        """Writes what the live views have read and the past does not have yet; as much as there is."""
        if self._projections:
            with suppress(NotYet):
                await self.reach(await self._live(), seconds_max=3_600)

    async def end(self) -> None:
        """Stops between two pages, or within one, which is then not written."""
        if self._writing is not None:
            await end([self._writing])

    async def _live(self) -> int:
        """How far all live views have come: what those park is known up to there."""
        names = [f"{self._schema}.{name}" for name in self._projections]
        async with self._pool.acquire() as connection:
            return int(
                await connection.fetchval(
                    "SELECT CASE WHEN count(*) = $2 THEN min(position) ELSE 0 END "
                    f'FROM "{self._schema}".reader WHERE reader = ANY($1)',
                    names, len(names),
                )
            )  # fmt: skip

    async def _write_up_to_goal(self) -> None:
        try:
            while await self._page(min(self._goal, await self._live())):
                pass
            await self._settle()
        except PastStopped as stopped:
            logger.error("past_stopped", service=self._schema, error=str(stopped))
            raise
        finally:
            self._unfoldings.clear()

    async def _settle(self) -> None:
        """After much was written, tells the planner: what it knows of a table that was empty makes a page take a second."""
        for view, written in self._unsettled.items():
            if written >= settle_versions_min:
                async with self._pool.acquire() as connection:
                    await self._book.tables[view].settle(connection)
                self._unsettled[view] = 0

    async def _page(self, until: int) -> bool:
        """One page in one transaction; False when there was nothing to write."""
        async with self._pool.acquire() as connection, connection.transaction():
            places = await self._book.turn(connection)
            after = min(place.position for place in places.values())
            if after >= until:
                return False
            upper = min(after + page_events, until)
            behind = [place for place in places.values() if place.position < upper]
            parked = await self._book.parked(connection, after, upper)
            facts = await self._decoded(after, upper, behind, {at for _, at in parked})
            for place in behind:
                name = f"{self._schema}.{place.view}"
                own = [
                    seen for seen in facts
                    if seen.position > place.position and (place.view, seen.position) not in parked
                ]  # fmt: skip
                await self._write(connection, place, name, own)
                place.position = upper
                await self._book.put_down(connection, place)
        self._left_at = {place.view: place.position for place in places.values()}
        return True

    async def _decoded(
        self, after: int, upper: int, places: Sequence[Place], parked_at: Container[int]
    ) -> list[Seen[Any]]:
        of = [self._projections[place.view] for place in places]
        types = sorted({name for one in of for name in one.types})
        sees = sorted({name for one in of for name in one.sees})
        return [
            seen
            async for page in self._log.scan(after, upper, types, page_events, sees)
            for seen in await asyncio.to_thread(decoded, self._catalogue, page, parked_at)
        ]

    async def _write(self, connection: Connection, place: Place, name: str, facts: Sequence[Seen[Any]]) -> None:
        """Folds these facts into one view's versions. Raises PastStopped."""
        unfolding = self._unfolding(place)
        changes = await asyncio.to_thread(_changes, unfolding.projection, name, facts)
        table = self._book.tables[place.view]
        unknown = unfolding.unknown(change for _, made in changes for change in made)
        if unknown:
            found = await table.open_versions(connection, place.epoch, unknown) if place.position else []
            unfolding.bring_in(unknown, found)
        standing = unfolding.standing
        await asyncio.to_thread(_fold, unfolding, name, changes)
        gone, versions = unfolding.take()
        await table.write(connection, place.epoch, gone, versions)
        place.written += len(versions)
        self._unsettled[place.view] += len(versions)
        place.standing += unfolding.standing - standing
        if unfolding.held > rows_held_max:
            unfolding.forget()

    def _unfolding(self, place: Place) -> Unfolding:
        """The rows held since the page before; where somebody else has written since, none."""
        found = self._unfoldings.get(place.view)
        if found is None or self._left_at.get(place.view) != place.position:
            found = self._unfoldings[place.view] = Unfolding(self._projections[place.view])
        return found


def _changes(projection: Projection, name: str, facts: Sequence[Seen[Any]]) -> list[tuple[Seen[Any], Sequence[Change]]]:
    made: list[tuple[Seen[Any], Sequence[Change]]] = []
    for seen in facts:
        if seen.type in projection.handlers:
            try:
                made.append((seen, list(projection.changes(seen))))
            except Exception as error:
                raise PastStopped(name, seen, error) from error
    return made


def _fold(unfolding: Unfolding, name: str, changes: Sequence[tuple[Seen[Any], Sequence[Change]]]) -> None:
    for seen, made in changes:
        try:
            unfolding.step(seen.position, made)
        except Exception as error:
            raise PastStopped(name, seen, error) from error
