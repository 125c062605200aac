"""Who has reported which period, when first, when last, and how often?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Add, Change, Patch, Projection
from contracts.envelope import Seen
from contracts.mobilisation import ActivityReported


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`times` above 1 says that the report was replaced."""

    unit_id: str
    year: int
    period: str
    period_number: int
    reported_on: date | None = None
    times: int = 0


def reported(fact: ActivityReported, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.unit_id, fact.year, fact.period, fact.period_number)
    yield Patch(key, {"reported_on": fact.reported_on})
    yield Add(key, {"times": 1})


REPORTS = Projection(
    name="reports",
    row=ReportRow,
    key=("unit_id", "year", "period", "period_number"),
    on={ActivityReported: reported},
)


async def reports_of_unit(pool: Any, unit_id: str, year: int) -> list[dict[str, Any]]:
    """The periods of a year a unit has reported."""
    rows = await pool.fetch(
        "SELECT period, period_number, reported_on, times FROM mobilisation.reports WHERE unit_id = $1 AND year = $2 "
        "ORDER BY period, period_number",
        unit_id, year,
    )  # fmt: skip
    return [dict(row) for row in rows]
