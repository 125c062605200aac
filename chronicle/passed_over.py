"""How far views came over entries of no use to them, stored for all views of a service in one statement, several times a second.

A page says up to which event it speaks, by the stored places of its views, and the least of them counts. Were each view to
store its place only when it heals, every page would seem a second older than it is; each by itself, it would cost too much.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from chronicle.live_view import LiveView
from chronicle.postgres.log import Pool
from chronicle.reader import Reader

keep_ms = 200
"""How often; where nothing was passed over, nothing is asked of the database."""

# who waits for a place stores it soon itself: it is passed over, so that nobody waits for anybody
_KEEP = """
WITH here AS (
    SELECT r.reader, k.reached
    FROM "{schema}".reader r JOIN unnest($1::text[], $2::bigint[], $3::bigint[]) AS k (reader, stored, reached)
        ON r.reader = k.reader AND r.position = k.stored
    FOR UPDATE OF r SKIP LOCKED
)
UPDATE "{schema}".reader r SET position = here.reached FROM here WHERE r.reader = here.reader RETURNING r.reader
"""


async def keep_together(schema: str, pool: Pool, readers: Sequence[Reader]) -> None:
    """Leaves alone what reads just now, and what is not where we left it: that finds out when it writes or heals."""
    async with AsyncExitStack() as turns:
        moved: dict[str, LiveView] = {}
        for reader in readers:
            view = reader.applies
            if isinstance(view, LiveView) and view.reached > view.stored and not reader.turn.locked():
                await turns.enter_async_context(reader.turn)
                moved[view.name] = view
        if not moved:
            return
        places = [(view.name, view.stored, view.reached) for view in moved.values()]
        rows = await pool.fetch(_KEEP.format(schema=schema), *([place[n] for place in places] for n in range(3)))
        for row in rows:
            moved[row["reader"]].stored = moved[row["reader"]].reached
