"""Did a unit register for a year, when, in time, and how many of its households so far?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import (
    HouseholdsCorrected,
    HouseholdsReported,
    HouseholdsUndone,
    RegistrationUndone,
    RegistrationWithdrawn,
    UnitRegistered,
)
from reference.vietnamese import sort_key


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    campaign_id: str
    unit_id: str
    year: int = 0
    unit_kind: str = ""
    """Empty until it registers: households may be counted before."""
    registered_on: date | None = None
    late: bool = False
    late_entry_basis: str | None = None
    """By which permission it was entered after the close."""
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
        "late_entry_basis": fact.late_entry_basis,
        "withdrawn_on": None,
        "withdrawal_reason": None,
    }
    yield Patch((fact.campaign_id, fact.unit_id), columns)


def withdrawn(fact: RegistrationWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "registered_on": None,
        "late": False,
        "late_entry_basis": None,
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


def households_corrected(fact: HouseholdsCorrected, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "households_total": fact.newest_total,
        "households_registered": fact.newest_registered,
        "households_lowered": fact.lowered,
    }
    yield Patch((fact.campaign_id, fact.unit_id), columns)


def registration_undone(fact: RegistrationUndone, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.campaign_id, fact.unit_id)
    columns = {
        "unit_kind": fact.unit_kind or "",
        "registered_on": fact.registered_on,
        "late": fact.late,
        "late_entry_basis": fact.late_entry_basis,
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
        HouseholdsCorrected: households_corrected,
        RegistrationUndone: registration_undone,
        HouseholdsUndone: households_undone,
    },
)


async def registration(pool: Any, campaign_id: str, unit_id: str) -> dict[str, Any] | None:
    row = await pool.fetchrow(
        "SELECT * FROM registration.registrations WHERE campaign_id = $1 AND unit_id = $2", campaign_id, unit_id
    )
    return None if row is None else dict(row)


_TO_FILL_IN = """
SELECT u.unit_id, u.title, u.unit_name, p.title || ' ' || p.unit_name AS under, u.unit_kind, r.registered_on,
    r.households_total, r.households_registered, r.households_as_of
FROM registration.units u LEFT JOIN registration.units p ON p.unit_id = u.parent_id
    LEFT JOIN registration.registrations r ON r.unit_id = u.unit_id AND r.campaign_id = $1
WHERE u.unit_id = ANY ($2) AND u.unit_kind <> ALL ($3) AND u.ended_on IS NULL AND u.out_of_scope_reason IS NULL
"""
ORGANISING = ["province", "district"]


async def to_fill_in(connection: Any, campaign_id: str, unit_ids: list[str]) -> list[dict[str, Any]]:
    """Who of these may register, with what is known of it: `unit_id, under, unit` and, where known, `registered_on, total,
    registered, as_of`; by where they belong and by the alphabet."""
    rows = await connection.fetch(_TO_FILL_IN, campaign_id, unit_ids, ORGANISING)
    places = {
        text: sort_key(text) for row in rows for text in (row["under"] or "", f"{row['title']} {row['unit_name']}")
    }
    found = []
    for row in rows:
        cells = {"unit_id": row["unit_id"], "under": row["under"] or "", "unit": f"{row['title']} {row['unit_name']}"}
        if row["registered_on"]:
            cells["registered_on"] = row["registered_on"]
        if row["households_as_of"]:
            cells |= {
                "total": row["households_total"],
                "registered": row["households_registered"],
                "as_of": row["households_as_of"],
            }
        found.append(cells)
    return sorted(found, key=lambda cells: (places[cells["under"]], places[cells["unit"]], cells["unit_id"]))
