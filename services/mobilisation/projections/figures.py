"""How much did each unit report, period by period and counter by counter?

Months, quarters and the year are kept apart: a unit that reports by month and by quarter tells the same work twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection
from contracts.envelope import Seen
from contracts.mobilisation import ActivityReported, ActivityUndone
from services.mobilisation.projections.units import BRANCHES


@dataclass(frozen=True, slots=True)
class FigureRow:
    unit_id: str
    year: int
    period: str
    period_number: int
    counter: str
    value: int = 0


def reported(fact: ActivityReported, seen: Seen[Any]) -> Iterable[Change]:
    for said in fact.counters:
        yield Patch((fact.unit_id, fact.year, fact.period, fact.period_number, said.counter), {"value": said.value})


def undone(fact: ActivityUndone, seen: Seen[Any]) -> Iterable[Change]:
    for said in fact.counters:
        key = (fact.unit_id, fact.year, fact.period, fact.period_number, said.counter)
        yield Drop(key) if said.value is None else Patch(key, {"value": said.value})


FIGURES = Projection(
    name="figures",
    row=FigureRow,
    key=("unit_id", "year", "period", "period_number", "counter"),
    on={ActivityReported: reported, ActivityUndone: undone},
)


@dataclass(frozen=True, slots=True)
class BranchFigure:
    """One counter of one period in a branch; `branch` is None for everything together, `units` how many told it.

    Periods overlap: their totals are never added up.
    """

    branch: str | None
    period: str
    period_number: int
    counter: str
    total: int
    units: int


async def totals_of_unit(connection: Any, unit_id: str, year: int) -> list[dict[str, Any]]:
    """The totals of a unit in a year, by kind of period and counter."""
    rows = await connection.fetch(
        "SELECT period, counter, sum(value)::bigint AS total FROM mobilisation.figures WHERE unit_id = $1 AND year = $2 "
        "GROUP BY period, counter ORDER BY period, counter",
        unit_id, year,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def figures_of_report(connection: Any, unit_id: str, year: int, period: str, number: int) -> dict[str, int]:
    """What the standing report of a period says, by counter; empty before the first."""
    rows = await connection.fetch(
        "SELECT counter, value FROM mobilisation.figures WHERE unit_id = $1 AND year = $2 AND period = $3 "
        "AND period_number = $4 ORDER BY counter",
        unit_id, year, period, number,
    )  # fmt: skip
    return {row["counter"]: row["value"] for row in rows}


async def figures_of_units(
    connection: Any, unit_ids: list[str], year: int, period: str, number: int
) -> dict[str, dict[str, int]]:
    """What the standing reports of one period say, by unit and counter."""
    rows = await connection.fetch(
        "SELECT unit_id, counter, value FROM mobilisation.figures WHERE unit_id = ANY ($1) AND year = $2 AND period = $3 "
        "AND period_number = $4",
        unit_ids, year, period, number,
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["unit_id"], {})[row["counter"]] = row["value"]
    return found


async def figures_of_branches(connection: Any, unit_id: str, year: int) -> list[BranchFigure]:
    """What everything below a unit reported, each child with all below it, and all together."""
    rows = await connection.fetch(
        f"{BRANCHES} SELECT b.branch, f.period, f.period_number, f.counter, sum(f.value)::bigint AS total, "
        "count(*) AS units FROM branches b JOIN mobilisation.figures f USING (unit_id) WHERE f.year = $2 "
        "GROUP BY GROUPING SETS ((b.branch, f.period, f.period_number, f.counter), "
        "(f.period, f.period_number, f.counter)) ORDER BY f.period, f.period_number, f.counter, b.branch",
        unit_id, year,
    )  # fmt: skip
    return [BranchFigure(**row) for row in rows]
