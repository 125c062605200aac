"""Did a unit register for a year, when, in time, and how many of its households so far?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import (
    HouseholdsReported,
    HouseholdsUndone,
    RegistrationUndone,
    RegistrationWithdrawn,
    UnitRegistered,
)


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    campaign_id: str
    unit_id: str
    year: int = 0
    unit_kind: str = ""
    """Empty until it registers: households may be counted before."""
    registered_on: date | None = None
    late: bool = False
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = None
    households_total: int = 0
    households_registered: int = 0
    households_as_of: date | None = None
    households_lowered: bool = False
    """The newest count is lower than the one before it: allowed, but to be looked at."""


def registered(fact: UnitRegistered, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "year": fact.year,
        "unit_kind": fact.unit_kind,
        "registered_on": fact.registered_on,
        "late": fact.late,
        "withdrawn_on": None,
        "withdrawal_reason": None,
    }
    yield Patch((fact.campaign_id, fact.unit_id), columns)


def withdrawn(fact: RegistrationWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "registered_on": None,
        "late": False,
        "withdrawn_on": fact.withdrawn_on,
        "withdrawal_reason": fact.reason,
    }
    yield Patch((fact.campaign_id, fact.unit_id), columns)


def households_reported(fact: HouseholdsReported, seen: Seen[Any]) -> Iterable[Change]:
    if not fact.newest:
        return
    columns = {
        "year": fact.year,
        "households_total": fact.total,
        "households_registered": fact.registered,
        "households_as_of": fact.as_of,
        "households_lowered": fact.lowered,
    }
    yield Patch((fact.campaign_id, fact.unit_id), columns)


def registration_undone(fact: RegistrationUndone, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.campaign_id, fact.unit_id)
    columns = {
        "unit_kind": fact.unit_kind or "",
        "registered_on": fact.registered_on,
        "late": fact.late,
        "withdrawn_on": fact.withdrawn_on,
        "withdrawal_reason": fact.withdrawal_reason,
    }
    yield Patch(key, columns)
    yield Drop(key, if_default=("unit_kind", "households_as_of"))


def households_undone(fact: HouseholdsUndone, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.campaign_id, fact.unit_id)
    columns = {
        "households_total": fact.newest_total,
        "households_registered": fact.newest_registered,
        "households_as_of": fact.newest_as_of,
        "households_lowered": fact.lowered,
    }
    yield Patch(key, columns)
    yield Drop(key, if_default=("unit_kind", "households_as_of"))


REGISTRATIONS = Projection(
    name="registrations",
    row=RegistrationRow,
    key=("campaign_id", "unit_id"),
    on={
        UnitRegistered: registered,
        RegistrationWithdrawn: withdrawn,
        HouseholdsReported: households_reported,
        RegistrationUndone: registration_undone,
        HouseholdsUndone: households_undone,
    },
)


async def registration(pool: Any, campaign_id: str, unit_id: str) -> dict[str, Any] | None:
    row = await pool.fetchrow(
        "SELECT * FROM registration.registrations WHERE campaign_id = $1 AND unit_id = $2", campaign_id, unit_id
    )
    return None if row is None else dict(row)
