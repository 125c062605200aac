"""The envelope a fact travels and is kept in: where it stands in the log, when it holds, who recorded it and why."""

from dataclasses import dataclass, make_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from contracts.fact import Fact

position_max = 2**63 - 1
"""No position is greater: wherever one is kept, it is a signed integer of 64 bits."""

F_co = TypeVar("F_co", bound=Fact, covariant=True)


@dataclass(slots=True)
class Seen(Generic[F_co]):
    """A fact and what a projection may see of its envelope: all but the ids that trace how it came to be.

    Treat it as immutable: it is not frozen because a frozen one is four times slower to make.
    """

    position: int
    """1, 2, 3 … over the whole log, without gaps."""
    stream: str
    """`category:id`, e.g. `models.model:9f1c…`; the category's first word is the owning service."""
    version: int
    """1, 2, 3 … within the stream."""
    type: str
    """The wire name."""
    schema_version: int
    """The version the fact was written in; `fact` is always in today's shape."""
    fact: F_co
    occurred_on: date
    """The day on which it holds (effective time), a day in the province."""
    recorded_at: datetime
    """The instant at which we knew (recorded time), UTC."""
    actor: str
    """Opaque account id; never a name."""
    role: str
    office: str
    """The unit acted for, or empty for the system itself."""
    on_behalf_of: str | None
    rule_set: str | None


@dataclass(slots=True)
class Recorded(Seen[F_co]):
    """One row of the log."""

    event_id: UUID
    correlation_id: UUID
    causation: int | None
    """Position of the fact that caused this one."""
    command_id: UUID


ALWAYS_SEEN = ("position", "type", "schema_version", "fact")


@cache
def narrowed(sees: tuple[str, ...]) -> Any:
    """A class with those fields of Seen only, in this order, for who reads the whole log: a column not read is not paid."""
    return make_dataclass("NarrowlySeen", sees, slots=True)
