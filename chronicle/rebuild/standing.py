"""Looking at what was rebuilt before anybody decides: its shadows stand still, and stay, for as long as somebody looks."""

from typing import Any

import asyncpg

from chronicle.past.moment import Rebuilt
from chronicle.rebuild.shadow import shadow_called


class StandsNoMore(Exception):
    """It does not wait for a decision any more: its shadows are in use by now, or are gone."""


async def hold(connection: Any, schema: str, rebuilt: Rebuilt) -> None:
    """In a transaction that has read nothing yet; until it ends, nobody drops, renames or begins anew what it reads.

    Locked before the snapshot is taken: so the state seen in it is that of the shadows held. Raises StandsNoMore.
    """
    if rebuilt.views:
        tables = ", ".join(f'"{schema}"."{shadow_called(view)}"' for view in sorted(rebuilt.views))
        try:
            await connection.execute(f"LOCK TABLE {tables} IN ACCESS SHARE MODE")
        except asyncpg.UndefinedTableError as error:
            raise StandsNoMore from error
    if not await connection.fetchval(
        "SELECT count(*) FROM chronicle.rebuild WHERE rebuild_id = $1 AND state = 'compared' AND wish IS NULL",
        rebuilt.number,
    ):
        raise StandsNoMore
