"""What did each unit report of its mobilisation, period by period?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection
from contracts.envelope import Seen
from contracts.mobilisation import ActivityReported, ActivityUndone


@dataclass(frozen=True, slots=True)
class ActivityRow:
    unit_id: str
    year: int
    period: str
    period_number: int
    counter: str
    value: int = 0


def reported(fact: ActivityReported, seen: Seen[Any]) -> Iterable[Change]:
    for counter in fact.counters:
        key = (fact.unit_id, fact.year, fact.period, fact.period_number, counter.counter)
        yield Patch(key, {"value": counter.value})


def undone(fact: ActivityUndone, seen: Seen[Any]) -> Iterable[Change]:
    for counter in fact.counters:
        key = (fact.unit_id, fact.year, fact.period, fact.period_number, counter.counter)
        yield Drop(key) if counter.value is None else Patch(key, {"value": counter.value})


ACTIVITY = Projection(
    name="activity",
    row=ActivityRow,
    key=("unit_id", "year", "period", "period_number", "counter"),
    on={ActivityReported: reported, ActivityUndone: undone},
)


@dataclass(frozen=True, slots=True)
class ActivityTotal:
    """One counter of one period over everything below a unit. Periods overlap: their totals are never added up."""

    period: str
    period_number: int
    counter: str
    total: int
    units: int
    """How many units reported it."""


OF_BRANCHES = """
SELECT a.period, a.period_number, a.counter, sum(a.value)::bigint AS total, count(*) AS units
FROM branches b JOIN dashboards.activity a ON a.unit_id = b.unit_id AND a.year = $2
GROUP BY a.period, a.period_number, a.counter ORDER BY a.period, a.period_number, a.counter
"""
