"""Works a supposition out for the views of a service, and keeps it where queries find it: one pass over what came since."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from chronicle.ending import end
from chronicle.log import Log
from chronicle.past.book import Book
from chronicle.past.past import Past
from chronicle.past.version_table import AS_OF, shown_as_of
from chronicle.postgres.log import Pool
from chronicle.postgres.views import ViewTable
from chronicle.projection import Projection, RowValues
from chronicle.supposed import overlay
from chronicle.supposed.following import CannotBeSupposed, facts_of, follow
from chronicle.supposed.supposition import Supposition, Trail
from contracts.catalogue import Catalogue
from contracts.envelope import Seen

suppose_seconds_max = 5
supposed_kept_max = 200
trails_kept_max = 4


class StillSupposing(Exception):
    """`done` of `total` facts were gone through; it goes on."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"what is supposed is being worked out: {done} of {total} facts")
        self.done = done
        self.total = total


class Supposing:
    """`number = await supposing.stand(supposition)`; then transactions may read under it, as of its base."""

    def __init__(
        self, schema: str, projections: Sequence[Projection], pool: Pool, log: Log, catalogue: Catalogue, past: Past
    ) -> None:
        self._schema = schema
        self._book = Book(schema, projections)
        self._pool = pool
        self._log = log
        self._catalogue = catalogue
        self._past = past
        self._working: dict[Supposition, asyncio.Task[int]] = {}
        self._done: dict[Supposition, int] = {}
        """How many facts those being worked out have gone through."""
        self._turn = asyncio.Lock()
        self._trails: OrderedDict[Supposition, list[Trail]] = OrderedDict()

    async def stand(self, supposition: Supposition, *, seconds_max: float = suppose_seconds_max) -> int:
        """The number under which it is read. Raises StillSupposing, CannotBeSupposed, and what `Past.reach` raises."""
        await self._past.reach(supposition.base)
        async with self._pool.acquire() as connection:
            found = await overlay.number_of(connection, self._schema, supposition.digest)
        if found is not None:
            return found
        task = self._working.get(supposition)
        if task is None:
            task = self._working[supposition] = asyncio.create_task(self._work_out(supposition))
        await asyncio.wait({task}, timeout=seconds_max)
        if not task.done():
            raise StillSupposing(self._done.get(supposition, 0), supposition.base - supposition.after)
        self._working.pop(supposition, None)
        return task.result()

    async def end(self) -> None:
        await end([*self._working.values()])

    async def _work_out(self, supposition: Supposition) -> int:
        async with self._turn:  # one at a time: a service has its readers to serve
            trails = self._found(supposition) or await self._followed(supposition)
            self._done.pop(supposition, None)
            differences = await asyncio.to_thread(_differences, trails, supposition)
            async with self._pool.acquire() as connection, connection.transaction():
                tables = self._book.tables
                await overlay.prepare(connection, self._schema, [*tables.values()])
                if (found := await overlay.number_of(connection, self._schema, supposition.digest)) is not None:
                    return found
                number = await overlay.note(connection, self._schema, supposition.digest)
                for view, (covered, standing) in differences.items():
                    await overlay.write(connection, tables[view], number, covered, standing)
                await overlay.make_room(connection, self._schema, [*tables.values()], supposed_kept_max)
        return number

    def _found(self, supposition: Supposition) -> list[Trail] | None:
        """The trails of a supposition that is apart in more: which of its facts is behind a difference was asked next."""
        return next((trails for kept, trails in self._trails.items() if kept.covers(supposition)), None)

    async def _followed(self, supposition: Supposition) -> list[Trail]:
        facts: list[Seen[Any]] = await facts_of(supposition, self._log, self._catalogue)
        trails: list[Trail] = []
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            last = max(supposition.supposed, default=0)
            parked = await self._book.parked(connection, supposition.after, max(last, supposition.base))
            await connection.execute(f"SET LOCAL {AS_OF} = {supposition.after}")
            for view, table in self._book.tables.items():
                trail = Trail(table.projection, [fact for fact in facts if (view, fact.position) not in parked])
                if trail.keys:
                    then = ViewTable(self._schema, table.projection, shown_as_of(view))
                    trail.before = await then.load(connection, trail.keys)
                    trails.append(trail)
        async for reached in follow(trails, supposition, facts, self._log, self._catalogue, parked):
            self._done[supposition] = reached - supposition.after
        self._trails[supposition] = trails
        if len(self._trails) > trails_kept_max:
            self._trails.popitem(last=False)
        return trails


def _differences(
    trails: Sequence[Trail], supposition: Supposition
) -> dict[str, tuple[list[RowValues], list[RowValues]]]:
    """By view. Raises CannotBeSupposed."""
    found = {}
    for trail in trails:
        try:
            found[trail.projection.name] = trail.difference(supposition)
        except Exception as error:
            raise CannotBeSupposed(f"{trail.projection.name}: {error!r}") from error
    return found
