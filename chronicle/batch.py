"""Many commands as one: decided in their order on one reading of the log, later ones knowing what earlier ones lead to.

A rehearsal says of each what it would lead to and appends nothing. Carried out, all of them are appended or none.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from chronicle.aggregate import Aggregate, Fold
from chronicle.collector import collector_at_rest
from chronicle.command import Command, Context, derived_id
from chronicle.handling import Handler, Known, Permit, attempts_max, must_have_come, too_contended
from chronicle.log import Item, Log
from chronicle.refusal import Refused
from contracts.fact import Fact

batch_commands_max = 25_000
"""While so many are appended nobody else appends: about a second."""

decided_in_a_row_max = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """What one command of a batch leads to: facts, nothing because it is already so, or a refusal."""

    command: Command
    stream: str
    facts: tuple[Fact, ...] = ()
    refusal: Refused | None = None
    context: Context | None = None
    """In whose name; None where it was refused."""
    version: int = 0
    """Of the stream before these facts, those of earlier commands of the batch counted in."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A batch that was appended: `facts` of them, the last one at `last_position`; `repeated`: by an earlier call."""

    facts: int
    last_position: int
    repeated: bool = False


class BatchRefused(Exception):
    """Nothing was appended: `decided` says which commands may not."""

    def __init__(self, decided: Sequence[Decided]) -> None:
        super().__init__("a batch with refused commands is not appended")
        self.decided = tuple(decided)


Closing = Callable[[Sequence[Decided]], Command]
"""From what all led to, the command that records the batch itself: carried out last."""


class Batches:
    """Batches of one service. Raises Refused (`batch.too_large`), Unreachable."""

    def __init__(self, handler: Handler, log: Log) -> None:
        self._handler = handler
        self._log = log

    async def rehearse(
        self, commands: Sequence[Command], context: Context, permit: Permit | None = None
    ) -> list[Decided]:
        """What each would lead to, in order; one that may not leads to nothing for those after it."""
        if len(commands) > batch_commands_max:
            raise Refused(
                "batch.too_large",
                vi=f"Mỗi lần nhập không quá {batch_commands_max} thay đổi; hãy chia nhỏ tệp",
                en=f"A batch holds at most {batch_commands_max} changes; split the file",
            )
        with collector_at_rest():
            desk = await _Desk(self._handler).prepared(commands)
            decided = []
            for number, command in enumerate(commands):
                if number % decided_in_a_row_max == 0:
                    await asyncio.sleep(0)  # others of this process have their turn
                decided.append(await desk.decide(command, context, permit))
            return decided

    async def carry_out(
        self,
        commands: Sequence[Command],
        closing: Closing,
        batch_id: UUID,
        context: Context,
        permit: Permit | None = None,
    ) -> Carried:
        """Appends what all lead to and then what `closing` makes of it, at once; nothing where all is already so.

        The same batch id appends once.

        Raises BatchRefused where a command may not, NotAllowed where the batch may not be recorded.
        """
        with collector_at_rest():
            return await self._carry_out(commands, closing, batch_id, replace(context, correlation_id=batch_id), permit)

    async def _carry_out(
        self, commands: Sequence[Command], closing: Closing, batch_id: UUID, context: Context, permit: Permit | None
    ) -> Carried:
        for _ in range(attempts_max):
            decided = await self.rehearse(commands, context, permit)
            if any(one.refusal for one in decided):
                if (first := await self._first_answer(batch_id)) is not None:
                    return first
                raise BatchRefused(decided)
            items = [_item(n, one, batch_id) for n, one in enumerate(decided) if one.facts]
            if not items:
                return await self._first_answer(batch_id) or Carried(0, 0)
            [last] = await self.rehearse([closing(decided)], context, permit)
            if last.refusal is not None:
                raise last.refusal
            items.append(_item(-1, last, batch_id))
            answers = await self._log.append_whole(items)
            if answers is not None:
                return Carried(sum(len(item.facts) for item in items[:-1]), answers[-1].last_position or 0)
            if (first := await self._first_answer(batch_id)) is not None:
                return first
        raise too_contended()

    async def _first_answer(self, batch_id: UUID) -> Carried | None:
        answered = await self._log.answered(_command_id(-1, batch_id))
        return None if answered is None else Carried(0, answered[1].last_position or 0, repeated=True)


def _item(number: int, decided: Decided, batch_id: UUID) -> Item:
    assert decided.context is not None
    context = replace(decided.context, command_id=_command_id(number, batch_id))
    return Item(decided.stream, decided.version, decided.facts, decided.command.occurred_on, context)


def _command_id(number: int, batch_id: UUID) -> UUID:
    """Of a command of the batch; -1 is the one that records the batch."""
    return derived_id(f"batch {batch_id} {number}")


class _Desk:
    """What is known of the streams of a batch while it is decided: as the log says, and what was decided since."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._known: dict[str, dict[int, tuple[Fold[Any], Known]]] = {}

    async def prepared(self, commands: Sequence[Command]) -> "_Desk":
        """Reads the streams of all commands in two questions: their own, and then what their decisions look at."""
        own = [(self._handler.aggregate_of(command), command) for command in commands]
        await self._read((aggregate.fold, aggregate.stream_of(command)) for aggregate, command in own)
        looked_at = (
            asked
            for aggregate, command in own
            for asked in aggregate.looked_at(
                command, self._at(aggregate.fold, aggregate.stream_of(command)).state
            ).values()
        )
        await self._read(looked_at)
        return self

    async def decide(self, command: Command, context: Context, permit: Permit | None) -> Decided:
        aggregate: Aggregate[Any] = self._handler.aggregate_of(command)
        stream = aggregate.stream_of(command)
        own = self._at(aggregate.fold, stream)
        try:
            must_have_come(command, context)
            if permit is not None:
                context = permit(command, own.state, own.recorders, context)
            looked_at = aggregate.looked_at(command, own.state)
            if not all(id(fold) in self._known.get(stream, ()) for fold, stream in looked_at.values()):
                await self._read(looked_at.values())
            known = aggregate.nothing_known() | {name: self._at(*asked).state for name, asked in looked_at.items()}
            facts = tuple(aggregate.decisions[type(command)](command, own.state, **known))
        except Refused as refusal:
            return Decided(command, stream, refusal=refusal)
        self._learn(stream, facts, context)
        return Decided(command, stream, facts, context=context, version=own.version)

    async def _read(self, asked: Iterable[tuple[Fold[Any], str]]) -> None:
        missing = {
            (stream, id(fold)): (fold, stream) for fold, stream in asked if id(fold) not in self._known.get(stream, ())
        }
        if missing:
            wanted = list(missing.values())
            for (fold, stream), known in zip(wanted, await self._handler.load(wanted), strict=True):
                self._known.setdefault(stream, {})[id(fold)] = (fold, known)

    def _at(self, fold: Fold[Any], stream: str) -> Known:
        return self._known[stream][id(fold)][1]

    def _learn(self, stream: str, facts: Sequence[Fact], context: Context) -> None:
        for number, (fold, known) in self._known[stream].items():
            who = {name for name in (context.actor, context.on_behalf_of) if name is not None}
            recorders = known.recorders | {(fact.name, name) for fact in facts for name in who}
            learnt = Known(known.version + len(facts), fold.of(facts, known.state), recorders)
            self._known[stream][number] = (fold, learnt)
