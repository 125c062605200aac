"""Reactions: *consequence when cause*. A fact becomes a command here, with an id derived from the fact.

A consequence is a pure function; an *effect* is one that is awaited because it speaks to the outside world (mail).
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from chronicle.clock import Clock
from chronicle.command import Command, Context, fresh_id
from chronicle.faultpoint import fault_point
from chronicle.handling import TOO_CONTENDED, Handles
from chronicle.live_view import decode
from chronicle.log import Entry
from chronicle.parking import ParkingPlace
from chronicle.postgres.log import Pool
from chronicle.refusal import Refused, Unreachable
from contracts.catalogue import Catalogue, UnknownFact
from contracts.envelope import Recorded
from contracts.fact import Fact

commands_at_once_max = 64

logger = structlog.get_logger("chronicle.reaction")


@dataclass(frozen=True)
class Reaction:
    """`name` is written, as it goes into derived command ids: renaming it would make old causes act again."""

    name: str
    consequence: Callable[[Any, Recorded[Any]], Iterable[Command] | Awaitable[Iterable[Command]]]
    told_apart_by: Callable[[Any], str] | None = None
    """What names each command, where the cause may lead to others when it is taken up again; else its number does."""


Reactions = Mapping[type[Fact], Sequence[Reaction]]


class Reacts:
    """Implements chronicle.reader.Applies for a service's table of reactions. Never part of a replay."""

    def __init__(
        self,
        schema: str,
        name: str,
        reactions: Reactions,
        handler: Handles,
        pool: Pool,
        catalogue: Catalogue,
        clock: Clock,
        *,
        starts_at_head: bool = False,
    ) -> None:
        self.name = f"{schema}.{name}"
        self._starts_at_head = starts_at_head
        self._schema = schema
        self._by_type = {fact.name: tuple(found) for fact, found in reactions.items()}
        self._handler = handler
        self._pool = pool
        self._catalogue = catalogue
        self._clock = clock
        self._parking = ParkingPlace(schema)
        self._stored = self._reached = 0

    async def checkpoint(self) -> int:
        """A table of effects first read on an old log starts at its head: nothing is sent for what is long past."""
        position = await self._pool.fetchval(
            f'INSERT INTO "{self._schema}".reader (reader, position) '
            "SELECT $1, CASE WHEN $2 THEN position ELSE 0 END FROM chronicle.head "
            "ON CONFLICT (reader) DO UPDATE SET reader = excluded.reader RETURNING position",
            self.name, self._starts_at_head,
        )  # fmt: skip
        self._stored = self._reached = int(position)
        return self._stored

    async def apply(self, entries: Sequence[Entry]) -> int:
        """Acts first, then moves the checkpoint: a crash in between acts again, to the same effect."""
        causes: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.type in self._by_type:
                causes.setdefault(entry.stream, []).append(entry)
        gate = asyncio.Semaphore(commands_at_once_max)
        acts = (self._act_on_stream(gate, stream) for stream in causes.values())
        failed = [error for error in await asyncio.gather(*acts, return_exceptions=True) if error is not None]
        if failed:  # raised only now, so that nothing still acts while the same causes are taken up again
            raise failed[0]
        self._reached = entries[-1].position
        if causes:
            fault_point("reaction.before_checkpoint")
            await self.keep()
        return self._reached

    async def keep(self) -> int:
        """Stores the checkpoint, never backwards; entries that caused nothing here cost no write of their own."""
        if self._reached <= self._stored:
            return self._reached
        stored = await self._pool.fetchval(
            f'UPDATE "{self._schema}".reader SET position = greatest(position, $2) WHERE reader = $1 RETURNING position',
            self.name, self._reached,
        )  # fmt: skip
        self._stored = self._reached = await self.checkpoint() if stored is None else int(stored)
        return self._stored

    async def _act_on_stream(self, gate: asyncio.Semaphore, entries: Sequence[Entry]) -> None:
        """One stream's causes in their order; different streams side by side."""
        async with gate:
            for entry in entries:
                try:
                    await self._act(decode(self._catalogue, entry))
                except (Unreachable, UnknownFact):
                    raise
                except Exception as error:
                    logger.warning("cause_parked", reader=self.name, position=entry.position, error=str(error))
                    async with self._pool.acquire() as connection:
                        await self._parking.park_fact(connection, self.name, entry.position, entry.stream, error)

    async def _act(self, cause: Recorded[Fact]) -> None:
        for reaction in self._by_type[cause.type]:
            consequence = reaction.consequence(cause.fact, cause)
            commands = await consequence if inspect.isawaitable(consequence) else consequence
            for number, command in enumerate(commands):
                part = number if reaction.told_apart_by is None else reaction.told_apart_by(command)
                name = f"{reaction.name}#{part}"
                context = self._context(cause).because_of(cause.position, cause.correlation_id, name)
                try:
                    await self._handler.handle(command, context)
                except Refused as refusal:
                    if refusal.code == TOO_CONTENDED:
                        raise Unreachable(f"{reaction.name}: {refusal.en}") from refusal
                    # the world moved on before the consequence came: normal, and visible
                    logger.info(
                        "consequence_refused", reaction=reaction.name, position=cause.position, code=refusal.code
                    )

    def _context(self, cause: Recorded[Fact]) -> Context:
        today = max(self._clock.today(), cause.occurred_on)
        return Context(
            actor="system", role="system", office="", today=today, command_id=fresh_id(),
            correlation_id=cause.correlation_id, rule_set=cause.rule_set,
        )  # fmt: skip
