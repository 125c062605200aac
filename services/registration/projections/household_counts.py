"""What was said last of an area's households for each day, and was it corrected, or entered after the close?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.registration import HouseholdsCorrected, HouseholdsReported, HouseholdsUndone


@dataclass(frozen=True, slots=True)
class CountRow:
    campaign_id: str
    unit_id: str
    as_of: date
    total: int = 0
    registered: int = 0
    corrected_because: str | None = None
    late_entry_basis: str | None = None


def reported(fact: HouseholdsReported, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        CountRow(fact.campaign_id, fact.unit_id, fact.as_of, fact.total, fact.registered, None, fact.late_entry_basis)
    )


def corrected(fact: HouseholdsCorrected, seen: Seen[Any]) -> Iterable[Change]:
    basis = fact.late_entry_basis
    yield Put(CountRow(fact.campaign_id, fact.unit_id, fact.as_of, fact.total, fact.registered, fact.reason, basis))


def undone(fact: HouseholdsUndone, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.campaign_id, fact.unit_id, fact.as_of)
    day = fact.day
    if day is None:
        yield Drop(key)
    else:
        yield Put(CountRow(*key, day.total, day.registered, day.corrected_because, day.late_entry_basis))


HOUSEHOLD_COUNTS = Projection(
    name="household_counts",
    row=CountRow,
    key=("campaign_id", "unit_id", "as_of"),
    on={HouseholdsReported: reported, HouseholdsCorrected: corrected, HouseholdsUndone: undone},
)


async def counts_of_unit(connection: Any, campaign_id: str, unit_id: str) -> list[CountRow]:
    """The counts of a unit by day, the newest first."""
    rows = await connection.fetch(
        "SELECT * FROM registration.household_counts WHERE campaign_id = $1 AND unit_id = $2 ORDER BY as_of DESC",
        campaign_id, unit_id,
    )  # fmt: skip
    return [CountRow(**row) for row in rows]
