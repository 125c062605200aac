"""Which units are there, under whom, and which of them, as communes and districts, are to report?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import UnitEnded, UnitKindChanged, UnitListed, UnitMoved

reporting_kinds = ("commune", "district")
missing_shown_max = 1_000


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit_id: str
    parent_id: str | None = None
    unit_kind: str = ""
    listed_from: date | None = None
    ended_on: date | None = None
    reporting_kind: str = ""
    """As what it reports, or last did; "" for one that never has to."""
    reports_from: date | None = None
    reports_until: date | None = None
    """The first day on which it does not any more, because it is of another kind now."""

    def stands(self, on: date) -> bool:
        return self.listed_from is not None and self.listed_from <= on and (self.ended_on is None or on < self.ended_on)

    def reports(self, on: date) -> bool:
        """Whether it is one of those that report on a day."""
        begun = bool(self.reporting_kind) and self.reports_from is not None and self.reports_from <= on
        return begun and self.stands(on) and (self.reports_until is None or on < self.reports_until)


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"parent_id": fact.parent_id, "unit_kind": fact.unit_kind, "listed_from": fact.valid_from}
    yield Patch((fact.unit_id,), columns)
    if fact.unit_kind in reporting_kinds:
        yield Patch((fact.unit_id,), {"reporting_kind": fact.unit_kind, "reports_from": fact.valid_from})


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    """Who reports from now on reports from that day on; who did before and does not any more owes nothing after it."""
    yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind})
    reports, reported = fact.unit_kind in reporting_kinds, fact.previous_kind in reporting_kinds
    if reports and not reported:
        columns = {"reporting_kind": fact.unit_kind, "reports_from": fact.valid_from, "reports_until": None}
        yield Patch((fact.unit_id,), columns)
    elif reports:
        yield Patch((fact.unit_id,), {"reporting_kind": fact.unit_kind})
    elif reported:
        yield Patch((fact.unit_id,), {"reports_until": fact.valid_from})


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"parent_id": fact.parent_id})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


UNITS = Projection(
    name="units",
    row=UnitRow,
    key=("unit_id",),
    on={UnitListed: listed, UnitKindChanged: kind_changed, UnitMoved: moved, UnitEnded: ended},
    indexes=(("parent_id",),),
)

BRANCHES = """
WITH RECURSIVE branches (unit_id, branch) AS (
    SELECT unit_id, unit_id FROM mobilisation.units WHERE unit_id = $1 OR parent_id = $1
    UNION
    SELECT u.unit_id, b.branch FROM mobilisation.units u JOIN branches b ON u.parent_id = b.unit_id WHERE u.parent_id <> $1
)
"""
"""`branches` holds what stands below unit $1, each with the child of $1 under which it stands, or $1 itself. UNION and not
UNION ALL: a unit moved under itself would never end."""


async def unit(connection: Any, unit_id: str) -> UnitRow | None:
    """The unit, where it is known and in sight."""
    row = await connection.fetchrow("SELECT * FROM mobilisation.units WHERE unit_id = $1", unit_id)
    return None if row is None else UnitRow(**row)


async def in_sight(connection: Any, unit_ids: list[str]) -> set[str]:
    """Those of the units whose rows may be seen."""
    rows = await connection.fetch("SELECT unit_id FROM mobilisation.units WHERE unit_id = ANY($1)", unit_ids)
    return {row["unit_id"] for row in rows}


async def reporting_below(connection: Any, unit_id: str) -> list[tuple[str, UnitRow]]:
    """(branch, unit) of the communes and districts at and below a unit, standing or ended, in the order of their ids."""
    rows = await connection.fetch(
        f"{BRANCHES} SELECT b.branch, u.* FROM branches b JOIN mobilisation.units u USING (unit_id) "
        "WHERE u.reporting_kind <> '' ORDER BY u.unit_id",
        unit_id,
    )
    return [(row["branch"], UnitRow(*(row[column] for column in UNITS.columns))) for row in rows]


async def reporting_units(connection: Any, within: list[str] | None) -> list[UnitRow]:
    """All communes and districts within (None: all), standing or ended."""
    rows = await connection.fetch(
        "SELECT * FROM mobilisation.units WHERE reporting_kind <> '' AND ($1::text[] IS NULL OR unit_id = ANY($1)) "
        "ORDER BY unit_id",
        within,
    )
    return [UnitRow(**row) for row in rows]


async def units_without_report(
    connection: Any,
    within: list[str] | None,
    year: int,
    period: str,
    number: int,
    on: date,
    after: tuple[Any, ...] | None = None,
    limit: int = missing_shown_max,
) -> list[dict[str, Any]]:
    """The communes and districts standing on a day that have not reported a period, after (kind, id) of the last one.

    `within` names the units asked about; None: all.
    """
    rows = await connection.fetch(
        "SELECT unit_id, reporting_kind AS unit_kind FROM mobilisation.units AS u WHERE reporting_kind <> '' "
        "AND reports_from <= $4 AND (reports_until IS NULL OR reports_until > $4) "
        "AND (ended_on IS NULL OR ended_on > $4) AND ($5::text IS NULL OR (reporting_kind, unit_id) > ($5, $6)) "
        "AND NOT EXISTS (SELECT FROM mobilisation.reports AS r WHERE r.unit_id = u.unit_id "
        "AND r.year = $1 AND r.period = $2 AND r.period_number = $3) "
        "AND ($8::text[] IS NULL OR unit_id = ANY($8)) "
        "ORDER BY reporting_kind, unit_id LIMIT $7",
        year, period, number, on, *(after or (None, None)), limit, within,
    )  # fmt: skip
    return [dict(row) for row in rows]
