"""One unit's head-counts of one kind of core force, each with the day it holds for. Heads are counted, nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, UnitId
from contracts.mobilisation import ForceCounted
from services.mobilisation.reporting_unit import UNIT, KnownUnit, must_stand

heads_of_unit_max = 100_000


class CountForce(Command):
    """Says how many people of a kind of core force a unit has on the day the command holds for."""

    unit_id: UnitId
    force_kind: Identifier
    head_count: Count = Field(le=heads_of_unit_max, description="people, as a number only")
    teams: Count | None = Field(default=None, le=heads_of_unit_max, description="teams they stand in")


@dataclass(frozen=True)
class Counted:
    """Heads and teams on a day."""

    head_count: int
    teams: int | None


@dataclass(frozen=True)
class Force:
    """What was said for each day (the newest count of a day), and the newest day."""

    by_day: Mapping[date, Counted] = field(default_factory=dict)
    newest_day: date = date.min

    @property
    def current(self) -> Counted | None:
        return self.by_day.get(self.newest_day)


def evolve(force: Force, fact: Fact) -> Force:
    match fact:
        case ForceCounted():
            counted = Counted(fact.head_count, fact.teams)
            return Force({**force.by_day, fact.as_of: counted}, max(force.newest_day, fact.as_of))
    return force


def count(command: CountForce, force: Force, unit: KnownUnit) -> list[Fact]:
    if force.by_day.get(command.occurred_on) == Counted(command.head_count, command.teams):
        return []
    must_stand(unit, command.occurred_on)
    if command.teams is not None and command.teams > command.head_count:
        raise Refused(
            "core_force.more_teams_than_heads",
            vi=f"Số tổ ({command.teams}) không thể nhiều hơn số người ({command.head_count})",
            en=f"{command.teams} teams are more than {command.head_count} people",
        )
    before = force.current
    newest = command.occurred_on >= force.newest_day
    return [
        ForceCounted(
            unit_id=command.unit_id,
            force_kind=command.force_kind,
            as_of=command.occurred_on,
            head_count=command.head_count,
            teams=command.teams,
            previous_head_count=before.head_count if before else None,
            previous_teams=before.teams if before else None,
            newest=newest,
            lowered=newest and before is not None and command.head_count < before.head_count,
        )
    ]


FORCE: Aggregate[Force] = Aggregate(
    fold=Fold(category="mobilisation.force", initial=Force(), evolve=evolve),
    identity=lambda command: f"{command.unit_id}/{command.force_kind}",
    knows={"unit": Knowledge(UNIT, lambda command, force: command.unit_id)},
    decisions={CountForce: count},
)
