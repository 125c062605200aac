"""What became of the unit of a page since the year, and out of what it came: what the page says and leads to."""

from dataclasses import dataclass
from datetime import date

from services.dashboards.projections.lineage import Succession
from services.dashboards.projections.units import UnitRow
from services.dashboards.routes import Overview


@dataclass(frozen=True, slots=True)
class Changes:
    """About the unit that is shown, on the map that is shown."""

    ended_on: date | None
    """Where it stands no more today."""
    went: list[Succession]
    """Into which units it went."""
    came: list[Succession]
    """Which units went into it, or gave it a part."""
    divided: dict[str, list[Succession]]
    """By a unit that ended in parts: among which units it was divided."""
    earlier_years: list[int]
    """Years at whose end it stood."""


def changed_of(shown: Overview) -> Changes:
    """What the successions told of mean for the unit that is shown and for those that were divided."""
    unit, today = shown.path[-1], shown.freshness.day
    told = shown.successions
    in_parts = set(shown.reconciliation.divided) if shown.reconciliation else set()
    divided: dict[str, list[Succession]] = {}
    for found in told:
        if found.unit_id in in_parts and found.ended:
            divided.setdefault(found.unit_id, []).append(found)
    return Changes(
        ended_on=unit.ended_on if unit.ended_on and unit.ended_on <= today else None,
        went=[found for found in told if found.unit_id == unit.unit_id],
        came=[found for found in told if found.successor_id == unit.unit_id],
        divided=divided,
        earlier_years=[year for year in shown.years if _stood(unit, date(year, 12, 31))],
    )


def _stood(unit: UnitRow, day: date) -> bool:
    return unit.valid_from is not None and unit.valid_from <= day and (unit.ended_on is None or unit.ended_on > day)
