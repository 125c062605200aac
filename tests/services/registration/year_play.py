"""Plays commands of an area's year without a log: each aggregate sees its own facts, reactions of recognition included."""

from collections.abc import Sequence
from typing import Any

from chronicle.aggregate import Aggregate
from chronicle.command import Command
from chronicle.projection import Projection, Rows
from chronicle.refusal import Refused
from chronicle.spec import recorded
from contracts.fact import Fact
from services.recognition.authority import UNIT
from services.recognition.dossier import DOSSIER
from services.recognition.reactions import REACTIONS
from services.registration.campaign import CAMPAIGN
from services.registration.households import HOUSEHOLDS
from services.registration.registration import REGISTRATION
from services.registration.unit import UNIT_STREAM
from tests.services.registration.scenes import AREA, LAUNCHED

AGGREGATES: tuple[Aggregate[Any], ...] = (REGISTRATION, HOUSEHOLDS, DOSSIER)
OF = {command: aggregate for aggregate in AGGREGATES for command in aggregate.decisions}


class Year:
    """`facts` so far, in order; what is refused leaves none."""

    def __init__(self, *of_campaign: Fact) -> None:
        self.facts: list[Fact] = []
        self.refused: list[tuple[Command, str]] = []
        self._own: dict[str, list[Fact]] = {}
        self._known: dict[str, Any] = {
            "campaign": CAMPAIGN.fold.of((LAUNCHED, *of_campaign)),
            "unit": UNIT_STREAM.of([AREA]),
        }

    def play(self, commands: Sequence[Command]) -> list[Fact]:
        """What these lead to, without what others do because of it."""
        led_to = []
        for command in commands:
            led_to += self._decided(command)
        return led_to

    def _decided(self, command: Command) -> list[Fact]:
        aggregate = OF[type(command)]
        own = self._own.setdefault(aggregate.name, [])
        known = {name: self._knowledge(aggregate, name) for name in aggregate.knows}
        try:
            decided = aggregate.decisions[type(command)](command, aggregate.fold.of(own), **known)
        except Refused as refusal:
            self.refused.append((command, refusal.code))
            return []
        own += decided
        self.facts += decided
        for fact in decided:
            for reaction in REACTIONS.get(type(fact), ()):
                self.play(list(reaction.consequence(fact, recorded(fact))))  # type: ignore[arg-type]
        return decided

    def _knowledge(self, aggregate: Aggregate[Any], name: str) -> Any:
        if aggregate is DOSSIER:
            return UNIT.of([AREA]) if name == "unit" else aggregate.knows[name].fold.initial
        return self._known.get(name, aggregate.knows[name].fold.initial)

    def rows(self, projection: Projection) -> Rows:
        return projection.fold(recorded(fact, position=number) for number, fact in enumerate(self.facts, start=1))
