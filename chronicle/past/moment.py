"""A moment of the log, and a connection that reads a service's views as they stood then."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from chronicle.past.version_table import shown_as_of, shown_as_supposed
from chronicle.rebuild.shadow import shadow_called
from chronicle.supposed.supposition import Supposition


@dataclass(frozen=True, slots=True)
class Supposed:
    """A supposition that a service's views can be read under; `number` is what it is called there."""

    supposition: Supposition
    number: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A rebuild that waits for a decision; `views` are those of a service that are read from it, all at one position."""

    number: int
    views: frozenset[str]
    apart: bool
    """Whether another program folded it than the one that serves."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What was known up to and with the fact at `position`."""

    position: int
    day: date
    """The day, in the province, up to which pages speak."""
    whole_day: bool
    """Whether the day was asked for, as it was known when it ended; else the position was."""
    recorded_at: datetime | None
    """When the fact at the position was recorded, UTC; None before the first one."""
    looked_on: date | None = None
    """The day on which somebody looked at it, where that was another one: what is overdue depends on it."""
    supposed: Supposed | None = None
    """Where it is not what was: what is left out, or known before it was."""
    rebuilt: Rebuilt | None = None
    """Where it is not what is in use: which rebuild is shown."""

    @property
    def is_what_was(self) -> bool:
        return self.supposed is None and self.rebuilt is None

    def knows(self, position: int) -> bool:
        """Whether the fact at a position is known, or supposed to be."""
        return position <= self.position if self.supposed is None else self.supposed.supposition.knows(position)

    def known_up_to(self, position: int) -> int:
        """The last position, up to this one, after which no fact is known."""
        return (
            min(position, self.position) if self.supposed is None else self.supposed.supposition.known_up_to(position)
        )


class AsOf:
    """A connection, within a transaction in which `antoan.as_of` is set, whose queries find the views as of a moment.

    A query says `service.view` as ever; what is no view of the service is read as it is now.
    """

    def __init__(self, connection: Any, moment: Moment, schema: str, views: Iterable[str]) -> None:
        self.moment = moment
        self._connection = connection
        self._put = (schema, tuple((view, _shown(view, moment)) for view in sorted(views)))

    @property
    def now(self) -> Any:
        """The same snapshot, with the views as they are."""
        return self._connection

    async def fetch(self, query: str, *arguments: Any, **options: Any) -> Any:
        return await self._connection.fetch(_as_of(query, *self._put), *arguments, **options)

    async def fetchrow(self, query: str, *arguments: Any, **options: Any) -> Any:
        return await self._connection.fetchrow(_as_of(query, *self._put), *arguments, **options)

    async def fetchval(self, query: str, *arguments: Any, **options: Any) -> Any:
        return await self._connection.fetchval(_as_of(query, *self._put), *arguments, **options)

    async def execute(self, statement: str) -> Any:
        """A setting of the transaction, which has no view in it."""
        return await self._connection.execute(statement)

    def cursor(self, query: str, *arguments: Any, **options: Any) -> Any:
        return self._connection.cursor(_as_of(query, *self._put), *arguments, **options)


def _shown(view: str, moment: Moment) -> str:
    if moment.rebuilt is not None and view in moment.rebuilt.views:
        return shadow_called(view)
    return shown_as_of(view) if moment.supposed is None else shown_as_supposed(view)


@lru_cache(maxsize=1_000)
def _as_of(query: str, schema: str, views: tuple[tuple[str, str], ...]) -> str:
    if not views:
        return query
    shown = dict(views)
    named = rf'(?<![\w."])("{re.escape(schema)}"|{re.escape(schema)})\.({"|".join(shown)})(?!\w)'
    return re.sub(named, lambda found: f"{found[1]}.{shown[found[2]]}", query)
