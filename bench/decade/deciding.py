"""The services' own decisions and consequences on a log in memory: commands become the rows that appending would have written."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from chronicle.aggregate import Aggregate, Decision, Fold
from chronicle.command import Command, Context, derived_id
from chronicle.component import Component
from chronicle.reaction import Reaction
from chronicle.refusal import Refused
from contracts.envelope import Recorded
from contracts.fact import Fact

EventRow = tuple[Any, ...]
"""Column for column a chronicle.log.Entry."""
CommandRow = tuple[Any, ...]
"""(command id, stream, first position, last position, version), as in chronicle.command."""


_Asked = tuple[Aggregate[Any], Decision, list[tuple[str, Fold[Any], Callable[[Any, Any], str | None]]]]
"""Who answers a command, how, and what the decision looks at beside its own stream: (name, fold, identity)."""


class Deciding:
    """One history: what was decided so far, folded, and the rows nobody has taken yet.

    Consequences that look at views are left out: there are no views here.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        self._asked: dict[type[Command], _Asked] = {}
        self._folds: dict[str, dict[int, Fold[Any]]] = {}
        self._reactions: dict[type[Fact], list[Reaction]] = {}
        for component in components:
            for aggregate in component.aggregates:
                looked_at = [(name, known.fold, known.identity) for name, known in aggregate.knows.items()]
                for command, decision in aggregate.decisions.items():
                    self._asked[command] = (aggregate, decision, looked_at)
                for fold in (aggregate.fold, *(known.fold for known in aggregate.knows.values())):
                    self._folds.setdefault(fold.category, {})[id(fold)] = fold
            for fact, reactions in component.reactions.items():
                self._reactions.setdefault(fact, []).extend(reactions)
        self._states: dict[str, dict[int, Any]] = {}
        self._versions: dict[str, int] = {}
        self._causes: deque[Recorded[Any]] = deque()
        self.position = 0
        self.instant: datetime
        """When whatever is decided next is recorded."""
        self.refused: Counter[str] = Counter()
        self.events: list[EventRow] = []
        self.commands: list[CommandRow] = []

    def take(self) -> tuple[list[EventRow], list[CommandRow]]:
        """The rows since the last time, in order."""
        taken = self.events, self.commands
        self.events, self.commands = [], []
        return taken

    def carry_out(self, command: Command, context: Context) -> None:
        """The command, and what services do because of its facts."""
        self._decide(command, context)
        while self._causes:
            cause = self._causes.popleft()
            for reaction in self._reactions[type(cause.fact)]:
                for number, consequence in enumerate(reaction.consequence(cause.fact, cause)):  # type: ignore[arg-type]
                    self._decide(consequence, _because_of(cause, reaction, number, consequence))

    def forget(self, beginning: str) -> None:
        """What streams whose name begins so fold to, once nothing is decided by them any more."""
        for stream in [stream for stream in self._states if stream.startswith(beginning)]:
            del self._states[stream]

    def _decide(self, command: Command, context: Context) -> None:
        aggregate, decision, looked_at = self._asked[type(command)]
        stream = aggregate.stream_of(command)
        state = self._state(aggregate.fold, stream)
        known = {}
        for name, fold, identity in looked_at:
            other = identity(command, state)
            known[name] = fold.initial if other is None else self._state(fold, fold.stream(other))
        try:
            facts = decision(command, state, **known)
        except Refused as refusal:
            self.refused[f"{type(command).__name__} {refusal.code}"] += 1
            return
        if facts:
            self._record(aggregate.fold.category, stream, facts, command, context)

    def _state(self, fold: Fold[Any], stream: str) -> Any:
        states = self._states.get(stream)
        return fold.initial if states is None else states[id(fold)]

    def _record(self, category: str, stream: str, facts: Sequence[Fact], command: Command, context: Context) -> None:
        folds = self._folds[category]
        states = self._states.get(stream)
        if states is None:
            states = self._states[stream] = {key: fold.initial for key, fold in folds.items()}
        version = self._versions.get(stream, 0)
        first, identity = self.position + 1, context.command_id
        for ordinal, fact in enumerate(facts):
            version, self.position = version + 1, self.position + 1
            for key, fold in folds.items():
                states[key] = fold.evolve(states[key], fact)
            event_id = uuid5(identity, str(ordinal))
            self.events.append((
                self.position, stream, version, fact.name, fact.version, event_id, fact.model_dump_json(),
                command.occurred_on, self.instant, context.actor, context.role, context.office, context.on_behalf_of,
                context.correlation_id, context.causation, identity, context.rule_set,
            ))  # fmt: skip
            if type(fact) in self._reactions:
                self._causes.append(Recorded(
                    self.position, stream, version, fact.name, fact.version, fact, command.occurred_on, self.instant,
                    context.actor, context.role, context.office, context.on_behalf_of, context.rule_set, event_id,
                    context.correlation_id, context.causation, identity,
                ))  # fmt: skip
        self._versions[stream] = version
        self.commands.append((identity, stream, first, self.position, version))


def _because_of(cause: Recorded[Any], reaction: Reaction, number: int, command: Command) -> Context:
    part = number if reaction.told_apart_by is None else reaction.told_apart_by(command)
    today = max(cause.recorded_at.date(), cause.occurred_on)
    context = Context("system", "system", "", today, cause.command_id, cause.correlation_id, rule_set=cause.rule_set)
    return context.because_of(cause.position, cause.correlation_id, f"{reaction.name}#{part}")


def asked_by(actor: str, role: str, office: str, key: str, instant: datetime) -> Context:
    """The context of a command of its own, named for ever by its key."""
    identity = derived_id(key)
    return Context(actor, role, office, instant.date(), identity, identity)
