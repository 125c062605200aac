"""Who has reported which period, when first, when last, how often; and who owes which period since when?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from chronicle.projection import Add, Change, Drop, Patch, Projection
from contracts.envelope import Seen
from contracts.mobilisation import ActivityReported, ActivityUndone
from services.mobilisation.projections.units import UnitRow

ReportState = Literal["reported", "late", "missing", "due", "coming", "not_owed"]
"""`missing`: the due day has passed; `due`: the period runs or is over and its due day has not passed; `coming`: not begun."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`times` above 1 says that the report was replaced."""

    unit_id: str
    year: int
    period: str
    period_number: int
    reported_on: date | None = None
    first_reported_on: date | None = None
    times: int = 0
    lowered: bool = False
    reason: str | None = None


def reported(fact: ActivityReported, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.unit_id, fact.year, fact.period, fact.period_number)
    columns = {
        "reported_on": fact.reported_on, "first_reported_on": fact.first_reported_on, "lowered": fact.lowered,
        "reason": fact.reason,
    }  # fmt: skip
    yield Patch(key, columns)
    yield Add(key, {"times": 1})


def undone(fact: ActivityUndone, seen: Seen[Any]) -> Iterable[Change]:
    key = (fact.unit_id, fact.year, fact.period, fact.period_number)
    if fact.standing is None:
        yield Drop(key)
    else:
        yield Patch(key, fact.standing.model_dump())
        yield Add(key, {"times": -1})


REPORTS = Projection(
    name="reports",
    row=ReportRow,
    key=("unit_id", "year", "period", "period_number"),
    on={ActivityReported: reported, ActivityUndone: undone},
)


async def reports_of_unit(connection: Any, unit_id: str, year: int) -> list[dict[str, Any]]:
    """The periods of a year a unit has reported."""
    rows = await connection.fetch(
        "SELECT period, period_number, reported_on, first_reported_on, times, lowered, reason FROM mobilisation.reports "
        "WHERE unit_id = $1 AND year = $2 ORDER BY period, period_number",
        unit_id, year,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def reports_of_year(connection: Any, within: list[str] | None, year: int) -> list[ReportRow]:
    """All reports of a year of the units within (None: of all)."""
    rows = await connection.fetch(
        "SELECT * FROM mobilisation.reports WHERE year = $1 AND ($2::text[] IS NULL OR unit_id = ANY($2))", year, within
    )
    return [ReportRow(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period of the year that is reported: both days included, and the last day to report in time."""

    period: str
    period_number: int
    first: date
    last: date
    due: date
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Obligation:
    """How one unit stands with one period on a day. Worked out each time it is asked, never stored."""

    unit_id: str
    unit_kind: str
    period: str
    period_number: int
    due: date
    state: ReportState
    reported_on: date | None
    """When it was reported first."""
    late_days: int
    """Days after the due day: of the report, or until today where there is none."""
    missing_since: date | None
    times: int
    lowered: bool


def obligations(
    units: Iterable[UnitRow], reports: Iterable[ReportRow], periods: Iterable[DuePeriod], today: date
) -> list[Obligation]:
    """Each unit with each period, by due day, kind and id; what is not owed and was not told either is left out."""
    told = {(row.unit_id, row.period, row.period_number): row for row in reports}
    listed = list(units)
    found = [
        _obligation(unit, period, told.get((unit.unit_id, period.period, period.period_number)), today)
        for period in periods
        for unit in listed
    ]
    return sorted((one for one in found if one.state != "not_owed"), key=place_of)


def place_of(one: Obligation) -> tuple[date, str, int, str, str]:
    """By what an obligation is found among all of a year."""
    return one.due, one.period, one.period_number, one.unit_kind, one.unit_id


def _obligation(unit: UnitRow, period: DuePeriod, report: ReportRow | None, today: date) -> Obligation:
    state, late_days, since = _standing(unit, period, report, today)
    return Obligation(
        unit.unit_id, unit.reporting_kind, period.period, period.period_number, period.due, state,
        report.first_reported_on if report else None, late_days, since,
        report.times if report else 0, report.lowered if report else False,
    )  # fmt: skip


def _standing(
    unit: UnitRow, period: DuePeriod, report: ReportRow | None, today: date
) -> tuple[ReportState, int, date | None]:
    if report is not None:
        late = max(0, ((report.first_reported_on or period.due) - period.due).days)
        return ("late" if late else "reported"), late, None
    if not _owes(unit, period, today):
        return "not_owed", 0, None
    if today > period.due:
        return "missing", (today - period.due).days, period.due + timedelta(days=1)
    return ("coming" if today < period.first else "due"), 0, None


def _owes(unit: UnitRow, period: DuePeriod, today: date) -> bool:
    """Whoever reported in the period and still does; a unit that ended, or is of another kind, no longer owes anything."""
    begun = unit.reports_from is not None and unit.reports_from <= period.last
    ends = [day for day in (unit.ended_on, unit.reports_until) if day is not None]
    return begun and all(today < day for day in ends)


def counted(found: Iterable[Obligation]) -> Mapping[ReportState, int]:
    """How many obligations stand in each state."""
    counts: dict[ReportState, int] = {}
    for one in found:
        counts[one.state] = counts.get(one.state, 0) + 1
    return counts
