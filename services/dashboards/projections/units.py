"""Which units are there, under whom, where on the map, and who of them need not register?"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import (
    CodeAssigned,
    UnitEnded,
    UnitKindChanged,
    UnitListed,
    UnitMoved,
    UnitRenamed,
    UnitScopeChanged,
)

OFFICIAL_SCHEME = "gso"
"""Codes of the General Statistics Office are the ones people know a unit by."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit_id: str
    parent_id: str | None = None
    unit_kind: str = ""
    title: str = ""
    unit_name: str = ""
    code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    generated: bool = False
    out_of_scope_reason: str | None = None
    valid_from: date | None = None
    ended_on: date | None = None


def listed(fact: UnitListed, seen: Seen[Any]) -> Iterable[Change]:
    official = [code for code in fact.codes if code.scheme == OFFICIAL_SCHEME]
    newest = max(official, key=lambda code: code.valid_from, default=None)
    yield Put(
        UnitRow(
            unit_id=fact.unit_id,
            parent_id=fact.parent_id,
            unit_kind=fact.unit_kind,
            title=fact.title,
            unit_name=fact.unit_name,
            code=None if newest is None else newest.value,
            latitude=fact.latitude,
            longitude=fact.longitude,
            generated=fact.generated,
            out_of_scope_reason=fact.out_of_scope_reason,
            valid_from=fact.valid_from,
        )
    )


def renamed(fact: UnitRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_name": fact.unit_name})


def kind_changed(fact: UnitKindChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"unit_kind": fact.unit_kind, "title": fact.title})


def scope_changed(fact: UnitScopeChanged, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"out_of_scope_reason": fact.out_of_scope_reason})


def moved(fact: UnitMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"parent_id": fact.parent_id})


def code_assigned(fact: CodeAssigned, seen: Seen[Any]) -> Iterable[Change]:
    if fact.code.scheme == OFFICIAL_SCHEME:
        yield Patch((fact.unit_id,), {"code": fact.code.value})


def ended(fact: UnitEnded, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id,), {"ended_on": fact.ended_on})


UNITS = Projection(
    name="units",
    row=UnitRow,
    key=("unit_id",),
    on={
        UnitListed: listed,
        UnitRenamed: renamed,
        UnitKindChanged: kind_changed,
        UnitMoved: moved,
        CodeAssigned: code_assigned,
        UnitScopeChanged: scope_changed,
        UnitEnded: ended,
    },
)

STANDS = "u.valid_from <= make_date($2, 12, 31) AND (u.ended_on IS NULL OR u.ended_on > make_date($2, 12, 31))"
"""Whether a unit is there at the end of year $2."""

_BRANCHES = f"""
WITH RECURSIVE tree (unit_id, branch) AS (
    SELECT unit_id, unit_id FROM dashboards.units WHERE unit_id = $1 OR parent_id = $1
    UNION
    SELECT u.unit_id, t.branch FROM dashboards.units u JOIN tree t ON u.parent_id = t.unit_id WHERE u.parent_id <> $1
), branches AS MATERIALIZED (
    SELECT u.unit_id, u.unit_kind, u.generated, u.out_of_scope_reason, t.branch
    FROM tree t JOIN dashboards.units u USING (unit_id) WHERE {STANDS}
)
"""
"""`branches` holds what stands below unit $1 at the end of year $2, each with the child of $1 under which it stands, or
$1 itself. UNION and not UNION ALL: a unit moved under itself would never end."""


async def ask_of_branches(connection: Any, unit_id: str, year: int, questions: Mapping[str, str]) -> dict[str, Any]:
    """Asks several SELECTs about `branches` in one statement, so that the tree is walked once; rows by question."""
    asked = ", ".join(
        f"(SELECT coalesce(json_agg(q), '[]') FROM ({select}) q) AS {name}" for name, select in questions.items()
    )
    row = await connection.fetchrow(f"{_BRANCHES} SELECT {asked}", unit_id, year)
    return {name: json.loads(row[name]) for name in questions}


_PATH = """
WITH RECURSIVE path AS (
    SELECT u.*, 0 AS height FROM dashboards.units u WHERE unit_id = $1
    UNION ALL
    SELECT u.*, p.height + 1 FROM dashboards.units u JOIN path p ON u.unit_id = p.parent_id WHERE p.height < $2
)
SELECT * FROM path ORDER BY height DESC
"""
path_units_max = 12
children_max = 1_000


async def path_to(connection: Any, unit_id: str) -> list[UnitRow]:
    """The unit and everything above it, topmost first; empty for an unknown unit."""
    rows = await connection.fetch(_PATH, unit_id, path_units_max)
    return [UnitRow(*(row[column] for column in UNITS.columns)) for row in rows]


async def children(connection: Any, unit_id: str, year: int) -> list[UnitRow]:
    """The units right below a unit that stand at the end of a year, at most `children_max`, in no order."""
    rows = await connection.fetch(
        f"SELECT u.* FROM dashboards.units u WHERE u.parent_id = $1 AND {STANDS} ORDER BY u.unit_id LIMIT $3",
        unit_id, year, children_max,
    )  # fmt: skip
    return [UnitRow(*(row[column] for column in UNITS.columns)) for row in rows]


async def changed_since(connection: Any, within: list[str] | None, year: int) -> int:
    """How many units of the register are there today and were not at the end of a year, or the other way round, of those within.

    `within` None: of all.
    """
    found: int = await connection.fetchval(
        "SELECT count(*) FROM dashboards.units "
        "WHERE (valid_from > make_date($1, 12, 31)) <> coalesce(ended_on > make_date($1, 12, 31), false) "
        "AND ($2::text[] IS NULL OR unit_id = ANY($2))",
        year,
        within,
    )
    return found
