"""Puts shadows in the place of live views, all of a service in one transaction: until it is committed, readers see the old rows."""

from collections.abc import Sequence
from typing import Any

from chronicle.live_view import LiveView
from chronicle.log import Log
from chronicle.past.book import discard
from chronicle.postgres.views import Connection
from chronicle.rebuild.folding import catch_up
from chronicle.rebuild.shadow import Shadow
from contracts.catalogue import Catalogue

lock_wait_ms_max = 3_000
"""Who reads a view just now is waited for so long, as everybody who comes after waits meanwhile; then it is tried again later."""


async def place_of(connection: Connection, view: LiveView, *, held: bool = False) -> int:
    """How far the live view has come; with `held` it comes no further until the transaction ends."""
    return int(
        await connection.fetchval(
            f'SELECT position FROM "{view.schema}".reader WHERE reader = $1{" FOR UPDATE" if held else ""}', view.name
        )
    )


async def switch(
    shadows: Sequence[tuple[Shadow, int]], connection: Connection, log: Log, catalogue: Catalogue, page: int
) -> None:
    """In the connection's transaction; each shadow comes with the position it has reached. Raises RebuildStopped."""
    await connection.execute(f"SET LOCAL lock_timeout = {lock_wait_ms_max}")
    for shadow, reached in sorted(shadows, key=lambda each: each[0].view.name):
        live = await place_of(connection, shadow.view, held=True)
        await _take_its_place(
            shadow, connection, await catch_up(shadow, connection, reached, live, log, catalogue, page)
        )


async def _take_its_place(shadow: Shadow, connection: Connection, reached: int) -> None:
    view, table = shadow.view, shadow.table
    await connection.execute(
        f'DROP TABLE {view.table.name}; ALTER TABLE {table.name} RENAME TO "{view.table.table}"; '
        f'ALTER INDEX "{view.schema}"."{table.table}_pkey" RENAME TO "{view.table.table}_pkey"'
    )
    await connection.execute(f'UPDATE "{view.schema}".reader SET position = $2 WHERE reader = $1', view.name, reached)
    await switched(view, connection)


async def switched(view: LiveView, connection: Any) -> None:
    """What was kept of the rows that are no more goes with them, in the same transaction: what was parked, and their past."""
    await discard(connection, view.schema, view.projection.name)
    await connection.execute(f'DELETE FROM "{view.schema}".parked WHERE reader = $1', view.name)
