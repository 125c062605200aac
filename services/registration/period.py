"""A period of the year that the province closes: registering, counting. After the close only late entry, where it is allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, UnitId
from contracts.registration import LateEntryAllowed, Period, PeriodClosed, PeriodReopened
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_of, must_be_open
from services.registration.today import Today
from services.registration.unit import UNIT_STREAM, Unit, must_stand

PERIODS_VI: Mapping[Period, str] = {"registering": "đăng ký", "counting": "báo số hộ"}
PERIODS_EN: Mapping[Period, str] = {"registering": "registering", "counting": "counting households"}


class PeriodCommand(Command):
    """Every command names the campaign and the period."""

    campaign_id: Identifier
    period: Period


class ClosePeriod(PeriodCommand):
    """Closes the period for every unit."""

    province_id: UnitId


class ReopenPeriod(PeriodCommand):
    """Opens again what was closed by mistake."""

    province_id: UnitId
    reason: Text


class AllowLateEntry(PeriodCommand):
    """Lets one unit enter after the close, until a day."""

    unit_id: UnitId
    until: date
    reason: Text
    decided_by: Text
    basis: Text


@dataclass(frozen=True)
class PeriodState:
    """What decisions need to know of it: since when it is closed, and who may still enter."""

    closed_on: date | None = None
    allowed: Mapping[str, LateEntryAllowed] = field(default_factory=dict)


def evolve(period: PeriodState, fact: Fact) -> PeriodState:
    match fact:
        case PeriodClosed():
            return replace(period, closed_on=fact.closed_on)
        case PeriodReopened():
            return replace(period, closed_on=None)
        case LateEntryAllowed():
            return replace(period, allowed={**period.allowed, fact.unit_id: fact})
    return period


def close(command: ClosePeriod, period: PeriodState, campaign: Campaign, unit: Unit) -> list[Fact]:
    if period.closed_on is not None:
        return []
    launched = must_be_of(campaign, command.province_id, command.occurred_on)
    if command.period == "registering" and command.occurred_on <= launched.registration_closes:
        last = launched.registration_closes
        raise Refused(
            "period.still_running",
            vi=f"Hạn đăng ký là hết ngày {last:%d/%m/%Y}; chỉ khóa kỳ đăng ký từ ngày sau đó",
            en=f"Registering in time lasts until {last}; close it from the day after",
        )
    return [
        PeriodClosed(
            campaign_id=command.campaign_id, year=launched.year, period=command.period, closed_on=command.occurred_on
        )
    ]


def reopen(command: ReopenPeriod, period: PeriodState, campaign: Campaign, unit: Unit) -> list[Fact]:
    if period.closed_on is None:
        return []
    launched = must_be_of(campaign, command.province_id, command.occurred_on)
    return [
        PeriodReopened(
            campaign_id=command.campaign_id,
            year=launched.year,
            period=command.period,
            reopened_on=command.occurred_on,
            reason=command.reason,
        )
    ]


def allow(command: AllowLateEntry, period: PeriodState, campaign: Campaign, unit: Unit) -> list[Fact]:
    launched = must_be_open(campaign, command.occurred_on)
    allowed = LateEntryAllowed(
        **command.model_dump(exclude={"occurred_on"}), year=launched.year, allowed_on=command.occurred_on
    )
    before = period.allowed.get(command.unit_id)
    if before is not None and before.model_copy(update={"allowed_on": allowed.allowed_on}) == allowed:
        return []
    must_stand(unit, command.occurred_on)
    if not command.occurred_on <= command.until <= launched.closes:
        raise Refused(
            "late_entry.until_wrong",
            vi=f"Hạn nhập muộn phải từ ngày cho phép đến ngày đóng đợt {launched.closes:%d/%m/%Y}",
            en=f"Late entry lasts from the day it is allowed until at most the campaign closes on {launched.closes}",
        )
    return [allowed]


def must_accept(period: PeriodState, which: Period, unit_id: str, day: date, today: Today) -> str | None:
    """Returns by which permission a unit enters, None while the period is open. Raises Refused after the close.

    What counts is the day on which something is entered, so that nobody enters it back-dated after the permission is over.
    """
    if period.closed_on is None:
        return None
    allowed = period.allowed.get(unit_id)
    if allowed is None:
        raise Refused(
            "period.closed",
            vi=f"Kỳ {PERIODS_VI[which]} đã khóa từ ngày {period.closed_on:%d/%m/%Y}; "
            "muốn nhập phải được cấp tỉnh cho phép nhập muộn",
            en=f"{PERIODS_EN[which].capitalize()} was closed on {period.closed_on}; the province may allow late entry",
        )
    if max(day, today.day or day) > allowed.until:
        raise Refused(
            "late_entry.over",
            vi=f"Đơn vị được nhập muộn đến hết ngày {allowed.until:%d/%m/%Y} theo {allowed.basis}; hạn ấy đã qua",
            en=f"The unit could enter late until {allowed.until} by {allowed.basis}; that day is over",
        )
    return allowed.basis


PERIOD_STREAM: Fold[PeriodState] = Fold(category="registration.period", initial=PeriodState(), evolve=evolve)


def period_known(period: Period) -> Knowledge:
    """For decisions that are refused after the close."""
    return Knowledge(PERIOD_STREAM, lambda command, state: f"{command.campaign_id}/{period}")


PERIOD: Aggregate[PeriodState] = Aggregate(
    fold=PERIOD_STREAM,
    identity=lambda command: f"{command.campaign_id}/{command.period}",
    knows={
        "campaign": Knowledge(CAMPAIGN_STREAM, lambda command, period: command.campaign_id),
        "unit": Knowledge(UNIT_STREAM, lambda command, period: getattr(command, "unit_id", None)),
    },
    decisions={ClosePeriod: close, ReopenPeriod: reopen, AllowLateEntry: allow},
)
