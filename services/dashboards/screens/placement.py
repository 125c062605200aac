"""Units that stood on one day, each put where it stands on another: the one walk behind both maps.

Counted on the last day of a year and placed on that day, they are the year as it was. Counted then and placed today, they are the
same units, so the same numbers, recast on today's map: what went wholly into another unit is counted there; what was divided,
or ended without a successor, stays a line of its own under whatever stands above it. Nothing is ever divided by guessing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from services.dashboards.projections.units import UnitRow

Map = Literal["then", "today"]

path_units_max = 12
children_max = 1_000


@dataclass(frozen=True, slots=True)
class MapDays:
    """On which day the units of a year are counted, and on which they are placed."""

    counted: date
    placed: date

    @property
    def is_recast(self) -> bool:
        return self.placed != self.counted


def map_days(map: Map, year: int, today: date) -> MapDays:
    """The last day of the year, or today while it runs; placed on the same day, or today. A coming year is at its first day."""
    counted = max(date(year, 1, 1), min(date(year, 12, 31), today))
    return MapDays(counted, max(counted, today) if map == "today" else counted)


def taken_back(name: str, day: str) -> str:
    """The CTE `name`: of each unit that changed after a day, what it was before; and `name_gone`: what had by then gone wholly
    into which successor. Both are as long as what changed, not as the register."""
    return f"""{name} AS MATERIALIZED (
    SELECT unit_id, bool_or(aspect = 'parent') AS is_moved, max(value) FILTER (WHERE aspect = 'parent') AS parent_id,
        max(value) FILTER (WHERE aspect = 'kind') AS unit_kind, max(title) AS title,
        max(words) FILTER (WHERE aspect = 'kind') AS title_words, max(place) FILTER (WHERE aspect = 'kind') AS title_place,
        max(value) FILTER (WHERE aspect = 'name') AS unit_name,
        max(words) FILTER (WHERE aspect = 'name') AS name_words, max(place) FILTER (WHERE aspect = 'name') AS name_place,
        bool_or(aspect = 'scope') AS is_rescoped, max(value) FILTER (WHERE aspect = 'scope') AS out_of_scope_reason
    FROM (SELECT DISTINCT ON (unit_id, aspect) * FROM dashboards.units_before WHERE until > {day}
          ORDER BY unit_id, aspect, until, position) first GROUP BY unit_id
), {name}_gone AS MATERIALIZED (
    SELECT DISTINCT ON (l.unit_id) l.unit_id, l.successor_id
    FROM dashboards.lineage l JOIN dashboards.units s ON s.unit_id = l.successor_id
    WHERE l.share = 'whole' AND l.ended AND l.valid_from <= {day} ORDER BY l.unit_id, l.valid_from DESC
)"""


def units_on(name: str, day: str) -> str:
    """The units as they were on a day, in the place of a table: a unit's columns, whether it stands, what is `above` it, and
    whether it `merged` into that. Needs `taken_back(name, day)`."""
    return f"""(
    SELECT u.unit_id, CASE WHEN w.is_moved THEN w.parent_id ELSE u.parent_id END AS parent_id,
        coalesce(w.unit_kind, u.unit_kind) AS unit_kind, coalesce(w.title, u.title) AS title,
        coalesce(w.unit_name, u.unit_name) AS unit_name, u.code, u.latitude, u.longitude, u.generated,
        CASE WHEN w.is_rescoped THEN w.out_of_scope_reason ELSE u.out_of_scope_reason END AS out_of_scope_reason,
        u.valid_from, u.ended_on, u.valid_from <= {day} AND (u.ended_on IS NULL OR u.ended_on > {day}) AS stands,
        u.ended_on <= {day} AND g.unit_id IS NOT NULL AS merged,
        CASE WHEN u.ended_on <= {day} AND g.unit_id IS NOT NULL THEN g.successor_id
            WHEN w.is_moved THEN w.parent_id ELSE u.parent_id END AS above,
        w.title_words, w.title_place, w.name_words, w.name_place
    FROM dashboards.units u LEFT JOIN {name} w USING (unit_id) LEFT JOIN {name}_gone g USING (unit_id)
)"""


def code_on(unit: str, day: str) -> str:
    """The official code of a unit on a day."""
    return (
        f"(SELECT k.value FROM dashboards.codes k WHERE k.unit_id = {unit}.unit_id AND k.valid_from <= {day} "
        "ORDER BY k.valid_from DESC LIMIT 1)"
    )


def unit_columns(unit: str, day: str) -> str:
    """The columns of a UnitRow, with the code it had on the day."""
    columns = (code_on(unit, day) + " AS code" if c.name == "code" else f"{unit}.{c.name}" for c in fields(UnitRow))
    return ", ".join(columns)


TREE = """tree (unit_id, branch, is_open, is_same) AS (
    SELECT unit_id, unit_id, true, true FROM placed WHERE unit_id = $1
    UNION
    SELECT p.unit_id, CASE WHEN t.is_open AND NOT p.merged THEN p.unit_id ELSE t.branch END,
        t.is_open AND NOT p.stands, CASE WHEN p.merged THEN t.is_same ELSE t.is_open END
    FROM tree t JOIN placed p ON p.above = t.unit_id WHERE p.unit_id <> $1
)"""
"""What stands below unit $1, each with its branch: the child of $1 under which it is counted, or $1 itself.

What merged into a unit is in that one's branch (`is_same` along the chain of mergers). A unit that ended and did not merge is a
branch of its own, and what is left under it stands where it stood (`is_open`): its level is gone. UNION and not UNION ALL: a
unit moved under itself would never end."""


def walked(days: MapDays) -> str:
    """WITH …: `placed`, `tree`, `counted` and `branches` of unit $1 and year $2, placed on day $3 and counted on $4."""
    return f"""
WITH RECURSIVE {taken_back("late", "$3::date")}, {counted_before(days)},
placed AS MATERIALIZED (
    SELECT unit_id, above, merged, stands, unit_kind, generated, out_of_scope_reason FROM {units_on("late", "$3::date")} p
), {TREE}, branches AS MATERIALIZED (
    SELECT c.unit_id, c.unit_kind, c.generated, c.out_of_scope_reason, t.branch, t.is_same
    FROM tree t JOIN {counted_units(days)} c USING (unit_id) WHERE c.stands
)
"""


def counted_before(days: MapDays) -> str:
    """What `counted_units` needs; where both days are the same, nothing but a place for the day $4."""
    return taken_back("early", "$4::date") if days.is_recast else "early AS (SELECT $4::date AS day)"


def counted_units(days: MapDays) -> str:
    """The units as they were on the day of counting, in the place of a table."""
    return units_on("early", "$4::date") if days.is_recast else "placed"


CHILDREN = f"""
SELECT {unit_columns("p", "$3::date")}, p.out_of_scope_reason AS then_out_of_scope, 0 AS merged_into, 0 AS parts_into
FROM tree t JOIN {units_on("late", "$3::date")} p USING (unit_id) WHERE t.branch = t.unit_id AND t.unit_id <> $1 AND p.stands
ORDER BY p.unit_id LIMIT {children_max}
"""
"""The branches as rows, on the map as it was: what stands is a child, and nothing is recast."""

CHILDREN_RECAST = f"""
SELECT {unit_columns("p", "$3::date")}, c.out_of_scope_reason AS then_out_of_scope, coalesce(m.merged_into, 0) AS merged_into,
    (SELECT count(*) FROM dashboards.lineage l JOIN placed d ON d.unit_id = l.unit_id WHERE l.successor_id = p.unit_id
        AND l.share = 'part' AND l.valid_from > $4::date AND l.valid_from <= $3::date) AS parts_into
FROM tree t JOIN {units_on("late", "$3::date")} p USING (unit_id) LEFT JOIN branches c ON c.unit_id = p.unit_id LEFT JOIN (
    SELECT branch, count(*) FILTER (WHERE is_same AND unit_id <> branch) AS merged_into,
        bool_or(unit_kind NOT IN ('province', 'district')) AS is_counted FROM branches GROUP BY branch) m ON m.branch = p.unit_id
WHERE t.branch = t.unit_id AND t.unit_id <> $1 AND (p.stands OR m.is_counted) ORDER BY p.unit_id LIMIT {children_max}
"""
"""The branches as rows, on today's map: children that stand, and ended ones that could not be divided and count anything."""

ITSELF = "SELECT c.out_of_scope_reason AS then_out_of_scope FROM branches c WHERE c.unit_id = $1"
"""Whether the unit had to register when it was counted; no row where it was not."""

MERGED = f"""
SELECT {unit_columns("p", "$3::date")}, b.out_of_scope_reason AS then_out_of_scope
FROM branches b JOIN {units_on("late", "$3::date")} p USING (unit_id)
WHERE b.branch = $1 AND b.is_same AND b.unit_id <> $1 ORDER BY p.unit_id LIMIT {children_max}
"""
"""What was counted and had by then gone wholly into the unit itself."""


async def ask_of_branches(
    connection: Any, unit_id: str, year: int, days: MapDays, questions: Mapping[str, str]
) -> dict[str, Any]:
    """Asks several SELECTs about `branches` in one statement, so that the tree is walked once; rows by question."""
    asked = ", ".join(
        f"(SELECT coalesce(json_agg(q), '[]') FROM ({select}) q) AS {name}" for name, select in questions.items()
    )
    row = await connection.fetchrow(f"{walked(days)} SELECT {asked}", unit_id, year, days.placed, days.counted)
    return {name: json.loads(row[name]) for name in questions}


def unit_of(told: Mapping[str, Any]) -> UnitRow:
    """A unit as a question above tells of it: called and placed as on the map, obliged as when it was counted."""
    found = {column.name: told[column.name] for column in fields(UnitRow)}
    found["out_of_scope_reason"] = told["then_out_of_scope"]
    days = {name: found[name] and date.fromisoformat(found[name]) for name in ("valid_from", "ended_on")}
    return UnitRow(**{**found, **days})


_PATH = f"""
WITH RECURSIVE {taken_back("late", "$3::date")}, path AS (
    SELECT p.*, 0 AS height FROM {units_on("late", "$3::date")} p WHERE p.unit_id = $1
    UNION ALL
    SELECT p.*, t.height + 1 FROM path t JOIN {units_on("late", "$3::date")} p ON p.unit_id = t.above WHERE t.height < $2
)
SELECT {unit_columns("p", "$3::date")}, p.stands, p.merged FROM path p ORDER BY p.height DESC
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A unit on the way up, as it was on the day of the map."""

    unit: UnitRow
    stands: bool
    merged: bool
    """It ended and is now part of the one above it."""


async def path_on(connection: Any, unit_id: str, day: date) -> list[Step]:
    """The unit and everything above it on a day, topmost first; empty for an unknown unit."""
    rows = await connection.fetch(_PATH, unit_id, path_units_max, day)
    columns = [column.name for column in fields(UnitRow)]
    return [Step(UnitRow(*(row[name] for name in columns)), bool(row["stands"]), bool(row["merged"])) for row in rows]


async def changed_since(connection: Any, within: list[str] | None, day: date) -> int:
    """How many units of the register began, ended or changed after a day, of those within (None: of all)."""
    found: int = await connection.fetchval(
        "SELECT count(DISTINCT unit_id) FROM (SELECT unit_id FROM dashboards.units "
        "WHERE (valid_from > $1) <> coalesce(ended_on > $1, false) "
        "UNION ALL SELECT unit_id FROM dashboards.units_before WHERE until > $1) changed "
        "WHERE $2::text[] IS NULL OR unit_id = ANY ($2)",
        day, within,
    )  # fmt: skip
    return found


_ABOVE = f"""
WITH RECURSIVE {taken_back("late", "$3::date")}, above (asked, unit_id, height) AS (
    SELECT p.unit_id, p.above, 1 FROM {units_on("late", "$3::date")} p WHERE p.unit_id = ANY ($1)
    UNION ALL
    SELECT a.asked, p.above, a.height + 1 FROM above a JOIN {units_on("late", "$3::date")} p USING (unit_id)
    WHERE a.height < $4
)
SELECT a.asked, p.title || ' ' || p.unit_name AS called, p.unit_kind
FROM above a JOIN {units_on("late", "$3::date")} p USING (unit_id)
WHERE p.stands AND ($2::text[] IS NULL OR p.unit_id = ANY ($2)) ORDER BY a.asked, a.height
"""


async def names_above_on(
    connection: Any, within: list[str] | None, unit_ids: list[str], day: date
) -> dict[str, tuple[str, ...]]:
    """The names of what each unit stands under on a day, nearest first; the province only where nothing else would be said.

    `within` names the units that may be told of; None: all.
    """
    above: dict[str, list[Any]] = {}
    for row in await connection.fetch(_ABOVE, unit_ids, within, day, path_units_max):
        above.setdefault(row["asked"], []).append(row)
    return {
        unit_id: tuple(row["called"] for row in rows if row["unit_kind"] != "province" or len(rows) == 1)
        for unit_id, rows in above.items()
    }
