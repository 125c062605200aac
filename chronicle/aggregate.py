"""What an aggregate declares: how its facts fold to what it knows, and which decision answers which command."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from chronicle.command import Command
from contracts.fact import Fact

S = TypeVar("S")

Decision = Callable[..., list[Fact]]
"""(command, state, **knowledge) -> facts; no fact means "already so"; raises Refused."""


@dataclass(frozen=True)
class Fold(Generic[S]):
    """A stream read as a value. `category` is the part of a stream's name before the colon."""

    category: str
    initial: S
    evolve: Callable[[S, Any], S]

    def of(self, facts: Iterable[Fact], state: S | None = None) -> S:
        folded = self.initial if state is None else state
        for fact in facts:
            folded = self.evolve(folded, fact)
        return folded

    def stream(self, identity: str) -> str:
        return f"{self.category}:{identity}"


@dataclass(frozen=True)
class Knowledge:
    """Another stream a decision looks at: how it is read and which one it is, or None where there is none to read.

    It is read without a version check: what is learnt there may be a moment old.
    """

    fold: Fold[Any]
    identity: Callable[[Any, Any], str | None]


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """One stream per identity, and the table of what may be asked of it."""

    fold: Fold[S]
    identity: Callable[[Any], str]
    decisions: Mapping[type[Command], Decision]
    knows: Mapping[str, Knowledge] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.fold.category.partition(".")[2]

    def stream_of(self, command: Command) -> str:
        """The stream a command is decided on."""
        return self.fold.stream(self.identity(command))

    def looked_at(self, command: Command, state: S) -> dict[str, tuple[Fold[Any], str]]:
        """The (fold, stream) a decision looks at beside its own, by name; without those there are none of."""
        identities = {name: knowledge.identity(command, state) for name, knowledge in self.knows.items()}
        return {
            name: (self.knows[name].fold, self.knows[name].fold.stream(identity))
            for name, identity in identities.items()
            if identity is not None
        }

    def nothing_known(self) -> dict[str, Any]:
        """What a decision is told of streams there are none of."""
        return {name: knowledge.fold.initial for name, knowledge in self.knows.items()}
