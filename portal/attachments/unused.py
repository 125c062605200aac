"""Files that were uploaded and that no fact names: left behind by forms nobody finished. The operator removes them.

A file that a fact names is never one of them, however long ago it was named: the whole log is looked through.
"""

from asyncio import to_thread
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.attachments.store import Store

_UNUSED = """
    WITH named AS MATERIALIZED (
        SELECT DISTINCT found[1] AS sha256 FROM chronicle.event, regexp_matches(data::text, '"([0-9a-f]{64})"', 'g') AS found
         WHERE data::text ~ '"[0-9a-f]{64}"')
    SELECT sha256, max(label) AS label, max(bytes) AS bytes, array_agg(unit_id ORDER BY unit_id) AS units,
           max(uploaded_at) AS uploaded_at
      FROM portal.attachment WHERE NOT EXISTS (SELECT FROM named n WHERE n.sha256 = attachment.sha256)
     GROUP BY sha256 HAVING max(uploaded_at) < clock_timestamp() - $1 * interval '1 day' ORDER BY max(uploaded_at), sha256"""

_NAMED_SINCE = "SELECT EXISTS (SELECT FROM chronicle.event WHERE position > $1 AND strpos(data::text, $2) > 0)"


@dataclass(frozen=True, slots=True)
class Unused:
    """A content no fact names, for which units it was uploaded, and when last."""

    sha256: str
    label: str
    bytes: int
    units: list[str]
    uploaded_at: datetime


async def unused(owner: Any, days: int) -> tuple[list[Unused], int]:
    """What was uploaded longer than so many days ago and is named by no fact, oldest first; and how far the log was read."""
    position: int = await owner.fetchval("SELECT position FROM chronicle.head")
    return [Unused(**row) for row in await owner.fetch(_UNUSED, days)], position


async def removed(owner: Any, store: Store, file: Unused, position: int) -> bool:
    """Forgets a file, unless it was uploaded or named since. Raises StoreAway, and nothing is forgotten then.

    Takes turns with uploads of the same content (portal.attach): those that come later find nothing and put it again.
    """
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", file.sha256)
        newest = await owner.fetchval("SELECT max(uploaded_at) FROM portal.attachment WHERE sha256 = $1", file.sha256)
        if newest != file.uploaded_at or await owner.fetchval(_NAMED_SINCE, position, file.sha256):
            return False
        await owner.execute("DELETE FROM portal.attachment WHERE sha256 = $1", file.sha256)
        await to_thread(store.remove, file.sha256)
    return True
