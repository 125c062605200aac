"""Carries a command to its decision: load, decide, append; when another was first, look again and decide again."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command, Context
from chronicle.group_commit import GroupCommit
from chronicle.log import Item, Log, Outcome
from chronicle.refusal import NotAllowed, Refused
from contracts.catalogue import Catalogue

attempts_max = 20
remembered_streams_max = 20_000

TOO_CONTENDED = "command.too_contended"
"""The one refusal that says nothing about the command: sent again later it may well succeed."""

logger = structlog.get_logger("chronicle.handling")


@dataclass(frozen=True, slots=True)
class Result:
    """`changed` is False for "already so" and for a repeated command id; positions are of the facts it led to."""

    stream: str
    version: int
    changed: bool
    first_position: int | None
    last_position: int | None


Recorders = frozenset[tuple[str, str]]
"""(wire name, account) of the facts of a stream: who recorded what, in person or through a deputy."""

Permit = Callable[[Command, Any, Recorders, Context], Context]
"""(command, state, recorders, context) -> the context in whose name facts are recorded; raises NotAllowed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a stream: how far it was read, what it folds to, and who recorded it."""

    version: int
    state: Any
    recorders: Recorders = frozenset()


class Handles(Protocol):
    """What pages, APIs, reactions and demonstrations need of a service: someone who carries out commands."""

    async def handle(self, command: Command, context: Context, permit: Permit | None = None) -> Result: ...


class Handler:
    """Carries out the commands of one service. Raises Refused, Unreachable."""

    def __init__(self, aggregates: Sequence[Aggregate[Any]], log: Log, catalogue: Catalogue) -> None:
        self._aggregate_of = {command: aggregate for aggregate in aggregates for command in aggregate.decisions}
        self._log = log
        self._commit = GroupCommit(log)
        self._catalogue = catalogue
        self._states: OrderedDict[tuple[int, str], Known] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, command: Command, context: Context, permit: Permit | None = None) -> Result:
        """`permit` says in whose name, or refuses; without one, whoever calls answers for the context."""
        must_have_come(command, context)
        aggregate = self.aggregate_of(command)
        stream = aggregate.stream_of(command)
        turn = self._turns.setdefault(stream, asyncio.Lock())
        async with turn:  # of many on one stream in this process only one could win: they queue instead of racing
            return await self._carry_out(aggregate, stream, command, context, permit)

    async def _carry_out(
        self, aggregate: Aggregate[Any], stream: str, command: Command, context: Context, permit: Permit | None
    ) -> Result:
        for _ in range(attempts_max):
            try:
                version, facts, context = await self._decide(aggregate, stream, command, context, permit)
            except NotAllowed:
                raise
            except Refused:
                if (first := await self._first_answer(stream, context)) is not None:
                    return first
                raise
            if not facts:
                return await self._first_answer(stream, context) or Result(stream, version, False, None, None)
            answer = await self._commit.append(Item(stream, version, facts, command.occurred_on, context))
            if answer.outcome is Outcome.REUSED:
                raise _reused()
            if answer.outcome is not Outcome.CONFLICT:
                changed = answer.outcome is Outcome.APPENDED
                return Result(stream, answer.version, changed, answer.first_position, answer.last_position)
            logger.debug("another_was_first", stream=stream, expected=version, reached=answer.version)
        raise too_contended()

    def aggregate_of(self, command: Command) -> Aggregate[Any]:
        """The aggregate that answers a command. Raises KeyError for a command of another service."""
        return self._aggregate_of[type(command)]

    async def _first_answer(self, stream: str, context: Context) -> Result | None:
        """What this command id led to before, so that a repeat is told the same even after the world moved on."""
        answered = await self._log.answered(context.command_id)
        if answered is None:
            return None
        answered_stream, answer = answered
        if answered_stream != stream:
            raise _reused()
        return Result(stream, answer.version, False, answer.first_position, answer.last_position)

    async def _decide(
        self, aggregate: Aggregate[Any], stream: str, command: Command, context: Context, permit: Permit | None
    ) -> tuple[int, list[Any], Context]:
        """One question to the log where the remembered state already names the streams to know; two where it did not."""
        own = (aggregate.fold, stream)
        remembered = self._remembered(*own)
        guessed = aggregate.looked_at(command, remembered.state)
        found, *others = await self.load([own, *guessed.values()])
        if permit is not None:
            context = permit(command, found.state, found.recorders, context)
        needed = aggregate.looked_at(command, found.state)
        if needed != guessed:
            others = await self.load(list(needed.values()))
        known = aggregate.nothing_known() | {name: other.state for name, other in zip(needed, others, strict=True)}
        return found.version, aggregate.decisions[type(command)](command, found.state, **known), context

    def _remembered(self, fold: Fold[Any], stream: str) -> Known:
        return self._states.get((id(fold), stream)) or Known(0, fold.initial)

    async def load(self, asked: Sequence[tuple[Fold[Any], str]]) -> list[Known]:
        """What the streams fold to now.

        States are remembered by (fold, stream) and only what is newer is read; states are immutable by convention.
        """
        remembered = [self._remembered(fold, stream) for fold, stream in asked]
        newer = await self._log.read_streams(
            [(stream, known.version) for (_, stream), known in zip(asked, remembered, strict=True)]
        )
        loaded = []
        for (fold, stream), known in zip(asked, remembered, strict=True):
            version, state, recorders = known.version, known.state, known.recorders
            for entry in newer[stream]:
                if entry.version > version:
                    state = fold.evolve(state, self._catalogue.decode(entry.type, entry.schema_version, entry.data))
                    version = entry.version
                    recorders |= {(entry.type, who) for who in (entry.actor, entry.on_behalf_of) if who is not None}
            loaded.append(Known(version, state, recorders))
            self._remember((id(fold), stream), loaded[-1])
        return loaded

    def _remember(self, key: tuple[int, str], known: Known) -> None:
        self._states[key] = known
        self._states.move_to_end(key)
        while len(self._states) > remembered_streams_max:
            self._states.popitem(last=False)


def must_have_come(command: Command, context: Context) -> None:
    """Raises Refused (`day.in_the_future`) for what holds on a day that has not come."""
    if command.occurred_on > context.today:
        raise Refused(
            "day.in_the_future",
            vi=f"Ngày {command.occurred_on:%d/%m/%Y} chưa đến",
            en=f"The day {command.occurred_on} has not come yet",
        )


def too_contended() -> Refused:
    """Others were first, again and again."""
    return Refused(
        TOO_CONTENDED,
        vi="Nhiều người cùng sửa một mục, hãy thử lại",
        en="Too many changes at once to the same thing, try again",
    )


def _reused() -> Refused:
    return Refused(
        "command.id_reused",
        vi="Mã lệnh này đã dùng cho việc khác",
        en="This command id was already used for something else",
    )
