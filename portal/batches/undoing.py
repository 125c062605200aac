"""Taking a batch back: its facts in reverse, each with the command that undoes it; what others changed since stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.batch import Decided
from chronicle.command import Command
from chronicle.live_view import decode
from chronicle.log import read_events_max
from chronicle.service import Service
from portal.access import Caller
from portal.batches.entry import Entry
from portal.batches.view import BatchRow


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking a batch back would do."""

    commands: Sequence[Command]
    """Those that may be carried out."""
    left: Sequence[Decided]
    """Those refused, because something came after: that stays as it is."""


async def facts_of(service: Service, batch: BatchRow) -> list[Any]:
    """What a batch recorded, in its order."""
    found: list[Any] = []
    after, last = batch.position - 1 - batch.changes, batch.position - 1
    while after < last:
        entries = await service.log.read(after, min(read_events_max, last - after))
        found += [decode(service.catalogue, entry) for entry in entries]
        after = entries[-1].position
    return found


async def undoing(service: Service, caller: Caller, entry: Entry, batch: BatchRow, day: date) -> Undoing:
    """Rehearsed; nothing is recorded."""
    facts = await facts_of(service, batch)
    commands = [entry.undoing[recorded.type](recorded.fact, batch.batch_id, day) for recorded in reversed(facts)]
    decided = await caller.rehearse(commands)
    return Undoing(
        [one.command for one in decided if one.refusal is None],
        [one for one in decided if one.refusal is not None],
    )
