"""Taking a batch back: its facts in reverse, each with the command that undoes it; what others changed since stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chronicle.batch import Carried, Decided
from chronicle.command import Command, derived_id
from chronicle.live_view import decode
from chronicle.log import read_events_max
from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Caller
from portal.batches.batch import RecordUndoing
from portal.batches.entry import Entry
from portal.batches.view import BatchRow


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking a batch back would do."""

    commands: Sequence[Command]
    """Those that may be carried out."""
    left: Sequence[Decided]
    """Those refused, because something came after: that stays as it is."""


async def facts_of(service: Service, batch: BatchRow, most: int | None = None) -> list[Any]:
    """What a batch recorded, in its order, each in its envelope; the first of it where `most` is given."""
    found: list[Any] = []
    after = batch.position - 1 - batch.changes
    last = after + (batch.changes if most is None else min(most, batch.changes))
    while after < last:
        entries = await service.log.read(after, min(read_events_max, last - after))
        found += [decode(service.catalogue, entry) for entry in entries]
        after = entries[-1].position
    return found


async def undoing(service: Service, caller: Caller, entry: Entry, batch: BatchRow) -> Undoing:
    """Rehearsed; nothing is recorded. Raises Refused (`batch.undone`)."""
    if batch.undone_on is not None:
        raise Refused("batch.undone", vi="Lần nhập này đã được rút lại", en="This batch was taken back already")
    facts = await facts_of(service, batch)
    commands = [entry.undoing[recorded.type](recorded.fact, batch.batch_id) for recorded in reversed(facts)]
    decided = await caller.rehearse(commands)
    return Undoing(
        [one.command for one in decided if one.refusal is None],
        [one for one in decided if one.refusal is not None],
    )


async def undo(service: Service, caller: Caller, entry: Entry, batch: BatchRow) -> Carried:
    """Takes back what can be, as one batch; asked again it is done already. Raises Refused, BatchRefused."""
    if batch.undone_on is not None:
        return Carried(0, batch.position, repeated=True)
    found = await undoing(service, caller, entry, batch)
    if not found.commands:
        raise Refused(
            "batch.nothing_to_undo",
            vi="Mọi mục của lần nhập này đã được thay đổi sau đó, không còn gì để rút lại",
            en="Everything of this batch was changed since; there is nothing left to take back",
        )

    def closing(decided: Sequence[Decided]) -> Command:
        changes = sum(len(one.facts) for one in decided)
        return RecordUndoing(
            occurred_on=caller.context.today, batch_id=batch.batch_id, unit_id=batch.unit_id, changes=changes,
            left=len(found.left),
        )  # fmt: skip

    return await caller.carry_out(found.commands, closing, derived_id(f"undo {batch.batch_id}"))
