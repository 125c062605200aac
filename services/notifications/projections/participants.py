"""Which units are asked to take part: what are they called, in scope, under whom, and do they still stand?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import (
    UnitEnded,
    UnitKindChanged,
    UnitListed,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
    UnitSucceeded,
)

registering_kinds = ("residential_area", "commune", "agency", "enterprise", "school")


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    unit_id: str
    unit_kind: str = ""
    in_scope: bool = True
    ended_on: date | None = None
    parent_id: str | None = None
    title: str = ""
    unit_name: str = ""
    heir_id: str | None = None
    """Who wholly took the place of a unit that ended."""


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "unit_kind": fact.unit_kind,
        "in_scope": fact.out_of_scope_reason is None,
        "parent_id": fact.parent_id,
        "title": fact.title,
        "unit_name": fact.unit_name,
    }
    yield Patch((fact.unit_id,), columns)


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind, "title": fact.title})


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name})


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"parent_id": fact.parent_id})


def succeeded(fact: UnitSucceeded, seen: Seen[Any]) -> Iterable[Change]:
    if fact.ended and len(fact.successors) == 1:
        yield Patch((fact.unit_id,), {"heir_id": fact.successors[0].unit_id})


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"in_scope": fact.out_of_scope_reason is None})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


PARTICIPANTS = Projection(
    name="participants",
    row=ParticipantRow,
    key=("unit_id",),
    on={
        UnitListed: listed,
        UnitKindChanged: kind_changed,
        UnitRenamed: renamed,
        UnitMoved: moved,
        UnitScopeChanged: scope_changed,
        UnitSucceeded: succeeded,
        UnitEnded: ended,
    },
)


async def units_not_registered(pool: Any, year: int, on: date, limit: int) -> list[str]:
    """The units asked to take part and standing on a day that have not registered for the year."""
    rows = await pool.fetch(
        "SELECT unit_id FROM notifications.participants AS p WHERE in_scope AND unit_kind = ANY($4) "
        "AND (ended_on IS NULL OR ended_on > $2) "
        "AND NOT EXISTS (SELECT FROM notifications.undertakings AS u "
        "WHERE u.unit_id = p.unit_id AND u.year = $1 AND u.registered) ORDER BY unit_id LIMIT $3",
        year, on, limit, list(registering_kinds),
    )  # fmt: skip
    return [row["unit_id"] for row in rows]


async def names_of(pool: Any, unit_ids: Sequence[str]) -> dict[str, str]:
    """What units are called today, in full, of those that are in sight."""
    rows = await pool.fetch(
        "SELECT unit_id, title, unit_name FROM notifications.participants WHERE unit_id = ANY($1::text[])",
        list(unit_ids),
    )
    return {row["unit_id"]: _full(row) for row in rows}


async def standing_units(connection: Any, units: Sequence[str] | None, limit: int) -> dict[str, str]:
    """What the units that stand are called; residential areas last, as far as there is room. `units`: None for all.

    Areas of two communes are often called the same, so each is told with the unit above it.
    """
    rows = await connection.fetch(
        "SELECT u.unit_id, u.title, u.unit_name, trim(above.title || ' ' || above.unit_name) AS above "
        "FROM notifications.participants u LEFT JOIN notifications.participants above "
        "ON above.unit_id = u.parent_id AND u.unit_kind = 'residential_area' "
        "AND ($1::text[] IS NULL OR above.unit_id = ANY($1)) "
        "WHERE u.ended_on IS NULL AND u.unit_kind <> '' AND ($1::text[] IS NULL OR u.unit_id = ANY($1)) "
        "ORDER BY u.unit_kind = 'residential_area', u.unit_id LIMIT $2",
        units, limit,
    )  # fmt: skip
    return {row["unit_id"]: _full(row) if row["above"] is None else f"{_full(row)}, {row['above']}" for row in rows}


def _full(row: Any) -> str:
    return f"{row['title']} {row['unit_name']}".strip()


async def parents_of(pool: Any, unit_ids: Sequence[str]) -> dict[str, str]:
    """Who stands above each of the units, where somebody does; for one that ended, who took its place."""
    rows = await pool.fetch(
        "SELECT u.unit_id, CASE WHEN p.ended_on IS NULL THEN p.unit_id ELSE p.heir_id END AS parent_id "
        "FROM notifications.participants u JOIN notifications.participants p ON p.unit_id = u.parent_id "
        "WHERE u.unit_id = ANY($1::text[])",
        list(unit_ids),
    )
    return {row["unit_id"]: row["parent_id"] for row in rows if row["parent_id"] is not None}
