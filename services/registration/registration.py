"""A unit's registration for one year's standard: in time or late, and taken back."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, UnitId
from contracts.registration import RegistrationWithdrawn, UnitListed, UnitRegistered
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, must_be_open
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


@dataclass(frozen=True)
class Registration:
    """What decisions need to know of it. `since` is the day of the newest fact."""

    state: Literal["unknown", "registered", "withdrawn"] = "unknown"
    since: date = date.min


def evolve(registration: Registration, fact: Fact) -> Registration:
    match fact:
        case UnitRegistered():
            return replace(registration, state="registered", since=fact.registered_on)
        case RegistrationWithdrawn():
            return replace(registration, state="withdrawn", since=fact.withdrawn_on)
    return registration


def register(command: RegisterUnit, registration: Registration, campaign: Campaign, unit: Unit) -> list[Fact]:
    if registration.state == "registered":
        return []
    launched = must_be_open(campaign, command.occurred_on)
    listing = must_stand(unit, command.occurred_on)
    _must_be_in_scope(listing)
    _must_follow(command.occurred_on, registration)
    return [
        UnitRegistered(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            unit_kind=listing.unit_kind,
            rule_set=launched.rule_set,
            registered_on=command.occurred_on,
            late=command.occurred_on > launched.registration_closes,
        )
    ]


def withdraw(command: WithdrawRegistration, registration: Registration, campaign: Campaign, unit: Unit) -> list[Fact]:
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
    },
    decisions={RegisterUnit: register, WithdrawRegistration: withdraw},
)
