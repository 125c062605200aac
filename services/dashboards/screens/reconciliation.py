"""A year on two maps side by side: the same units counted where they stood and where they stand, and what makes the difference."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.dashboards.screens.placement import TREE, MapDays, taken_back, units_on

divided_shown_max = 100
KINDS = ("district", "commune", "residential_area", "agency", "enterprise", "school")


@dataclass(frozen=True, slots=True)
class KindReconciled:
    """Units of one kind below the unit: how many there were, what became of them, and how many there are."""

    unit_kind: str
    then: int
    standing: int
    merged: int
    """Went wholly into another."""
    divided: int
    """Ended in parts: what was counted of them cannot be divided."""
    ended: int
    """Ended without a successor."""
    today: int
    begun: int
    """Of those today: such as there were not then."""


@dataclass(frozen=True, slots=True)
class SumReconciled:
    """A number on both maps: then − left + came = recast."""

    measure: str
    """units, units_registered, areas_registered, households_total or households_registered."""
    then: int
    left: int
    """Of units that stand below another unit now."""
    came: int
    """Of units that stood below another unit then."""
    recast: int
    undivided: int
    """Of `recast`: what is in a line of its own, because it could not be divided."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Of a unit that stands today and all that went wholly into it."""

    kinds: list[KindReconciled]
    sums: list[SumReconciled]
    divided: list[str]
    """Units that ended in parts, at most `divided_shown_max`."""

    @property
    def is_even(self) -> bool:
        """Whether every sum is the same on both maps."""
        return all(found.then == found.recast for found in self.sums)


_BOTH = f"""
WITH RECURSIVE {taken_back("late", "$3::date")}, {taken_back("early", "$4::date")},
placed AS MATERIALIZED (SELECT * FROM {units_on("late", "$3::date")} p),
counted AS MATERIALIZED (SELECT * FROM {units_on("early", "$4::date")} p),
{TREE}, before (unit_id) AS (
    SELECT unit_id FROM tree WHERE branch = $1 AND is_same
    UNION
    SELECT k.unit_id FROM before b JOIN counted k ON k.above = b.unit_id
), both_maps AS (
    SELECT k.unit_id, k.unit_kind, k.out_of_scope_reason IS NULL AS must_register, b.unit_id IS NOT NULL AS was_here,
        t.unit_id IS NOT NULL AS is_here,
        CASE WHEN p.stands THEN 'standing' WHEN p.merged THEN 'merged'
            WHEN EXISTS (SELECT FROM dashboards.lineage l WHERE l.unit_id = k.unit_id AND l.ended AND l.share = 'part'
                AND l.valid_from <= $3::date) THEN 'divided' ELSE 'ended' END AS became,
        coalesce(NOT r.stands, false) AS is_undivided, c.registered_on, c.households_total, c.households_registered
    FROM counted k JOIN placed p USING (unit_id) LEFT JOIN before b USING (unit_id) LEFT JOIN tree t USING (unit_id)
        LEFT JOIN placed r ON r.unit_id = t.branch
        LEFT JOIN dashboards.coverage c ON c.unit_id = k.unit_id AND c.year = $2
    WHERE k.stands AND (b.unit_id IS NOT NULL OR t.unit_id IS NOT NULL)
), counts AS (
    SELECT unit_kind, became, was_here, is_here, is_undivided, count(*) AS units,
        count(registered_on) FILTER (WHERE must_register) AS registered,
        coalesce(sum(households_total), 0)::bigint AS households_total,
        coalesce(sum(households_registered), 0)::bigint AS households_registered
    FROM both_maps GROUP BY unit_kind, became, was_here, is_here, is_undivided
), present AS (
    SELECT p.unit_kind, count(*) AS today, count(*) FILTER (WHERE NOT k.stands) AS begun
    FROM tree t JOIN placed p USING (unit_id) JOIN counted k USING (unit_id)
    WHERE p.stands GROUP BY p.unit_kind
)
SELECT (SELECT coalesce(json_agg(q), '[]') FROM counts q) AS counts, (SELECT coalesce(json_agg(q), '[]') FROM present q) AS present,
    ARRAY(SELECT unit_id FROM both_maps WHERE became = 'divided' ORDER BY unit_id LIMIT {divided_shown_max}) AS divided
"""


async def reconciled(connection: Any, unit_id: str, year: int, days: MapDays) -> Reconciliation:
    """Both maps of a unit that stands on the later day, for a year that is counted on another day than it is placed on."""
    row = await connection.fetchrow(_BOTH, unit_id, year, days.placed, days.counted)
    return reconciliation_of(json.loads(row["counts"]), json.loads(row["present"]), row["divided"])


def reconciliation_of(
    counts: list[dict[str, Any]], present: list[dict[str, Any]], divided: list[str]
) -> Reconciliation:
    """Adds up what the database counted by kind, by what became of it and by where it was and is."""
    today = {row["unit_kind"]: row for row in present}
    known = {row["unit_kind"] for row in counts} | set(today)
    areas = [row for row in counts if row["unit_kind"] == "residential_area"]
    registering = [row for row in counts if row["unit_kind"] not in ("province", "district")]
    return Reconciliation(
        kinds=[_kind(kind, counts, today.get(kind, {})) for kind in KINDS if kind in known],
        sums=[
            _sum("units", "units", registering),
            _sum("units_registered", "registered", registering),
            _sum("areas_registered", "registered", areas),
            _sum("households_total", "households_total", areas),
            _sum("households_registered", "households_registered", areas),
        ],
        divided=divided,
    )


def _kind(kind: str, counts: Iterable[Mapping[str, Any]], today: Mapping[str, int]) -> KindReconciled:
    own = [row for row in counts if row["unit_kind"] == kind and row["was_here"]]

    def became(how: str) -> int:
        return sum(row["units"] for row in own if row["became"] == how)

    return KindReconciled(
        unit_kind=kind,
        then=sum(row["units"] for row in own),
        standing=became("standing"),
        merged=became("merged"),
        divided=became("divided"),
        ended=became("ended"),
        today=today.get("today", 0),
        begun=today.get("begun", 0),
    )


def _sum(measure: str, column: str, rows: Iterable[Mapping[str, Any]]) -> SumReconciled:
    def total(**wanted: bool) -> int:
        return sum(row[column] for row in rows if all(row[name] is value for name, value in wanted.items()))

    rows = list(rows)
    return SumReconciled(
        measure=measure,
        then=total(was_here=True),
        left=total(was_here=True, is_here=False),
        came=total(was_here=False, is_here=True),
        recast=total(is_here=True),
        undivided=total(is_here=True, is_undivided=True),
    )


_NOW_AT = f"""
WITH RECURSIVE {taken_back("late", "$3::date")}, {taken_back("early", "$4::date")},
placed AS MATERIALIZED (SELECT * FROM {units_on("late", "$3::date")} p),
counted AS MATERIALIZED (SELECT * FROM {units_on("early", "$4::date")} p),
{TREE}, before (unit_id) AS (
    SELECT $5::text UNION SELECT k.unit_id FROM before b JOIN counted k ON k.above = b.unit_id
)
SELECT n.unit_id, n.title || ' ' || n.unit_name AS called, n.stands, count(*) AS units,
    count(*) FILTER (WHERE k.unit_kind = 'residential_area') AS areas,
    coalesce(sum(c.households_total) FILTER (WHERE k.unit_kind = 'residential_area'), 0)::bigint AS households_total
FROM before b JOIN counted k USING (unit_id) JOIN tree t USING (unit_id) JOIN placed l ON l.unit_id = t.branch
    JOIN placed n ON n.unit_id = CASE WHEN l.unit_kind IN ('agency', 'enterprise', 'school') THEN $1 ELSE l.unit_id END
    LEFT JOIN dashboards.coverage c ON c.unit_id = k.unit_id AND c.year = $2
WHERE k.stands AND k.unit_kind NOT IN ('province', 'district') AND t.branch <> $1
GROUP BY n.unit_id, n.title, n.unit_name, n.stands ORDER BY areas DESC, units DESC, n.unit_id LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class NowAt:
    """How much of what stood below a unit is counted in one of today's branches."""

    unit_id: str
    called: str
    stands: bool
    units: int
    areas: int
    households_total: int


async def now_at(connection: Any, unit_id: str, top_id: str, year: int, days: MapDays) -> list[NowAt]:
    """Where what stood below a unit at the end of the year stands now: by the places right below the top of today's map, and at the
    top itself what that one manages."""
    rows = await connection.fetch(_NOW_AT, top_id, year, days.placed, days.counted, unit_id)
    return [NowAt(**row) for row in rows]
