"""Facts of mobilisation: counters that communes and districts report upward, period by period."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, UnitId, Value, Year, items_max

Period = Literal["month", "quarter", "half_year", "year", "festival"]


class Counter(Value):
    """One figure of a report. The list of counters is data and is dated."""

    counter: Identifier = Field(description="e.g. propaganda_sessions, attendances, leaflets, festival_sites")
    value: Count
    previous_value: Count = Field(description="what the same report said before")


class ActivityReported(Fact):
    """A unit reported its activity for a period; a later report of the same period replaces the earlier one."""

    name: ClassVar[str] = "mobilisation.activity_reported"
    version: ClassVar[int] = 1
    unit_id: UnitId
    year: Year
    period: Period
    period_number: Count = Field(description="1–12 for months, 1–4 for quarters, 1–2 for half-years, else 1")
    counters: tuple[Counter, ...] = Field(min_length=1, max_length=items_max)
    reported_on: date


FACTS: tuple[type[Fact], ...] = (ActivityReported,)
