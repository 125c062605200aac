"""The life of one thing, as its stream in the log tells it: a page of it shows no more than was known at the moment one looks."""

from typing import Any

from chronicle.live_view import decode
from chronicle.service import Service
from contracts.envelope import Recorded
from portal.sight import Sight


async def life_of(service: Service, seen: Sight, stream: str) -> list[Recorded[Any]]:
    """The facts of a stream, the oldest first. Whether the thing is in sight is asked before. Raises Unreachable."""
    entries = (await service.log.read_streams([(stream, 0)]))[stream]
    if seen.moment is not None:
        entries = [entry for entry in entries if seen.moment.knows(entry.position)]
    return [decode(service.catalogue, entry) for entry in entries]
