"""A residential area's household counts in a campaign: cumulative, each with the day it holds for; undone with their batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, UnitId
from contracts.registration import DayCount, HouseholdsReported, HouseholdsUndone
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_open
from services.registration.unit import UNIT_STREAM, Unit, must_stand

households_of_area_max = 100_000


class HouseholdsCommand(Command):
    """Every command names the campaign and the area."""

    campaign_id: Identifier
    unit_id: UnitId


class ReportHouseholds(HouseholdsCommand):
    """Reports how many households an area has, and how many registered, as of the day the command holds for."""

    total: Count = Field(le=households_of_area_max)
    registered: Count = Field(le=households_of_area_max, description="so far, of the total")


class UndoHouseholds(HouseholdsCommand):
    """Takes back the count a batch reported for a day, as long as nothing was said of the area since."""

    batch_id: Identifier
    as_of: date
    total: Count = Field(description="as the batch reported it")
    registered: Count


NOTHING_COUNTED = DayCount(total=0, registered=0, corrected_because=None)


@dataclass(frozen=True)
class Households:
    """What decisions need to know: what was said last for each day, the newest day, and `before`: without the newest fact."""

    by_day: Mapping[date, DayCount] = field(default_factory=dict)
    newest_day: date = date.min
    lowered: bool = False
    """Whether the newest count is flagged as lower than the one before it."""
    last: HouseholdsReported | None = None
    """The newest fact, where it is a report."""
    before: "Households | None" = None
    undone: frozenset[tuple[str, date]] = frozenset()
    """(batch, day) of what was undone."""

    @property
    def current(self) -> DayCount:
        return self.by_day.get(self.newest_day, NOTHING_COUNTED)


def evolve(households: Households, fact: Fact) -> Households:
    match fact:
        case HouseholdsReported():
            count = DayCount(total=fact.total, registered=fact.registered, corrected_because=None)
            return Households(
                by_day={**households.by_day, fact.as_of: count},
                newest_day=max(households.newest_day, fact.as_of),
                lowered=fact.lowered if fact.newest else households.lowered,
                last=fact,
                before=households,
                undone=households.undone,
            )
        case HouseholdsUndone():
            undone = households.undone | {(fact.batch_id, fact.as_of)}
            return replace(households.before or Households(), undone=undone)
    return households


def report(command: ReportHouseholds, households: Households, campaign: Campaign, unit: Unit) -> list[Fact]:
    said = households.by_day.get(command.occurred_on)
    if said is not None and (said.total, said.registered) == (command.total, command.registered):
        return []
    launched = must_be_open(campaign, command.occurred_on)
    _must_have_households(unit, command.occurred_on)
    _must_fit(command.total, command.registered)
    before = households.current
    newest = command.occurred_on >= households.newest_day
    return [
        HouseholdsReported(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            as_of=command.occurred_on,
            total=command.total,
            registered=command.registered,
            previous_total=before.total,
            previous_registered=before.registered,
            newest=newest,
            lowered=newest and (command.total < before.total or command.registered < before.registered),
        )
    ]


def undo(command: UndoHouseholds, households: Households, campaign: Campaign, unit: Unit) -> list[Fact]:
    last = households.last
    if last is None or (last.as_of, last.total, last.registered) != (command.as_of, command.total, command.registered):
        if (command.batch_id, command.as_of) in households.undone:
            return []
        raise Refused(
            "households.changed_since",
            vi=f"Không hoàn tác được: sau số hộ của ngày {command.as_of:%d/%m/%Y} đã ghi thêm; hãy xem diễn biến của đơn vị",
            en=f"Cannot undo: something was recorded since the count for {command.as_of}; see the unit's history",
        )
    launched = must_be_open(campaign, command.occurred_on)
    before = households.before or Households()
    return [
        HouseholdsUndone(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            as_of=command.as_of,
            batch_id=command.batch_id,
            undone_total=last.total,
            undone_registered=last.registered,
            previous_total=households.current.total,
            previous_registered=households.current.registered,
            day=before.by_day.get(command.as_of),
            newest_as_of=before.newest_day if before.by_day else None,
            newest_total=before.current.total,
            newest_registered=before.current.registered,
            lowered=before.lowered,
        )
    ]


def _must_fit(total: int, registered: int) -> None:
    if registered > total:
        raise Refused(
            "households.more_registered_than_total",
            vi=f"Số hộ đăng ký ({registered}) không thể nhiều hơn tổng số hộ ({total})",
            en=f"{registered} registered households are more than all {total}",
        )


def _must_have_households(unit: Unit, day: date) -> None:
    if must_stand(unit, day).unit_kind != "residential_area":
        raise Refused(
            "households.only_residential_areas",
            vi="Chỉ khu dân cư báo cáo số hộ",
            en="Only residential areas report households",
        )


HOUSEHOLDS: Aggregate[Households] = Aggregate(
    fold=Fold(category="registration.households", initial=Households(), evolve=evolve),
    identity=lambda command: f"{command.campaign_id}/{command.unit_id}",
    knows={
        "campaign": Knowledge(CAMPAIGN_STREAM, lambda command, households: command.campaign_id),
        "unit": Knowledge(UNIT_STREAM, lambda command, households: command.unit_id),
    },
    decisions={ReportHouseholds: report, UndoHouseholds: undo},
)
