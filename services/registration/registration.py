"""A unit's registration for one year's standard: in time or late, taken back, and undone with the batch it came in."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, UnitId
from contracts.registration import RegistrationUndone, RegistrationWithdrawn, UnitListed, UnitRegistered
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_open
from services.registration.period import PeriodState, must_accept, period_known
from services.registration.today import TODAY, Today
from services.registration.unit import UNIT_STREAM, Unit, must_stand

ORGANISING_KINDS = frozenset({"province", "district"})
"""They organise and decide; they do not register themselves."""


class RegistrationCommand(Command):
    """Every command names the campaign and the unit."""

    campaign_id: Identifier
    unit_id: UnitId


class RegisterUnit(RegistrationCommand):
    """Registers a unit for the year's standard on the day the command holds for."""


class WithdrawRegistration(RegistrationCommand):
    """Takes a unit's registration for the year back."""

    reason: Text


class UndoRegistration(RegistrationCommand):
    """Takes back what a batch recorded, as long as nothing came on top; one of the two days says which fact it was."""

    batch_id: Identifier
    registered_on: date | None
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Registration:
    """What decisions need to know of it. `since` is the day of the newest fact, `before` what held without that fact."""

    state: Literal["unknown", "registered", "withdrawn"] = "unknown"
    since: date = date.min
    registered: UnitRegistered | None = None
    """How it registered last."""
    withdrawn: RegistrationWithdrawn | None = None
    before: "Registration | None" = None
    undone: frozenset[tuple[str, date]] = frozenset()
    """(batch, day) of what was undone."""


def evolve(registration: Registration, fact: Fact) -> Registration:
    undone = registration.undone
    match fact:
        case UnitRegistered():
            return Registration("registered", fact.registered_on, fact, None, registration, undone)
        case RegistrationWithdrawn():
            return Registration("withdrawn", fact.withdrawn_on, registration.registered, fact, registration, undone)
        case RegistrationUndone():
            day = fact.undone_registered_on or fact.undone_withdrawn_on or date.min
            return replace(registration.before or Registration(), undone=undone | {(fact.batch_id, day)})
    return registration


def register(
    command: RegisterUnit,
    registration: Registration,
    campaign: Campaign,
    unit: Unit,
    period: PeriodState,
    today: Today,
) -> list[Fact]:
    if registration.state == "registered":
        if registration.since == command.occurred_on:
            return []
        raise Refused(
            "registration.on_another_day",
            vi=f"Đơn vị đã đăng ký ngày {registration.since:%d/%m/%Y}; muốn đổi ngày, hãy rút đăng ký rồi đăng ký lại",
            en=f"The unit registered on {registration.since}; to change the day, withdraw and register again",
        )
    launched = must_be_open(campaign, command.occurred_on)
    listing = must_stand(unit, command.occurred_on)
    _must_be_in_scope(listing)
    _must_follow(command.occurred_on, registration)
    basis = must_accept(period, "registering", command.unit_id, command.occurred_on, today)
    return [
        UnitRegistered(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            unit_kind=listing.unit_kind,
            rule_set=launched.rule_set,
            registered_on=command.occurred_on,
            late=basis is not None or command.occurred_on > launched.registration_closes,
            late_entry_basis=basis,
        )
    ]


def withdraw(command: WithdrawRegistration, registration: Registration, campaign: Campaign, **_: object) -> list[Fact]:
    if registration.state == "withdrawn":
        return []
    launched = must_be_open(campaign, command.occurred_on)
    if registration.state == "unknown":
        raise Refused("registration.unknown", vi="Đơn vị chưa đăng ký", en="The unit has not registered")
    _must_follow(command.occurred_on, registration)
    return [
        RegistrationWithdrawn(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            withdrawn_on=command.occurred_on,
            reason=command.reason,
        )
    ]


def undo(
    command: UndoRegistration,
    registration: Registration,
    campaign: Campaign,
    period: PeriodState,
    today: Today,
    **_: object,
) -> list[Fact]:
    day = _one_day(command)
    wanted = "registered" if command.registered_on else "withdrawn"
    if (registration.state, registration.since) != (wanted, day):
        if (command.batch_id, day) in registration.undone:
            return []
        raise Refused(
            "registration.changed_since",
            vi=f"Không hoàn tác được: đăng ký của đơn vị không còn như lô ghi ngày {day:%d/%m/%Y}; hãy xem diễn biến của đơn vị",
            en=f"Cannot undo: the unit's registration is no longer as the batch left it on {day}; see the unit's history",
        )
    launched = must_be_open(campaign, command.occurred_on)
    must_accept(period, "registering", command.unit_id, command.occurred_on, today)
    before = registration.before or Registration()
    registered = before.registered if before.state == "registered" else None
    return [
        RegistrationUndone(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            batch_id=command.batch_id,
            undone_registered_on=command.registered_on,
            undone_withdrawn_on=command.withdrawn_on,
            unit_kind=before.registered.unit_kind if before.registered else None,
            registered_on=registered.registered_on if registered else None,
            late=registered.late if registered else False,
            late_entry_basis=registered.late_entry_basis if registered else None,
            withdrawn_on=before.withdrawn.withdrawn_on if before.withdrawn else None,
            withdrawal_reason=before.withdrawn.reason if before.withdrawn else None,
        )
    ]


def _one_day(command: UndoRegistration) -> date:
    day = command.registered_on or command.withdrawn_on
    if day is None or (command.registered_on and command.withdrawn_on):
        raise Refused(
            "registration.undo_of_one",
            vi="Hãy nêu đúng một ngày: ngày đăng ký hoặc ngày rút cần hoàn tác",
            en="Name exactly one day: that of the registration or that of the withdrawal to undo",
        )
    return day


def _must_be_in_scope(listing: UnitListed) -> None:
    if listing.unit_kind in ORGANISING_KINDS:
        raise Refused(
            "registration.organises_only",
            vi="Cấp tỉnh và cấp huyện tổ chức phong trào, không đăng ký",
            en="Provinces and districts organise the movement and do not register",
        )
    if listing.out_of_scope_reason is not None:
        raise Refused(
            "registration.out_of_scope",
            vi=f"Đơn vị không thuộc diện đăng ký: {listing.out_of_scope_reason}",
            en=f"The unit is out of scope: {listing.out_of_scope_reason}",
        )


def _must_follow(day: date, registration: Registration) -> None:
    if day < registration.since:
        raise Refused(
            "registration.out_of_order",
            vi=f"Đã có ghi nhận ngày {registration.since:%d/%m/%Y}, sau ngày này",
            en=f"Something is already recorded for {registration.since}, which is later",
        )


REGISTRATION: Aggregate[Registration] = Aggregate(
    fold=Fold(category="registration.unit_year", initial=Registration(), evolve=evolve),
    identity=lambda command: f"{command.campaign_id}/{command.unit_id}",
    knows={
        "campaign": Knowledge(CAMPAIGN_STREAM, lambda command, registration: command.campaign_id),
        "unit": Knowledge(UNIT_STREAM, lambda command, registration: command.unit_id),
        "period": period_known("registering"),
        "today": TODAY,
    },
    decisions={RegisterUnit: register, WithdrawRegistration: withdraw, UndoRegistration: undo},
)
