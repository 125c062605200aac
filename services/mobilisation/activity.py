"""One unit's report of its activity for one period; a later report of the same period replaces the earlier one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, UnitId, Year
from contracts.mobilisation import ActivityReported, Counter, Period
from contracts.registration import UnitListed

counters_max = 100

periods_in_year_max: Mapping[Period, int] = {"month": 12, "quarter": 4, "half_year": 2, "year": 1, "festival": 1}


class ReportActivity(Command):
    """A unit reports all its figures of a period; a counter it leaves out is nil."""

    unit_id: UnitId
    year: Year
    period: Period
    period_number: int = Field(ge=1, le=12)
    counters: dict[Identifier, Count] = Field(min_length=1, max_length=counters_max, description="figure by counter")


@dataclass(frozen=True)
class Activity:
    """The figures of the last report, by counter; empty before the first."""

    figures: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class KnownUnit:
    """What mobilisation knows of a unit of the register. One that ended still owes its last report."""

    listed: bool = False


def evolve(activity: Activity, fact: Fact) -> Activity:
    match fact:
        case ActivityReported():
            return replace(activity, figures={said.counter: said.value for said in fact.counters})
    return activity


def evolve_unit(unit: KnownUnit, fact: Fact) -> KnownUnit:
    match fact:
        case UnitListed():
            return replace(unit, listed=True)
    return unit


def report(command: ReportActivity, activity: Activity, unit: KnownUnit) -> list[Fact]:
    if not unit.listed:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if command.period_number > periods_in_year_max[command.period]:
        raise Refused("activity.no_such_period", vi="Năm không có kỳ báo cáo này", en="A year has no such period")
    figures = {**dict.fromkeys(activity.figures, 0), **command.counters}
    if figures == activity.figures:
        return []
    return [
        ActivityReported(
            unit_id=command.unit_id,
            year=command.year,
            period=command.period,
            period_number=command.period_number,
            counters=tuple(
                Counter(counter=counter, value=value, previous_value=activity.figures.get(counter, 0))
                for counter, value in sorted(figures.items())
            ),
            reported_on=command.occurred_on,
        )
    ]


UNIT = Fold(category="registration.unit", initial=KnownUnit(), evolve=evolve_unit)

ACTIVITY: Aggregate[Activity] = Aggregate(
    fold=Fold(category="mobilisation.activity", initial=Activity(), evolve=evolve),
    identity=lambda command: f"{command.unit_id}/{command.year}/{command.period}/{command.period_number}",
    knows={"unit": Knowledge(UNIT, lambda command, activity: command.unit_id)},
    decisions={ReportActivity: report},
)
