"""Files that were uploaded and that no fact names: left behind by forms nobody finished. The operator removes them.

A file that a fact names is never one of them, however long ago it was named: the whole log is looked through.
"""

from asyncio import to_thread
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chronicle.postgres.log import PostgresLog
from portal.attachments.store import Store

_UNUSED = """
    SELECT sha256, max(label) AS label, max(bytes) AS bytes, array_agg(unit_id ORDER BY unit_id) AS units,
           max(uploaded_at) AS uploaded_at
      FROM portal.attachment WHERE sha256 <> ALL($2::text[])
     GROUP BY sha256 HAVING max(uploaded_at) < clock_timestamp() - $1 * interval '1 day' ORDER BY max(uploaded_at), sha256"""
_NAMED = """
    SELECT position, (SELECT array_agg(found[1]) FROM regexp_matches(data::text, '"([0-9a-f]{64})"', 'g') AS found) AS hashes
      FROM {events} WHERE position BETWEEN $1 AND $2 AND data::text ~ '"[0-9a-f]{64}"'"""


@dataclass(frozen=True, slots=True)
class Unused:
    """A content no fact names, for which units it was uploaded, and when last."""

    sha256: str
    label: str
    bytes: int
    units: list[str]
    uploaded_at: datetime


async def unused(owner: Any, log: PostgresLog, days: int) -> tuple[list[Unused], int]:
    """What was uploaded longer than so many days ago and is named by no fact, oldest first; and how far the log was read."""
    position = await log.head()
    named = await _named(log, 1, position)
    return [Unused(**row) for row in await owner.fetch(_UNUSED, days, list(named))], position


async def removed(owner: Any, log: PostgresLog, store: Store, file: Unused, position: int) -> bool:
    """Forgets a file, unless it was uploaded or named since. Raises StoreAway, and nothing is forgotten then.

    Takes turns with uploads of the same content (portal.attach): those that come later find nothing and put it again.
    """
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", file.sha256)
        newest = await owner.fetchval("SELECT max(uploaded_at) FROM portal.attachment WHERE sha256 = $1", file.sha256)
        if newest != file.uploaded_at or file.sha256 in await _named(log, position + 1, await log.head()):
            return False
        await owner.execute("DELETE FROM portal.attachment WHERE sha256 = $1", file.sha256)
        await to_thread(store.remove, file.sha256)
    return True


async def _named(log: PostgresLog, first: int, last: int) -> set[str]:
    """The hashes that facts of these positions name."""
    return {sha256 async for *_, rows in log.find(_NAMED, first, last) for row in rows for sha256 in row["hashes"]}
