"""One rebuild from where it stands to its end: fold, keep, compare, and then switch or discard."""

import asyncio
import inspect
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from chronicle.collector import collector_at_rest
from chronicle.faultpoint import fault_point
from chronicle.live_view import LiveView, fact_is_at_fault
from chronicle.log import Log
from chronicle.postgres.log import Pool
from chronicle.postgres.views import Connection
from chronicle.rebuild.comparing import compared
from chronicle.rebuild.folding import catch_up, fold_page, pages_of
from chronicle.rebuild.operation import Found, Operation, TakenOver, report
from chronicle.rebuild.pace import Pace
from chronicle.rebuild.pouring import Pouring, shadow_of
from chronicle.rebuild.shadow import Shadow, rows_held
from chronicle.rebuild.switching import place_of, switch
from contracts.catalogue import Catalogue

report_ms = 500
error_characters_max = 2_000
turn_facts = 500
"""After so many of a page, what is read and written meanwhile has a turn: the database never waits for room in a socket."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a rebuild goes about it: as one guest among many in a running service, unless said otherwise."""

    page_facts: int = 1_000
    """Folded at once, while readers and pages of the same process wait: some milliseconds."""
    rests: bool = True
    """After a page others have their turn for as long as it took."""
    keep_facts: int = 250_000
    """After so many what is folded is written down: whoever is killed loses no more."""
    rows_held_max: int = 400_000
    """Rows in memory, of all views together; others are read from the shadows when facts come to them."""


class Cancelled(Exception):
    """Somebody wished so."""


class NoSuchView(Exception):
    """It was asked for by a name that no view of the service has."""


class OtherShape(Exception):
    """A view of another shape than the one in use can neither be compared with it nor be shown by the pages there are."""

    def __init__(self, view: str) -> None:
        super().__init__(
            f"{view} has another shape in this program than in the one that serves: only another fold of the same shape can be "
            "rebuilt beside it · hình dạng khác bản đang dùng nên không dựng lại bên cạnh được"
        )


class Rebuild:
    """`one` is how it stood when this process took it up."""

    def __init__(
        self, one: Operation, views: Sequence[LiveView], pool: Pool, log: Log, catalogue: Catalogue, manner: Manner
    ) -> None:
        self.one = one
        known = {view.projection.name: view for view in views}
        self._unknown = sorted(set(one.views) - set(known))
        names = [name for name in one.views if name in known] or ([] if one.views else list(known))
        self._shadows = [shadow_of(known[name]) for name in names]
        self._pool = pool
        self._log = log
        self._catalogue = catalogue
        self._manner = manner
        self._pouring = Pouring(self._shadows, pool, self._still_ours)

    async def carry_on(self) -> None:
        """Raises TakenOver, and what may pass: a server that is away, a lock that somebody holds. All else ends the rebuild."""
        try:
            await self._go()
        except Cancelled:
            await self._end("cancelled")
        except Exception as error:
            if isinstance(error, TakenOver) or not fact_is_at_fault(error):
                raise
            await self._end("failed", str(error)[:error_characters_max])

    async def _go(self) -> None:
        if self._unknown:
            raise NoSuchView(f"{self.one.service} has no view {', '.join(self._unknown)}")
        if self.one.decided == "discard":
            await self._end("discarded")
            return
        program = program_of([shadow.view for shadow in self._shadows])
        if self.one.program != program:
            await self._begin(program)
        if self.one.state == "folding":
            try:
                # a guest leaves the collector to its host
                with nullcontext() if self._manner.rests else collector_at_rest():
                    await self._fold()
            finally:
                await self._pouring.give_up()
            await self._compare()
        if self.one.decided == "switch":
            await self._switch()

    async def _begin(self, program: str) -> None:
        """From nothing, also where an earlier program had come far: rows of another shape or fold are of no use."""
        for shadow in self._shadows:
            if not self.one.apart:
                await shadow.view.checkpoint()
            elif not await shadow.view.fits():
                raise OtherShape(shadow.view.name)
        pin = await self._log.head()
        decided = {"wish": None} if self.one.state == "compared" else {}
        async with self._pool.acquire() as connection, connection.transaction():
            for shadow in self._shadows:
                await shadow.begin(connection)
            await self._report(
                connection, state="folding", program=program, pin=pin, position=0, kept=0, pace=Pace(), found=(), **decided,
                page_facts=self._manner.page_facts,
            )  # fmt: skip

    async def _fold(self) -> None:
        assert self.one.pin is not None
        page, pace = self._manner.page_facts, self.one.pace
        if page != self.one.page_facts:
            pace = Pace()
        await self._fetch()
        before = reported = time.perf_counter()
        projections = [shadow.view.projection for shadow in self._shadows]
        async for facts, position in pages_of(projections, self._log, self.one.kept, self.one.pin, page):
            await self._fold_page(facts)
            await self._pouring.begin()
            now = time.perf_counter()
            pace, before = pace.after(now - before), now
            if position == self.one.pin or self._must_keep(position):
                await self._keep(position, pace)
            elif (now - reported) * 1_000 >= report_ms:
                reported = now
                await self._report(self._pool, position=position, pace=pace, page_facts=page)

    async def _fetch(self) -> None:
        """What an earlier process had kept, as far as it fits into memory."""
        room = self._manner.rows_held_max
        async with self._pool.acquire() as connection:
            await self._report(connection)
            for shadow in self._shadows:
                room -= await shadow.fetch(connection, room, self.one.kept)

    async def _fold_page(self, facts: Sequence[Any]) -> None:
        began = time.perf_counter()
        for first in range(0, len(facts), turn_facts):
            fold_page(self._shadows, facts[first : first + turn_facts], self._catalogue)
            await asyncio.sleep(0)
        if any(shadow.waits for shadow in self._shadows):
            async with self._pool.acquire() as connection:
                for shadow in self._shadows:
                    await shadow.settle(connection)
        fault_point("rebuild.after_page")
        if self._manner.rests:
            await asyncio.sleep(time.perf_counter() - began)

    def _must_keep(self, position: int) -> bool:
        much = position - self.one.kept >= self._manner.keep_facts
        return much or rows_held(self._shadows) > self._manner.rows_held_max

    async def _keep(self, position: int, pace: Pace) -> None:
        """Rows and how far they are, in one transaction; where there are too many of them, the largest shadows let go of theirs."""
        await self._pouring.end()
        async with self._pool.acquire() as connection, connection.transaction():
            for shadow in self._shadows:
                await shadow.keep(connection)
            await self._report(
                connection, kept=position, position=position, pace=pace, page_facts=self._manner.page_facts
            )
            fault_point("rebuild.before_keep")
        fault_point("rebuild.after_keep")
        for shadow in self._shadows:
            shadow.kept()
        for shadow in sorted(self._shadows, key=lambda each: -len(each.rows)):
            if rows_held(self._shadows) > self._manner.rows_held_max // 2:
                shadow.let_go()

    async def _compare(self) -> None:
        """In one snapshot, in which each live view and its place belong together; nobody is held up by it."""
        assert self.one.pin is not None
        found: list[Found] = []
        async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            for shadow in self._shadows:
                await shadow.complete(connection)
                live = await place_of(connection, shadow.view)
                reached = await self._catch_up(shadow, connection, self.one.pin, live)
                comparable = await self._lacks_nothing(shadow, live, reached)
                found.append(
                    await compared(
                        shadow, connection, reached, comparable, self._log, self._catalogue, self._manner.page_facts
                    )
                )
            # whoever looks at them, before anybody decides, finds them all at one position
            until = max(each.reached for each in found)
            for shadow, each in zip(self._shadows, found, strict=True):
                await self._catch_up(shadow, connection, each.reached, until)
            even = tuple(replace(each, reached=until) for each in found)
            await self._report(connection, state="compared", position=self.one.pin, found=even)
            fault_point("rebuild.before_compared")

    async def _lacks_nothing(self, shadow: Shadow, live: int, reached: int) -> bool:
        """Whether the live view has come as far; it does not store at once that it passed what it has no use for."""
        if (further := shadow.folded_past(live)) is not None:
            return not further
        async for facts, _ in pages_of([shadow.view.projection], self._log, live, reached, self._manner.page_facts):
            if facts:
                return False
        return True

    async def _catch_up(self, shadow: Shadow, connection: Connection, after: int, until: int) -> int:
        return await catch_up(shadow, connection, after, until, self._log, self._catalogue, self._manner.page_facts)

    async def _switch(self) -> None:
        """What came since is folded first, so that little is left to do while the live views are held."""
        async with self._pool.acquire() as connection:
            async with connection.transaction():
                found = []
                for shadow, each in zip(self._shadows, self.one.found, strict=True):
                    live = await place_of(connection, shadow.view)
                    found.append(replace(each, reached=await self._catch_up(shadow, connection, each.reached, live)))
                await self._report(connection, found=tuple(found))
            pairs = [(shadow, each.reached) for shadow, each in zip(self._shadows, found, strict=True)]
            async with connection.transaction():
                await switch(pairs, connection, self._log, self._catalogue, self._manner.page_facts)
                await self._report(connection, state="switched")
                fault_point("rebuild.before_switch")
        fault_point("rebuild.after_switch")

    async def _end(self, state: str, error: str | None = None) -> None:
        """Nothing of it stays but its row."""
        async with self._pool.acquire() as connection, connection.transaction():
            for shadow in self._shadows:
                await shadow.drop(connection)
            self.one = await report(connection, self.one, state=state, error=error)

    async def _still_ours(self, connection: Connection) -> None:
        """Raises TakenOver."""
        await report(connection, self.one)

    async def _report(self, connection: Connection, **told: Any) -> None:
        """Raises Cancelled, TakenOver."""
        self.one = await report(connection, self.one, **told)
        if self.one.wish == "cancel":
            raise Cancelled


def program_of(views: Sequence[LiveView]) -> str:
    """A digest of the views' shapes and of the modules that fold them: what another program has begun is not gone on with."""
    digest = sha256()
    for view in views:
        digest.update(f"{view.name} {view.projection.definition}\n".encode())
        for module in sorted({handler.__module__ for handler in view.projection.handlers.values()}):
            digest.update(inspect.getsource(__import__(module, fromlist=["_"])).encode())
    return digest.hexdigest()
