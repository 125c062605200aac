"""Goes through the facts that came since, once for all the trails: what they change of other rows is passed over."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

from chronicle.live_view import decode
from chronicle.log import Log
from chronicle.past.decoding import decoded
from chronicle.supposed.supposition import Supposition, Trail
from contracts.catalogue import Catalogue
from contracts.envelope import Seen

page_events = 5_000
changes_held_max = 1_000_000
"""Of all trails together, in memory."""

Parked = Collection[tuple[str, int]]
"""(view, position) of facts that a live view could not fold: they are in no history of it."""


class CannotBeSupposed(Exception):
    """What was recorded cannot be folded in that history, or too much came to the same rows since."""


async def facts_of(supposition: Supposition, log: Log, catalogue: Catalogue) -> list[Seen[Any]]:
    """The facts that are left out or included, in order. Raises CannotBeSupposed for one that cannot be read."""
    found: list[Seen[Any]] = []
    for entry in await log.entries_at(supposition.supposed):
        try:
            found.append(decode(catalogue, entry))
        except Exception as error:
            raise CannotBeSupposed(f"position {entry.position}: {error!r}") from error
    return found


async def follow(
    trails: Sequence[Trail],
    supposition: Supposition,
    supposed: Sequence[Seen[Any]],
    log: Log,
    catalogue: Catalogue,
    parked: Parked = (),
) -> AsyncIterator[int]:
    """Lays the trails from `supposition.after` on, and says up to which position as it goes. Raises CannotBeSupposed."""
    types = sorted({name for trail in trails for name in trail.projection.types})
    sees = sorted({name for trail in trails for name in trail.projection.sees})
    reached = supposition.after
    if trails:
        async for page in log.scan(reached, supposition.base, types, page_events, sees):
            await asyncio.to_thread(_lay, trails, page, catalogue, parked)
            reached = min(reached + page_events, supposition.base)
            yield reached
    _note(trails, [seen for seen in supposed if seen.position > supposition.base], parked)


def _lay(trails: Sequence[Trail], page: Sequence[Seen[Any]], catalogue: Catalogue, parked: Parked) -> None:
    _note(trails, decoded(catalogue, page, {at for _, at in parked}), parked)


def _note(trails: Sequence[Trail], facts: Sequence[Seen[Any]], parked: Parked) -> None:
    for seen in facts:
        for trail in trails:
            if (trail.projection.name, seen.position) not in parked:
                try:
                    trail.follow(seen)
                except Exception as error:
                    raise CannotBeSupposed(f"{trail.projection.name}: position {seen.position}: {error!r}") from error
    if sum(map(len, trails)) > changes_held_max:
        raise CannotBeSupposed(f"more than {changes_held_max} changes came to the same rows since")
