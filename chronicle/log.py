"""The port to the log: what can be appended, what can be read, and what the log answers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from chronicle.command import Context
from contracts.envelope import Recorded
from contracts.fact import Fact

batch_events_max = 500
read_events_max = 10_000


class Outcome(StrEnum):
    """What became of one item of an append."""

    APPENDED = "appended"
    ALREADY = "already"
    REUSED = "reused"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Item:
    """The facts of one command for one stream. `expected_version` is what the decision saw; None skips the check."""

    stream: str
    expected_version: int | None
    facts: Sequence[Fact]
    occurred_on: date
    context: Context


@dataclass(frozen=True, slots=True)
class Answer:
    """Positions are of this item's events (of the first time, when already appended); None where nothing was ever written."""

    outcome: Outcome
    first_position: int | None
    last_position: int | None
    version: int


@dataclass(slots=True)
class Entry:
    """A row of the log as stored: `data` is the exact JSON text. Order of fields is the order of columns."""

    position: int
    stream: str
    version: int
    type: str
    schema_version: int
    event_id: UUID
    data: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    role: str
    office: str
    on_behalf_of: str | None
    correlation_id: UUID
    causation: int | None
    command_id: UUID
    rule_set: str | None

    def recorded(self, fact: Fact) -> Recorded[Fact]:
        """The envelope with the decoded fact in place of the stored text."""
        return Recorded(
            self.position, self.stream, self.version, self.type, self.schema_version, fact, self.occurred_on,
            self.recorded_at, self.actor, self.role, self.office, self.on_behalf_of, self.rule_set, self.event_id,
            self.correlation_id, self.causation, self.command_id,
        )  # fmt: skip


class Log(Protocol):
    """One suite (`tests/chronicle/test_log.py`) holds for every implementation."""

    async def append(self, items: Sequence[Item]) -> list[Answer]:
        """Appends all that can be, each item as a whole and all at once where none is refused; answers in order.

        Raises Unreachable when the outcome is unknown.
        """
        ...

    async def append_whole(self, items: Sequence[Item]) -> list[Answer] | None:
        """Appends every item, in this order and at once, or (None) nothing: where one would be told anything but APPENDED.

        A stream may come more than once, each time at the version the time before led to. Raises Unreachable.
        """
        ...

    async def answered(self, command_id: UUID) -> tuple[str, Answer] | None:
        """The stream and answer a command id led to before, or None."""
        ...

    async def read(self, after: int, limit: int) -> list[Entry]:
        """Entries with `position > after`, in order, at most `limit` (<= read_events_max)."""
        ...

    async def read_streams(self, after: Sequence[tuple[str, int]]) -> dict[str, list[Entry]]:
        """For each (stream, version): its entries past that version, in order."""
        ...

    async def entries_at(self, positions: Sequence[int]) -> list[Entry]:
        """The entries at those of the positions that are in the log, in order."""
        ...

    async def position_at(self, instant: datetime) -> int:
        """The last position recorded before an instant, 0 where there was none."""
        ...

    async def holds(self, entries: Sequence[Entry]) -> set[tuple[int, UUID]]:
        """The (position, event id) of those entries that are in the log: a broker may bring what never was."""
        ...

    async def head(self) -> int:
        """The last position, 0 for an empty log."""
        ...

    def scan(
        self, after: int, until: int, types: Sequence[str], page: int, sees: Sequence[str] = ()
    ) -> AsyncIterator[list[Any]]:
        """Pages of (after, until] with what is of one of `types`; every position is passed once.

        What comes has the fields ALWAYS_SEEN and `sees` of a Seen and no others; `fact` is still the stored text.
        """
        ...
