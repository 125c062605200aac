"""Keeps one view table up to date: checkpoint and rows change in the same transaction."""

from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import structlog

from chronicle.faultpoint import fault_point
from chronicle.log import Entry
from chronicle.parking import ParkingPlace
from chronicle.postgres.log import UNREACHABLE, Pool
from chronicle.postgres.views import Connection, ViewTable
from chronicle.projection import Change, Projection
from chronicle.refusal import Unreachable
from contracts.catalogue import Catalogue, UnknownFact
from contracts.envelope import Recorded
from contracts.fact import Fact

WAITS = "waits behind an earlier parked fact of its stream"

logger = structlog.get_logger("chronicle.live_view")


class LiveView:
    """Implements chronicle.reader.Applies for a projection."""

    def __init__(self, schema: str, projection: Projection, pool: Pool, catalogue: Catalogue) -> None:
        self.name = f"{schema}.{projection.name}"
        self.schema = schema
        self.projection = projection
        self.table = ViewTable(schema, projection)
        self._pool = pool
        self._catalogue = catalogue
        self._parking = ParkingPlace(schema)
        self.stored = 0
        """What we believe the store holds; if it holds something else, another process or a rebuild was there."""
        self.reached = 0
        """Ahead of the store by entries this view has no use for: they cost no transaction."""

    async def checkpoint(self) -> int:
        self.stored = self.reached = await self._make_or_find()
        return self.stored

    async def fits(self) -> bool:
        """Whether the table that is there has the shape of this program; nothing is made."""
        async with self._pool.acquire() as connection:
            stored = await connection.fetchval(
                f'SELECT definition FROM "{self.schema}".reader WHERE reader = $1', self.name
            )
        return bool(stored == self.projection.definition)

    async def _make_or_find(self) -> int:
        """Makes the table on first use, and again (from position 0) when the projection's shape has changed."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", self.name)
            row = await connection.fetchrow(
                f'SELECT position, definition FROM "{self.schema}".reader WHERE reader = $1 FOR UPDATE', self.name
            )
            if row is not None and row["definition"] == self.projection.definition:
                return int(row["position"])
            await self.table.recreate(connection)
            await connection.execute(
                f'INSERT INTO "{self.schema}".reader (reader, position, definition) VALUES ($1, 0, $2) '
                "ON CONFLICT (reader) DO UPDATE SET position = 0, definition = excluded.definition",
                self.name, self.projection.definition,
            )  # fmt: skip
            await connection.execute(f'DELETE FROM "{self.schema}".parked WHERE reader = $1', self.name)
            return 0

    async def apply(self, entries: Sequence[Entry]) -> int:
        wanted = [entry for entry in entries if entry.type in self.projection.handlers]
        if entries[0].position - 1 != self.reached:
            return await self.checkpoint()
        if wanted and not await self._write(wanted, entries[-1].position):
            return await self.checkpoint()
        self.reached = entries[-1].position
        return self.reached

    async def keep(self) -> int:
        """Stores a checkpoint that has moved only in memory; when somebody else was there, returns where that one is."""
        if self.reached > self.stored and not await self._write((), self.reached):
            return await self.checkpoint()
        return self.reached

    async def _write(self, wanted: Sequence[Entry], position: int) -> bool:
        """Rows and checkpoint in one transaction; False when the store is not where we left it, and nothing is written."""
        try:
            return await self._write_with(self._fold_together, wanted, position)
        except Exception as error:
            if not fact_is_at_fault(error):
                raise
            return await self._write_with(self._fold_one_by_one, wanted, position)

    async def _write_with(self, fold: Callable[..., Awaitable[None]], wanted: Sequence[Entry], position: int) -> bool:
        async with self._pool.acquire() as connection, connection.transaction():
            found = await connection.fetchrow(
                f'SELECT position, EXISTS (SELECT FROM "{self.schema}".parked p WHERE p.reader = $1) '
                f'FROM "{self.schema}".reader WHERE reader = $1 FOR UPDATE',
                self.name,
            )
            if found is None or found[0] != self.stored:
                return False
            if wanted:
                streams = {entry.stream for entry in wanted}
                held = await self._parking.held_streams(connection, self.name, streams) if found[1] else set()
                await fold(connection, wanted, held)
            await connection.execute(
                f'UPDATE "{self.schema}".reader SET position = $2 WHERE reader = $1', self.name, position
            )
            fault_point("view.before_commit")
        fault_point("view.after_commit")
        self.stored = position
        return True

    async def _fold_together(self, connection: Connection, wanted: Sequence[Entry], held: set[str]) -> None:
        changes: list[Change] = []
        for entry in wanted:
            if entry.stream in held:
                await self._park(connection, entry, WAITS)
            else:
                changes.extend(self.projection.changes(decode(self._catalogue, entry)))
        touched = {self.projection.key_of(change): None for change in changes}
        rows = await self.table.load(connection, touched)
        for change in changes:
            self.projection.apply(rows, change)
        await self.table.store(connection, rows, touched)

    async def _fold_one_by_one(self, connection: Connection, wanted: Sequence[Entry], held: set[str]) -> None:
        """Finds the fact that cannot be folded: it changes nothing, and what follows in its stream waits behind it."""
        for entry in wanted:
            try:
                async with connection.transaction():
                    await self._fold_together(connection, [entry], held)
            except Exception as error:
                if not fact_is_at_fault(error):
                    raise
                held.add(entry.stream)
                await self._park(connection, entry, error)

    async def _park(self, connection: Connection, entry: Entry, error: BaseException | str) -> None:
        logger.warning("fact_parked", reader=self.name, position=entry.position, type=entry.type, error=str(error))
        await self._parking.park_fact(connection, self.name, entry.position, entry.stream, error)


def fact_is_at_fault(error: Exception) -> bool:
    """Not the store, which is tried again, and not a fact newer than this program, which stops the reader instead."""
    if isinstance(
        error, (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)
    ):
        return True
    return not isinstance(error, (UnknownFact, Unreachable, asyncpg.PostgresError, *UNREACHABLE))


def decode(catalogue: Catalogue, entry: Entry) -> Recorded[Fact]:
    """Stored entry → fact in today's shape within its envelope."""
    return entry.recorded(catalogue.decode(entry.type, entry.schema_version, entry.data))
