"""The overview of a unit's year: its branches and their order, how far the targets are, dossiers, activity, pace."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from portal.point_map import point_map
from portal.share import NOTHING, STANDINGS, Share, Standing
from portal.sparkline import Sparkline, sparkline
from reference.counters import counters_file, load_counters
from reference.vietnamese import Language, sort_key
from services.dashboards.projections.coverage import BranchCoverage, CoverageRow
from services.dashboards.projections.documents import BranchDocuments
from services.dashboards.projections.dossiers import STEPS, DossierRow
from services.dashboards.projections.units import UnitRow
from services.dashboards.routes import Overview

INSTITUTIONS = ("agency", "enterprise", "school")
PLACES = ("province", "district", "commune")
REGISTERING = ("residential_area", "commune", *INSTITUTIONS)
map_width_px = 340
pace_width_px, pace_height_px = 320, 56

Order = Literal["worst", "name", "areas", "communes", "institutions", "households", "decided"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A child of the unit with all below it, or (unit None) everything together, as the page shows it."""

    unit: UnitRow | None
    coverage: dict[str, BranchCoverage]
    areas: Share
    communes: Share
    institutions: Share
    households: Share
    decided: Share
    standing: Standing
    registrations: Share
    own: CoverageRow | None
    dossier: DossierRow | None
    undivided: bool = False
    """It ended and could not be divided among today's units."""
    merged_into: int = 0
    """How many units of the year went wholly into it."""
    parts_into: int = 0
    """How many gave a part to it."""

    @property
    def alphabetical(self) -> Any:
        return sort_key(f"{self.unit.title} {self.unit.unit_name}") if self.unit else ()

    @property
    def not_reporting(self) -> int:
        """Residential areas whose households nobody counted yet: they are in no share of households."""
        areas = self.coverage.get("residential_area")
        return areas.listed - areas.households_reporting if areas else 0


def presented(shown: Overview, sort: Order) -> dict[str, Any]:
    """What the template shows of a unit's year, the children in the order asked for."""
    branches = sorted((_branch(shown, child) for child in shown.children), key=ORDERS[sort])
    branches.sort(key=lambda branch: branch.undivided)
    places = [branch for branch in branches if branch.unit and branch.unit.unit_kind in PLACES]
    names = [
        (b.unit.unit_id, b.unit.unit_name, b.unit.latitude, b.unit.longitude)
        for b in places if b.unit and not b.undivided
    ]  # fmt: skip
    return {
        "unit": shown.path[-1],
        "whole": _branch(shown, None),
        "places": places,
        "branches": {branch.unit.unit_id: branch for branch in places if branch.unit},
        "areas": [branch for branch in branches if branch.unit and branch.unit.unit_kind == "residential_area"],
        "institutions": [branch for branch in branches if branch.unit and branch.unit.unit_kind in INSTITUTIONS],
        "drawing": point_map(names, map_width_px),
        "predecessors": [_predecessor(shown, row) for row in shown.merged if row.unit_kind in REGISTERING],
        "models": {row.state: row for row in shown.models if row.branch is None},
        "dossiers": _dossiers_by_step(shown),
        "issuing": _issuing(shown),
        "overdue": is_overdue(shown),
        "targets": _targets(shown),
        "activity": _activity(shown),
        "pace": _pace(shown),
        "standings": STANDINGS,
        "sort": sort,
    }


def _issuing(shown: Overview) -> list[BranchDocuments]:
    """Levels below a province or a district that issue documents; others have none below them."""
    if shown.path[-1].unit_kind not in ("province", "district"):
        return []
    return [row for row in shown.documents if row.branch is None and row.unit_kind != "province"]


def is_overdue(shown: Overview) -> bool:
    """Whether the last day to register in time has passed."""
    return shown.campaign is not None and shown.freshness.day > shown.campaign.registration_closes


def _branch(shown: Overview, unit: UnitRow | None) -> Branch:
    branch_id = unit and unit.unit_id
    coverage = {row.unit_kind: row for row in shown.coverage if row.branch == branch_id}
    dossiers = [row for row in shown.dossiers if row.branch == branch_id]
    registered = {kind: Share(row.registered, row.required) for kind, row in coverage.items() if kind in REGISTERING}
    areas = coverage.get("residential_area")
    registrations = sum(registered.values(), NOTHING)
    own_id = unit.unit_id if unit else shown.path[-1].unit_id
    return Branch(
        unit=unit,
        coverage=coverage,
        areas=registered.get("residential_area", NOTHING),
        communes=registered.get("commune", NOTHING),
        institutions=sum((registered.get(kind, NOTHING) for kind in INSTITUTIONS), NOTHING),
        households=Share(areas.households_registered, areas.households_total) if areas else NOTHING,
        decided=Share(
            sum(row.dossiers for row in dossiers if row.state == "decided"), sum(row.dossiers for row in dossiers)
        ),
        standing=registrations.standing(overdue=is_overdue(shown)),
        registrations=registrations,
        own=shown.own_coverage.get(own_id),
        dossier=shown.own_dossiers.get(own_id),
        undivided=unit is not None and has_ended(shown, unit),
        merged_into=shown.merged_into.get(own_id, 0),
        parts_into=shown.parts_into.get(own_id, 0),
    )


def has_ended(shown: Overview, unit: UnitRow) -> bool:
    """Whether a unit stands no more on the day of the map."""
    return shown.days is not None and unit.ended_on is not None and unit.ended_on <= shown.days.placed


def _predecessor(shown: Overview, unit: UnitRow) -> Branch:
    """What went wholly into the unit: what it did itself."""
    own, dossier = shown.own_coverage.get(unit.unit_id), shown.own_dossiers.get(unit.unit_id)
    return Branch(unit, {}, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, "not_started", NOTHING, own, dossier)


def _low_first(share: Callable[[Branch], Share]) -> Callable[[Branch], Any]:
    """The lowest share first, among equals the widest gap, then the alphabet; without a share last."""

    def key(branch: Branch) -> Any:
        found = share(branch)
        return (found.fraction is None, found.fraction or Fraction(0), -found.missing, branch.alphabetical)

    return key


def _worst_first(branch: Branch) -> Any:
    """Least registered first; where all registered, fewest households first."""
    registered = _low_first(lambda b: b.registrations)(branch)
    return (*registered[:3], *_low_first(lambda b: b.households)(branch))


ORDERS: dict[Order, Callable[[Branch], Any]] = {
    "worst": _worst_first,
    "name": lambda branch: branch.alphabetical,
    "areas": _low_first(lambda branch: branch.areas),
    "communes": _low_first(lambda branch: branch.communes),
    "institutions": _low_first(lambda branch: branch.institutions),
    "households": _low_first(lambda branch: branch.households),
    "decided": _low_first(lambda branch: branch.decided),
}


def _dossiers_by_step(shown: Overview) -> dict[str, dict[str, int]]:
    """Unit kind → step → dossiers; a decided one counts as recognised, refused or withdrawn, and once more as late."""
    counted: dict[str, dict[str, int]] = {}
    for row in shown.dossiers:
        if row.branch is None:
            steps = counted.setdefault(
                row.unit_kind, dict.fromkeys((*STEPS[:-1], "recognised", "refused", "withdrawn", "late", "all"), 0)
            )
            steps[row.outcome or row.state] += row.dossiers
            steps["late"] += row.late
            steps["all"] += row.dossiers
    return {kind: counted[kind] for kind in REGISTERING if kind in counted}


@dataclass(frozen=True, slots=True)
class Reached:
    """A target and how far one is, in what it counts."""

    measure: str
    unit_kind: str
    wanted: Fraction
    strictly_over: bool
    share: Share
    still_needed: int
    listed: int
    out_of_scope: int
    reporting: int
    late: int


def _targets(shown: Overview) -> list[Reached]:
    whole = {row.unit_kind: row for row in shown.coverage if row.branch is None}
    found = []
    for target in shown.targets:
        row = whole.get(target.unit_kind)
        if row is None:
            continue
        households = target.measure == "households_registered"
        share = (
            Share(row.households_registered, row.households_total)
            if households
            else Share(row.registered, row.required)
        )
        found.append(
            Reached(
                target.measure, target.unit_kind, Fraction(target.share), target.strictly_over, share,
                target.still_needed(share.reached, share.total), row.listed, row.out_of_scope,
                row.households_reporting, row.late,
            )
        )  # fmt: skip
    return found


PERIODS = ("month", "quarter", "half_year", "festival", "year")


@dataclass(frozen=True, slots=True)
class Activity:
    """Counter → period → total, and the periods reported by anyone, the short ones first."""

    periods: list[tuple[str, int]]
    counters: dict[str, dict[tuple[str, int], int]] = field(default_factory=dict)


def _activity(shown: Overview) -> Activity:
    periods = {(row.period, row.period_number) for row in shown.activity}
    found = Activity(sorted(periods, key=lambda period: (PERIODS.index(period[0]), period[1])))
    for row in shown.activity:
        found.counters.setdefault(row.counter, {})[(row.period, row.period_number)] = row.total
    return found


@dataclass(frozen=True, slots=True)
class Pace:
    """Residential areas registered week by week as a line, month by month as (first day, in it, until its end)."""

    line: Sparkline
    months: list[tuple[date, int, int]]


def _pace(shown: Overview) -> Pace | None:
    """None while nobody registered."""
    days = [(date.fromisoformat(row.registered_on), row.units) for row in shown.pace]
    whole = next((row for row in shown.coverage if row.branch is None and row.unit_kind == "residential_area"), None)
    if not days or whole is None or shown.campaign is None:
        return None
    last = max(min(shown.freshness.day, shown.campaign.closes), days[-1][0])
    weeks = [days[0][0] + timedelta(weeks=n) for n in range((last - days[0][0]).days // 7 + 2)]
    until = [sum(units for day, units in days if day < week) for week in weeks]
    months: list[tuple[date, int, int]] = []
    for day, units in days:
        first, before = day.replace(day=1), months[-1][2] if months else 0
        if months and months[-1][0] == first:
            months[-1] = (first, months[-1][1] + units, before + units)
        else:
            months.append((first, units, before + units))
    return Pace(sparkline(until, whole.required, pace_width_px, pace_height_px), months)


@cache
def counter_names(language: Language) -> dict[str, str]:
    """What the counters are called; one that is on no list is shown by its code."""
    listed = load_counters(counters_file()).counters
    return {counter.code: counter.text_en if language == "en" else counter.text_vi for counter in listed}
