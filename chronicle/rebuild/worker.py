"""Takes up what is asked of one service's views: one rebuild at a time, in one process; one that was killed is gone on with."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog

from chronicle.component import Timer
from chronicle.live_view import LiveView
from chronicle.log import Log
from chronicle.postgres.log import Pool
from chronicle.rebuild.carrying_out import Manner, Rebuild
from chronicle.rebuild.operation import Operation, TakenOver, take_up, under_way
from contracts.catalogue import Catalogue

look_every_ms = 1_000
BESIDE_READERS = Manner()

logger = structlog.get_logger("chronicle.rebuild")


class Rebuilds:
    """Of one service. The views are instances of its own, so that no reader's memory of where it stands is touched;
    `looking` is where it looks for what is asked, so that the others stay closed while nothing is. `apart` carries out what a
    program asked to carry out itself, and only that."""

    def __init__(
        self,
        name: str,
        views: Sequence[LiveView],
        pool: Pool,
        log: Log,
        catalogue: Catalogue,
        manner: Manner = BESIDE_READERS,
        *,
        looking: Pool | None = None,
        apart: bool = False,
    ) -> None:
        self.name = name
        self._views = views
        self._pool = pool
        self._looking = looking or pool
        self._log = log
        self._catalogue = catalogue
        self._manner = manner
        self._apart = apart

    def timer(self) -> Timer:
        return Timer("rebuilds", look_every_ms, self.act)

    async def act(self) -> None:
        """Carries what is under way as far as it goes: to its end, or to where it waits for a decision."""
        found = await under_way(self._looking, self.name)
        if found is None or found.waits_for_a_decision or not self._ours(found):
            return
        async with self._alone() as alone:
            if alone and (one := await take_up(self._pool, self.name, uuid4())) is not None:
                try:
                    await Rebuild(one, self._views, self._pool, self._log, self._catalogue, self._manner).carry_on()
                except TakenOver as error:
                    logger.warning("rebuild_taken_over", service=self.name, error=str(error))

    def _ours(self, found: Operation) -> bool:
        """To give one up, the fold of whoever began it is not needed."""
        return found.apart == self._apart or found.decided in ("discard", "cancel")

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[bool]:
        key = f"antoan.rebuild {self.name}"
        async with self._pool.acquire() as connection:
            alone = await connection.fetchval("SELECT pg_try_advisory_lock(hashtext($1))", key)
            try:
                yield alone
            finally:
                if alone:
                    await connection.execute("SELECT pg_advisory_unlock(hashtext($1))", key)
