"""One unit's report of its activity for one period; a later report of the same period replaces the earlier one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, Text, UnitId, Year, items_max
from contracts.mobilisation import ActivityReported, ActivityUndone, Counter, Period, RestoredCounter, StandingReport
from services.mobilisation.reporting_unit import UNIT, KnownUnit, must_be_listed

counters_max = 100

periods_in_year_max: Mapping[Period, int] = {"month": 12, "quarter": 4, "half_year": 2, "year": 1, "festival": 1}


class ActivityCommand(Command):
    """About one unit's report of one period."""

    unit_id: UnitId
    year: Year
    period: Period
    period_number: int = Field(ge=1, le=12)


class ReportActivity(ActivityCommand):
    """A unit reports all its figures of a period; a counter it leaves out is nil. Lowering a figure needs a reason."""

    counters: dict[Identifier, Count] = Field(min_length=1, max_length=counters_max, description="figure by counter")
    reason: Text | None = Field(default=None, description="why an earlier report is corrected")


class UndoActivity(ActivityCommand):
    """Takes back the report a batch brought as if it had not been, as long as nothing was recorded on top of it."""

    batch_id: Identifier
    counters: dict[Identifier, Count] = Field(
        min_length=1, max_length=items_max, description="as the batch reported it"
    )


@dataclass(frozen=True)
class Report:
    """What one report said."""

    fact: ActivityReported

    @property
    def figures(self) -> dict[str, int]:
        return {said.counter: said.value for said in self.fact.counters}

    @property
    def standing(self) -> StandingReport:
        return StandingReport(reported_on=self.fact.reported_on, lowered=self.fact.lowered, reason=self.fact.reason)


@dataclass(frozen=True)
class Activity:
    """The reports of the period that were not undone, the newest last, and the batches whose report was."""

    reports: tuple[Report, ...] = ()
    undone: frozenset[str] = frozenset()

    @property
    def newest(self) -> Report | None:
        return self.reports[-1] if self.reports else None

    @property
    def figures(self) -> Mapping[str, int]:
        """The figures of the last report, by counter; empty before the first."""
        return self.newest.figures if self.newest else MappingProxyType({})


def evolve(activity: Activity, fact: Fact) -> Activity:
    match fact:
        case ActivityReported():
            return replace(activity, reports=(*activity.reports, Report(fact)))
        case ActivityUndone():
            return replace(activity, reports=activity.reports[:-1], undone=activity.undone | {fact.batch_id})
    return activity


def report(command: ReportActivity, activity: Activity, unit: KnownUnit) -> list[Fact]:
    must_be_listed(unit)
    if command.period_number > periods_in_year_max[command.period]:
        raise Refused("activity.no_such_period", vi="Năm không có kỳ báo cáo này", en="A year has no such period")
    before = activity.figures
    figures = {**dict.fromkeys(before, 0), **command.counters}
    if activity.newest and figures == before:
        return []
    if command.counters.get("festival_attendances") and not command.counters.get("festival_sites"):
        raise Refused(
            "festival.attendance_without_site",
            vi="Có lượt người dự Ngày hội thì phải có ít nhất một điểm tổ chức: hãy ghi số điểm",
            en="Festival attendances need at least one festival site: fill in how many there were",
        )
    lowered = any(figures[counter] < value for counter, value in before.items())
    if lowered and command.reason is None:
        raise Refused(
            "activity.reason_missing",
            vi="Có số thấp hơn báo cáo trước của kỳ này: hãy ghi lý do sửa",
            en="A figure is below what this period's report said before: say why it is corrected",
        )
    first = activity.reports[0].fact.first_reported_on if activity.reports else command.occurred_on
    return [
        ActivityReported(
            unit_id=command.unit_id,
            year=command.year,
            period=command.period,
            period_number=command.period_number,
            counters=tuple(
                Counter(counter=counter, value=value, previous_value=before.get(counter, 0))
                for counter, value in sorted(figures.items())
            ),
            reported_on=command.occurred_on,
            first_reported_on=first,
            lowered=lowered,
            reason=command.reason,
        )
    ]


def undo(command: UndoActivity, activity: Activity, unit: KnownUnit) -> list[Fact]:
    newest = activity.newest
    if newest is None or newest.figures != command.counters:
        if command.batch_id in activity.undone:
            return []
        raise Refused(
            "activity.changed_since",
            vi="Không hoàn tác được: sau lần nhập này kỳ báo cáo đã được ghi tiếp; hãy sửa báo cáo của kỳ",
            en="Cannot undo: the period was reported again after this batch; correct its report instead",
        )
    earlier = activity.reports[-2] if len(activity.reports) > 1 else None
    restored = earlier.figures if earlier else {}
    return [
        ActivityUndone(
            unit_id=command.unit_id,
            year=command.year,
            period=command.period,
            period_number=command.period_number,
            batch_id=command.batch_id,
            counters=tuple(
                RestoredCounter(counter=counter, value=restored.get(counter), previous_value=value)
                for counter, value in newest.figures.items()
            ),
            standing=earlier.standing if earlier else None,
            undone_on=command.occurred_on,
        )
    ]


ACTIVITY: Aggregate[Activity] = Aggregate(
    fold=Fold(category="mobilisation.activity", initial=Activity(), evolve=evolve),
    identity=lambda command: f"{command.unit_id}/{command.year}/{command.period}/{command.period_number}",
    knows={"unit": Knowledge(UNIT, lambda command, activity: command.unit_id)},
    decisions={ReportActivity: report, UndoActivity: undo},
)
