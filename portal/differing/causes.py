"""Which of the facts that are supposed otherwise is behind which difference: found out by supposing fewer of them. Pure."""

from collections import deque
from collections.abc import Awaitable, Callable, Collection, Hashable, Sequence

Apart = Callable[[Sequence[int]], Awaitable[Collection[Hashable]]]
"""The places that are not the same when these facts alone are supposed otherwise."""


async def causes_of(
    facts: Sequence[int], places: Collection[Hashable], apart: Apart, goes_on: Callable[[], bool]
) -> dict[Hashable, list[int]]:
    """Of each place the facts any of which alone makes it another; where only several together do, those.

    Halves of the facts are tried, then halves of the halves that make a difference: of two facts two tries find one, of a thousand
    twenty. Facts that stand side by side had better be about the same thing. Once it does not go on, a group is told as it is.
    """
    found: dict[Hashable, list[int]] = {place: [] for place in places}
    waiting = deque([(list(facts), list(places))])
    while waiting:
        group, of = waiting.popleft()
        if len(group) == 1 or not goes_on():
            for place in of:
                found[place] += group
            continue
        together = {*of}
        for half in (group[: len(group) // 2], group[len(group) // 2 :]):
            changed = await apart(half)
            inside = [place for place in of if place in changed]
            together -= {*inside}
            if inside:
                waiting.append((half, inside))
        for place in together:
            found[place] += group
    return {place: sorted(positions) for place, positions in found.items()}
