"""Where positions lie, in the table or in an archived range: decided here, for everybody who reads the log."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from chronicle.archive.archive import Archive, ArchivedRange, ArchiveUnreadable, block_span

T = TypeVar("T")
Fetch = Callable[..., Awaitable[list[Any]]]
Live = Callable[[int, int], Awaitable[list[T]]]
"""(first, last) -> what the table holds there, at most one of each position, in order."""
Kept = Callable[[list[str]], Awaitable[list[T]]]
"""(leaves) -> the same, from leaves of the archive."""

_COLUMNS = ", ".join(field.name for field in fields(ArchivedRange))
_RANGES = f"SELECT {_COLUMNS} FROM chronicle.archived WHERE first_position <= $2 AND last_position >= $1 ORDER BY first_position"
_RANGE_AT = f"""
    SELECT {_COLUMNS} FROM chronicle.archived WHERE recorded_from < $1 AND recorded_until >= $1 AND restored_at IS NULL"""


class Stretches:
    """Knows which ranges were archived as far as it had reason to ask.

    What the table did not hold is looked up afterwards: a row of chronicle.archived is written together with the move, and never
    goes. So whoever found positions missing learns why, whatever was archived or restored in between, and reads again.
    """

    def __init__(self, fetch: Fetch, archive: Archive) -> None:
        self._fetch = fetch
        self._archive = archive
        self._known: dict[int, ArchivedRange] = {}

    async def over(
        self, first: int, last: int, live: Live[T], kept: Kept[T], *, newest_first: bool = False
    ) -> AsyncIterator[tuple[int, int, bool, list[T]]]:
        """(first, last, archived, rows) stretch by stretch; an archived one is no longer than a block. Raises ArchiveUnreadable."""
        while first <= last:
            held, start, end = self._next(first, last, newest_first)
            believed = self._about(start, end)
            if held is None:
                rows = await live(start, end)
                if len(rows) <= end - start and await self._was_wrong(believed, start, end):
                    continue
            else:
                try:
                    rows = await kept(await self._archive.leaves(held, start, end))
                except ArchiveUnreadable:
                    if await self._was_wrong(believed, start, end):
                        continue
                    raise
            yield start, end, held is not None, rows
            first, last = (first, start - 1) if newest_first else (end + 1, last)

    async def position_at(self, instant: datetime) -> int | None:
        """The last position before an instant that lies inside of an archived range; None where there is none such any more."""
        rows = await self._fetch(_RANGE_AT, instant)
        return await self._archive.position_at(ArchivedRange(*rows[0]), instant) if rows else None

    async def _was_wrong(self, believed: list[ArchivedRange], first: int, last: int) -> bool:
        """Whether these positions lie elsewhere than was believed when they were read, no matter what others learnt meanwhile."""
        told = [ArchivedRange(*row) for row in await self._fetch(_RANGES, first, last)]
        self._known.update((one.first_position, one) for one in told)
        return told != believed

    def _about(self, first: int, last: int) -> list[ArchivedRange]:
        """What is known of the ranges these positions have to do with, in order."""
        found = [one for one in self._known.values() if one.first_position <= last and one.last_position >= first]
        return sorted(found, key=lambda one: one.first_position)

    def _next(self, first: int, last: int, newest_first: bool) -> tuple[ArchivedRange | None, int, int]:
        """The stretch at the end where reading goes on, and what holds it: None for the table."""
        end = last if newest_first else first
        held = self._holding(end)
        if held is not None:
            start, stop = block_span(held, end)
            return held, max(start, first), min(stop, last)
        away = [one for one in self._known.values() if one.restored_at is None]
        if newest_first:
            return (
                None,
                max((one.last_position + 1 for one in away if first <= one.last_position < last), default=first),
                last,
            )
        return (
            None,
            first,
            min((one.first_position - 1 for one in away if first < one.first_position <= last), default=last),
        )

    def _holding(self, position: int) -> ArchivedRange | None:
        for one in self._known.values():
            if one.restored_at is None and one.first_position <= position <= one.last_position:
                return one
        return None
