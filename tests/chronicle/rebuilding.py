"""Asks for a rebuild as the audit service does, and carries it out as the service does whose views they are."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from chronicle.clock import SystemClock
from chronicle.live_view import LiveView
from chronicle.log import Log
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Projection
from chronicle.rebuild.carrying_out import Manner
from chronicle.rebuild.operation import Operation, operation
from chronicle.rebuild.worker import Rebuilds
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE

SERVICE = "models"


def manner(page: int = 20_000, **otherwise: Any) -> Manner:
    return Manner(page_facts=page, rests=False, **otherwise)


def rebuilds(
    pool: Any, log: Log, projections: Sequence[Projection], how: Manner | None = None, *, apart: bool = False
) -> Rebuilds:
    views = [LiveView(SERVICE, projection, pool, CATALOGUE) for projection in projections]
    return Rebuilds(SERVICE, views, pool, log, CATALOGUE, how or manner(), apart=apart)


class Asking:
    """The audit service's side."""

    def __init__(self, settings: Settings, pool: Any) -> None:
        self.settings = settings
        self._pool = pool

    async def ask(self, *views: str, switch_when_same: bool = False, apart: bool = False) -> int:
        number = await self._fetch(
            "audit.ask_rebuild($1, $2, $3, 'a', 'auditor', $4)", SERVICE, list(views), switch_when_same, apart
        )
        assert number is not None, "one is under way"
        return int(number)

    async def wish(self, number: int, decision: str) -> bool:
        return bool(await self._fetch("audit.decide_rebuild($1, $2, 'a', 'auditor')", number, decision))

    async def found(self, number: int) -> Operation:
        one = await operation(self._pool, number)
        assert one is not None
        return one

    async def owner(self, statement: str) -> None:
        """What nobody but the owner of the database can do."""
        owner = await asyncpg.connect(self.settings.database_url)
        try:
            await owner.execute(statement)
        finally:
            await owner.close()

    async def _fetch(self, call: str, *arguments: Any) -> Any:
        owner = await asyncpg.connect(self.settings.database_url)
        try:
            return await owner.fetchval(f"SELECT {call}", *arguments)
        finally:
            await owner.close()

    async def compared(self, *projections: Projection, log: Log | None = None, how: Manner | None = None) -> Operation:
        """Asked for and carried out as far as to the decision, or to where it stopped."""
        number = await self.ask(*(projection.name for projection in projections))
        await self.rebuilds(projections, log, how).act()
        return await self.found(number)

    async def switched(self, *projections: Projection, log: Log | None = None, how: Manner | None = None) -> Operation:
        one = await self.compared(*projections, log=log, how=how)
        if one.state != "compared":
            return one
        assert await self.wish(one.rebuild_id, "switch")
        await self.rebuilds(projections, log, how).act()
        return await self.found(one.rebuild_id)

    def rebuilds(
        self,
        projections: Sequence[Projection],
        log: Log | None = None,
        how: Manner | None = None,
        *,
        apart: bool = False,
    ) -> Rebuilds:
        return rebuilds(self._pool, log or PostgresLog(self._pool, SystemClock()), projections, how, apart=apart)
