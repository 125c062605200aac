"""A residential area's household counts in a campaign: cumulative, each with the day it holds for; corrected, undone."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, Text, UnitId
from contracts.registration import DayCount, HouseholdsCorrected, HouseholdsReported, HouseholdsUndone
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_open
from services.registration.household_state import HOUSEHOLDS_STREAM, Households
from services.registration.period import PeriodState, must_accept, period_known
from services.registration.today import TODAY, Today
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


class CorrectHouseholds(HouseholdsCommand):
    """Says that what was reported for a day was wrong, and why."""

    as_of: date
    total: Count = Field(le=households_of_area_max)
    registered: Count = Field(le=households_of_area_max)
    reason: Text


class UndoHouseholds(HouseholdsCommand):
    """Takes back the count a batch reported for a day, as long as nothing was said of the area since."""

    batch_id: Identifier
    as_of: date
    total: Count = Field(description="as the batch reported it")
    registered: Count


def report(
    command: ReportHouseholds,
    households: Households,
    campaign: Campaign,
    unit: Unit,
    period: PeriodState,
    today: Today,
) -> list[Fact]:
    said = households.by_day.get(command.occurred_on)
    if said is not None and (said.total, said.registered) == (command.total, command.registered):
        return []
    launched = must_be_open(campaign, command.occurred_on)
    _must_have_households(unit, command.occurred_on)
    _must_fit(command.total, command.registered)
    basis = must_accept(period, "counting", command.unit_id, command.occurred_on, today)
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
            late_entry_basis=basis,
        )
    ]


def correct(
    command: CorrectHouseholds,
    households: Households,
    campaign: Campaign,
    unit: Unit,
    period: PeriodState,
    today: Today,
) -> list[Fact]:
    said = households.by_day.get(command.as_of)
    if said is None:
        raise Refused(
            "households.nothing_to_correct",
            vi=f"Chưa có số hộ nào cho ngày {command.as_of:%d/%m/%Y}: hãy báo cáo thay vì sửa",
            en=f"Nothing was reported for {command.as_of}: report it instead of correcting it",
        )
    if (said.total, said.registered) == (command.total, command.registered):
        return []
    launched = must_be_open(campaign, command.occurred_on)
    _must_have_households(unit, command.as_of)
    _must_fit(command.total, command.registered)
    basis = must_accept(period, "counting", command.unit_id, command.occurred_on, today)
    count = said.model_copy(update={"total": command.total, "registered": command.registered})
    by_day = {**households.by_day, command.as_of: count}
    newest = by_day[households.newest_day]
    return [
        HouseholdsCorrected(
            **command.model_dump(exclude={"occurred_on"}),
            year=launched.year,
            said_total=said.total,
            said_registered=said.registered,
            previous_total=households.current.total,
            previous_registered=households.current.registered,
            newest_as_of=households.newest_day,
            newest_total=newest.total,
            newest_registered=newest.registered,
            lowered=households.lowered and _is_below_the_day_before(by_day, households.newest_day),
            late_entry_basis=basis,
        )
    ]


def _is_below_the_day_before(by_day: Mapping[date, DayCount], day: date) -> bool:
    earlier = [known for known in by_day if known < day]
    if not earlier:
        return False
    before, count = by_day[max(earlier)], by_day[day]
    return count.total < before.total or count.registered < before.registered


def undo(
    command: UndoHouseholds,
    households: Households,
    campaign: Campaign,
    period: PeriodState,
    today: Today,
    **_: object,
) -> list[Fact]:
    last = households.last
    if last is None or last != (command.as_of, command.total, command.registered):
        if (command.batch_id, command.as_of) in households.undone:
            return []
        raise Refused(
            "households.changed_since",
            vi=f"Không hoàn tác được: sau số hộ của ngày {command.as_of:%d/%m/%Y} đã ghi thêm; hãy xem diễn biến của đơn vị",
            en=f"Cannot undo: something was recorded since the count for {command.as_of}; see the unit's history",
        )
    launched = must_be_open(campaign, command.occurred_on)
    must_accept(period, "counting", command.unit_id, command.occurred_on, today)
    before = households.without_the_newest()
    return [
        HouseholdsUndone(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            as_of=command.as_of,
            batch_id=command.batch_id,
            undone_total=command.total,
            undone_registered=command.registered,
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
    fold=HOUSEHOLDS_STREAM,
    identity=lambda command: f"{command.campaign_id}/{command.unit_id}",
    knows={
        "campaign": Knowledge(CAMPAIGN_STREAM, lambda command, households: command.campaign_id),
        "unit": Knowledge(UNIT_STREAM, lambda command, households: command.unit_id),
        "period": period_known("counting"),
        "today": TODAY,
    },
    decisions={ReportHouseholds: report, CorrectHouseholds: correct, UndoHouseholds: undo},
)
