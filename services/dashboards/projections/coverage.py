"""Did a unit register for a year, when, in time, and how many of its households with it?"""

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


@dataclass(frozen=True, slots=True)
class CoverageRow:
    unit_id: str
    year: int
    registered_on: date | None = None
    late: bool = False
    withdrawn_on: date | None = None
    households_total: int = 0
    households_registered: int = 0
    households_as_of: date | None = None
    """None until households were reported: not the same as none of them registered."""
    households_lowered: bool = False
    """The newest count is below the one before: allowed, but to be looked at."""


def registered(fact: UnitRegistered, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"registered_on": fact.registered_on, "late": fact.late, "withdrawn_on": None}
    yield Patch((fact.unit_id, fact.year), columns)


def withdrawn(fact: RegistrationWithdrawn, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id, fact.year), {"registered_on": None, "late": False, "withdrawn_on": fact.withdrawn_on})


def households_reported(fact: HouseholdsReported, seen: Seen[Any]) -> Iterable[Change]:
    if not fact.newest:
        return ()
    columns = {
        "households_total": fact.total,
        "households_registered": fact.registered,
        "households_as_of": fact.as_of,
        "households_lowered": fact.lowered,
    }
    # most of what is ever recorded: a tuple is made in half the time of a generator
    return (Patch((fact.unit_id, fact.year), columns),)


def households_corrected(fact: HouseholdsCorrected, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "households_total": fact.newest_total,
        "households_registered": fact.newest_registered,
        "households_lowered": fact.lowered,
    }
    yield Patch((fact.unit_id, fact.year), columns)


ANYTHING = ("registered_on", "withdrawn_on", "households_as_of")
"""A row that says none of it is of a unit that did nothing yet, and those have none."""


def registration_undone(fact: RegistrationUndone, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"registered_on": fact.registered_on, "late": fact.late, "withdrawn_on": fact.withdrawn_on}
    yield Patch((fact.unit_id, fact.year), columns)
    yield Drop((fact.unit_id, fact.year), if_default=ANYTHING)


def households_undone(fact: HouseholdsUndone, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "households_total": fact.newest_total,
        "households_registered": fact.newest_registered,
        "households_as_of": fact.newest_as_of,
        "households_lowered": fact.lowered,
    }
    yield Patch((fact.unit_id, fact.year), columns)
    yield Drop((fact.unit_id, fact.year), if_default=ANYTHING)


COVERAGE = Projection(
    name="coverage",
    row=CoverageRow,
    key=("unit_id", "year"),
    on={
        UnitRegistered: registered,
        RegistrationWithdrawn: withdrawn,
        HouseholdsReported: households_reported,
        HouseholdsCorrected: households_corrected,
        RegistrationUndone: registration_undone,
        HouseholdsUndone: households_undone,
    },
)


@dataclass(frozen=True, slots=True)
class BranchCoverage:
    """Units of one kind in one branch; `branch` is None for all branches together. Out of scope is in no share."""

    branch: str | None
    unit_kind: str
    listed: int
    out_of_scope: int
    registered: int
    late: int
    generated: int
    households_total: int
    households_registered: int
    households_reporting: int
    """Units that reported household counts at all."""

    @property
    def required(self) -> int:
        return self.listed - self.out_of_scope


OF_BRANCHES = """
SELECT b.branch, b.unit_kind, count(*) AS listed,
    count(b.out_of_scope_reason) AS out_of_scope,
    count(c.registered_on) FILTER (WHERE b.out_of_scope_reason IS NULL) AS registered,
    count(*) FILTER (WHERE c.late AND b.out_of_scope_reason IS NULL) AS late,
    count(*) FILTER (WHERE b.generated) AS generated,
    coalesce(sum(c.households_total), 0)::bigint AS households_total,
    coalesce(sum(c.households_registered), 0)::bigint AS households_registered,
    count(c.households_as_of) AS households_reporting
FROM branches b LEFT JOIN dashboards.coverage c ON c.unit_id = b.unit_id AND c.year = $2
GROUP BY GROUPING SETS ((b.branch, b.unit_kind), (b.unit_kind))
ORDER BY b.branch NULLS LAST, b.unit_kind
"""


@dataclass(frozen=True, slots=True)
class RegisteredOn:
    """How many residential areas that must register did so on one day (ISO 8601)."""

    registered_on: str
    units: int


PACE_OF_BRANCHES = """
SELECT c.registered_on, count(*) AS units
FROM branches b JOIN dashboards.coverage c ON c.unit_id = b.unit_id AND c.year = $2
WHERE b.unit_kind = 'residential_area' AND b.out_of_scope_reason IS NULL AND c.registered_on IS NOT NULL
GROUP BY c.registered_on ORDER BY c.registered_on
"""


async def coverage_of_each(connection: Any, unit_ids: list[str], year: int) -> dict[str, CoverageRow]:
    """The own rows of single units; units that did nothing yet have none."""
    rows = await connection.fetch(
        "SELECT * FROM dashboards.coverage WHERE unit_id = ANY($1) AND year = $2",
        unit_ids, year,
    )  # fmt: skip
    return {row["unit_id"]: CoverageRow(**row) for row in rows}
