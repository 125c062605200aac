"""Given, when, then: for decisions and for views, short, and failing in words.

model.given(LAUNCHED).when(CLOSE).then(CLOSED)
model.given(LAUNCHED, CLOSED).when(CLOSE).then_nothing()
model.given().when(CLOSE).then_refused("model.unknown")
coverage.given(LISTED, REGISTERED).then(Row(...))
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from chronicle.aggregate import Aggregate
from chronicle.command import Command, derived_id
from chronicle.projection import Projection
from chronicle.refusal import Refused
from contracts.envelope import ALWAYS_SEEN, Recorded, narrowed
from contracts.fact import Fact

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class DeciderSpec:
    """Starts a sentence about an aggregate."""

    aggregate: Aggregate[Any]
    facts: tuple[Fact, ...] = ()
    known: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)

    def given(self, *facts: Fact) -> "DeciderSpec":
        return DeciderSpec(self.aggregate, facts, self.known)

    def knowing(self, **known: tuple[Fact, ...]) -> "DeciderSpec":
        """What the other streams the decision looks at hold, by the names in the aggregate's `knows`."""
        return DeciderSpec(self.aggregate, self.facts, {**self.known, **known})

    def when(self, command: Command) -> "Decided":
        state = self.aggregate.fold.of(self.facts)
        knowledge = {name: needed.fold.of(self.known.get(name, ())) for name, needed in self.aggregate.knows.items()}
        try:
            return Decided(command, self.aggregate.decisions[type(command)](command, state, **knowledge), None)
        except Refused as refusal:
            return Decided(command, [], refusal)


@dataclass(frozen=True)
class Decided:
    """Ends the sentence."""

    command: Command
    facts: list[Fact]
    refusal: Refused | None

    def then(self, *expected: Fact) -> None:
        assert self.refusal is None, f"{self.command!r} was refused: {self.refusal}"
        assert self.facts == list(expected), f"{self.command!r} led to {self.facts}, not to {list(expected)}"

    def then_nothing(self) -> None:
        assert self.refusal is None, f"{self.command!r} was refused: {self.refusal}"
        assert self.facts == [], f"{self.command!r} was not 'already so': it led to {self.facts}"

    def then_refused(self, code: str) -> None:
        assert self.refusal is not None, f"{self.command!r} was not refused: it led to {self.facts}"
        assert self.refusal.code == code, f"{self.command!r} was refused as {self.refusal.code}, not as {code}"


@dataclass(frozen=True)
class ViewSpec:
    """A sentence about a projection: given these facts, the view holds exactly these rows."""

    projection: Projection
    facts: tuple[Recorded[Any], ...] = ()

    def given(self, *facts: Fact | Recorded[Any]) -> "ViewSpec":
        numbered = tuple(
            fact if isinstance(fact, Recorded) else recorded(fact, position=number)
            for number, fact in enumerate(facts, start=1)
        )
        return ViewSpec(self.projection, numbered)

    def then(self, *rows: Any) -> None:
        sees = (*ALWAYS_SEEN, *self.projection.sees)  # no more than a rebuild lets it see
        narrow = [narrowed(sees)(*(getattr(fact, name) for name in sees)) for fact in self.facts]
        held = {key: self.projection.row(*values) for key, values in self.projection.fold(narrow).items()}
        expected = {tuple(getattr(row, name) for name in self.projection.key): row for row in rows}
        assert held == expected, f"{self.projection.name} holds {list(held.values())}, not {list(rows)}"


def recorded(fact: Fact, position: int = 1, occurred_on: date = date(2021, 3, 1), **envelope: Any) -> Recorded[Any]:
    """A fact in a plain envelope, for tests; any field of the envelope can be given."""
    fields: dict[str, Any] = {
        "position": position, "stream": f"{fact.name.partition('.')[0]}.test:1", "version": position, "type": fact.name,
        "schema_version": fact.version, "event_id": derived_id(f"event {position}"), "fact": fact,
        "occurred_on": occurred_on, "recorded_at": datetime(2021, 3, 1, tzinfo=UTC), "actor": "test", "role": "test",
        "office": "", "on_behalf_of": None, "correlation_id": _NOBODY, "causation": None, "command_id": _NOBODY,
        "rule_set": None, **envelope,
    }  # fmt: skip
    return Recorded(**fields)
