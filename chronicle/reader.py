"""A reader: someone who goes through the whole log in order, and knows from one number what is new, repeated or missing.

The broker delivers, the log heals: `position <= checkpoint` is a duplicate, `checkpoint + 1` is applied, anything beyond
proves a gap, which is read from the log.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from chronicle.log import Entry, Log, batch_events_max
from chronicle.telemetry import LAG, READ

logger = structlog.get_logger("chronicle.reader")


class Applies(Protocol):
    """What a reader does with a run of consecutive entries, and where it remembers how far it came."""

    name: str

    async def checkpoint(self) -> int:
        """The stored checkpoint."""
        ...

    async def apply(self, entries: Sequence[Entry]) -> int:
        """Applies entries that follow the stored checkpoint; returns the checkpoint now stored.

        When another process was ahead it applies nothing and returns what that one reached.
        """
        ...

    async def keep(self) -> int:
        """Stores a checkpoint that has moved only in memory, over entries of no use here; returns where the store stands."""
        ...


class Reader:
    """Feeds one `Applies` by the positional rule, from the broker and from the log."""

    def __init__(self, applies: Applies, log: Log, *, batch_events: int = batch_events_max) -> None:
        self.applies = applies
        self._log = log
        self._batch_events = batch_events
        self.turn = asyncio.Lock()
        """Held by whoever moves the reader."""
        self.checkpoint: int | None = None
        self.head = 0
        """The highest position heard of."""

    @property
    def name(self) -> str:
        return self.applies.name

    @property
    def lag(self) -> int:
        return max(0, self.head - (self.checkpoint or 0))

    async def deliver(self, entries: Sequence[Entry]) -> None:
        """Takes what the broker brought, in any order, with repeats and holes; heals holes from the log."""
        async with self.turn:
            checkpoint = await self._known_checkpoint()
            pending = {entry.position: entry for entry in entries if entry.position > checkpoint}
            if not pending:
                return
            self.head = max(self.head, max(pending))
            while checkpoint < self.head:
                run: list[Entry] = []
                while (
                    len(run) < self._batch_events
                    and (entry := pending.pop(checkpoint + len(run) + 1, None)) is not None
                ):
                    run.append(entry)
                if not run:
                    run = await self._log.read(checkpoint, self._batch_events)
                if not run:
                    break
                checkpoint = await self._apply(run)

    async def heal(self, head: int | None = None) -> None:
        """Asks the log for what the broker did not bring, up to `head` where it is known: a lost tail shows no gap."""
        async with self.turn:
            checkpoint = await self._known_checkpoint()
            # what the log says replaces what was heard: a broker may have told of positions nobody gave out
            self.head = max(checkpoint, await self._log.head() if head is None else head)
            while checkpoint < self.head:
                run = await self._log.read(checkpoint, self._batch_events)
                if not run:
                    break
                checkpoint = await self._apply(run)
            self.checkpoint = await self.applies.keep()

    async def forget(self) -> None:
        """After an error or a rebuild: ask the store again where we stand."""
        async with self.turn:
            self.checkpoint = None

    async def _known_checkpoint(self) -> int:
        if self.checkpoint is None:
            self.checkpoint = await self.applies.checkpoint()
        return self.checkpoint

    async def _apply(self, run: Sequence[Entry]) -> int:
        try:
            self.checkpoint = await self.applies.apply(run)
        except BaseException:
            self.checkpoint = None
            raise
        READ.labels(self.name).inc(len(run))
        LAG.labels(self.name).set(self.lag)
        return self.checkpoint
