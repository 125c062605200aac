"""A residential area's household counts in a campaign: cumulative, each with the day it holds for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, UnitId
from contracts.registration import HouseholdsReported
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_open
from services.registration.unit import UNIT_STREAM, Unit, must_stand

households_of_area_max = 100_000


class ReportHouseholds(Command):
    """Reports how many households an area has, and how many registered, as of the day the command holds for."""

    campaign_id: Identifier
    unit_id: UnitId
    total: Count = Field(le=households_of_area_max)
    registered: Count = Field(le=households_of_area_max, description="so far, of the total")


@dataclass(frozen=True)
class Counted:
    """Households of an area on a day."""

    total: int = 0
    registered: int = 0


@dataclass(frozen=True)
class Households:
    """What decisions need to know: what was said for each day (the newest report of a day), and the newest day."""

    by_day: Mapping[date, Counted] = field(default_factory=dict)
    newest_day: date = date.min

    @property
    def current(self) -> Counted:
        return self.by_day.get(self.newest_day, Counted())


def evolve(households: Households, fact: Fact) -> Households:
    match fact:
        case HouseholdsReported():
            return Households(
                by_day={**households.by_day, fact.as_of: Counted(fact.total, fact.registered)},
                newest_day=max(households.newest_day, fact.as_of),
            )
    return households


def report(command: ReportHouseholds, households: Households, campaign: Campaign, unit: Unit) -> list[Fact]:
    counted = Counted(command.total, command.registered)
    if households.by_day.get(command.occurred_on) == counted:
        return []
    launched = must_be_open(campaign, command.occurred_on)
    _must_have_households(unit, command.occurred_on)
    if counted.registered > counted.total:
        raise Refused(
            "households.more_registered_than_total",
            vi=f"Số hộ đăng ký ({counted.registered}) không thể nhiều hơn tổng số hộ ({counted.total})",
            en=f"{counted.registered} registered households are more than all {counted.total}",
        )
    before = households.current
    newest = command.occurred_on >= households.newest_day
    return [
        HouseholdsReported(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            as_of=command.occurred_on,
            total=counted.total,
            registered=counted.registered,
            previous_total=before.total,
            previous_registered=before.registered,
            newest=newest,
            lowered=newest and (counted.total < before.total or counted.registered < before.registered),
        )
    ]


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
    decisions={ReportHouseholds: report},
)
