"""What a service declares. Importing one touches no network, file or environment; a host opens it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chronicle.aggregate import Aggregate
from chronicle.projection import Projection
from chronicle.reaction import Reactions
from contracts.fact import Fact

if TYPE_CHECKING:
    from chronicle.service import Service

ASGI = Callable[..., Any]
"""An ASGI application."""


past_every_ms = 30_000


@dataclass(frozen=True)
class Timer:
    """What a service does again and again, for what no fact brings about: that the time of something has come."""

    name: str
    every_ms: int
    act: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Component:
    """`name` is the service's database schema, the first word of its streams, and its role's suffix."""

    name: str
    aggregates: tuple[Aggregate[Any], ...] = ()
    projections: tuple[Projection, ...] = ()
    reactions: Reactions = field(default_factory=dict)
    effects: Callable[[Service], Reactions] = lambda service: {}
    """Consequences that speak to the outside world; they never run in a replay."""
    timers: Callable[[Service], Sequence[Timer]] = lambda service: ()
    """Run while the service reads; never in a replay."""
    past_every_ms: int = past_every_ms
    """How often the past of its views is written up to where they are; asked as of a later moment, it is written then."""
    web: Callable[[Service], ASGI] | None = None
    paths: tuple[str, ...] = ()
    """Beginnings of the URL paths its web answers; the longest match wins."""
    uploads: Mapping[str, str | int] = field(default_factory=dict)
    """Beginnings of the paths to which files are sent, `*` for a part that varies, each with what limits one file there: the name
    of a setting, or bytes."""
    migrations: Path | None = None
    """A folder of SQL for tables of its own that are no views, applied after the chronicle's."""

    def facts_read(self) -> tuple[type[Fact], ...]:
        """Facts its views and reactions look at: what its AsyncAPI document shows."""
        found = {fact.name: fact for projection in self.projections for fact in projection.on}
        found.update({fact.name: fact for fact in self.reactions})
        return tuple(found[name] for name in sorted(found))
