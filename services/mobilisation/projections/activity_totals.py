"""How much did each unit report in a year, counter by counter?

Months, quarters and the year are kept apart: a unit that reports by month and by quarter tells the same work twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Add, Change, Projection
from contracts.envelope import Seen
from contracts.mobilisation import ActivityReported


@dataclass(frozen=True, slots=True)
class ActivityTotalRow:
    unit_id: str
    year: int
    period: str
    counter: str
    total: int = 0


def reported(fact: ActivityReported, seen: Seen[Any]) -> Iterable[Change]:
    for said in fact.counters:
        yield Add((fact.unit_id, fact.year, fact.period, said.counter), {"total": said.value - said.previous_value})


ACTIVITY_TOTALS = Projection(
    name="activity_totals",
    row=ActivityTotalRow,
    key=("unit_id", "year", "period", "counter"),
    on={ActivityReported: reported},
)


async def totals_of_unit(pool: Any, unit_id: str, year: int) -> list[dict[str, Any]]:
    """The totals of a unit in a year, by kind of period and counter."""
    rows = await pool.fetch(
        "SELECT period, counter, total FROM mobilisation.activity_totals WHERE unit_id = $1 AND year = $2 "
        "ORDER BY period, counter",
        unit_id, year,
    )  # fmt: skip
    return [dict(row) for row in rows]
