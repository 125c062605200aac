"""The JSON API of dashboards: the year of a unit and of its children, with the same numbers as the page."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import identifier_characters_max
from portal.api import Opened, Seeing
from portal.freshness import Freshness, freshness
from portal.paging import Page, paged
from portal.sight import Sight
from services.dashboards.projections import activity, coverage, documents, dossiers, history, models_kept
from services.dashboards.projections.activity import ActivityTotal
from services.dashboards.projections.campaigns import CampaignRow, campaigns
from services.dashboards.projections.coverage import BranchCoverage, CoverageRow, RegisteredOn, coverage_of_each
from services.dashboards.projections.documents import BranchDocuments, DocumentsRow, documents_of_unit
from services.dashboards.projections.dossiers import BranchDossiers, DossierRow, dossiers_of_each
from services.dashboards.projections.lineage import Succession, successions
from services.dashboards.projections.models_kept import BranchModels
from services.dashboards.projections.targets import TargetRow, targets
from services.dashboards.projections.units import UnitRow
from services.dashboards.screens.placement import (
    CHILDREN,
    CHILDREN_RECAST,
    ITSELF,
    MERGED,
    Map,
    MapDays,
    ask_of_branches,
    changed_since,
    map_days,
    path_on,
    unit_of,
)
from services.dashboards.screens.reconciliation import NowAt, Reconciliation, now_at, reconciled
from services.dashboards.screens.sheets import MapAsked
from services.dashboards.screens.work import Claim
from services.dashboards.screens.work_answer import OwedTab, WorkAnswer, answered, work_answer_max
from services.dashboards.screens.work_queue import Wanted, work_of

ROUTES = APIRouter(prefix="/api/dashboards", tags=["dashboards"])

UnitAsked = Annotated[
    str | None,
    Query(
        max_length=identifier_characters_max,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$",
        description="default: the province",
    ),
]
QUESTIONS = {
    "coverage": coverage.OF_BRANCHES,
    "documents": documents.OF_BRANCHES,
    "models": models_kept.OF_BRANCHES,
    "dossiers": dossiers.OF_BRANCHES,
    "activity": activity.OF_BRANCHES,
    "pace": coverage.PACE_OF_BRANCHES,
    "children": CHILDREN,
    "itself": ITSELF,
}
RECAST_QUESTIONS = {**QUESTIONS, "children": CHILDREN_RECAST, "models": models_kept.OF_TREE, "merged": MERGED}

YearAsked = Annotated[int | None, Query(ge=2000, le=2100, description="default: the newest year that was opened")]


@dataclass(frozen=True, slots=True)
class Overview:
    """A unit's year. In every list a row with `branch` null is the whole; other rows are one child each."""

    years: list[int]
    """Years the province opened, newest first."""
    year: int | None
    campaign: CampaignRow | None
    """None where that year was never opened: then everything below is empty."""
    path: list[UnitRow]
    """From the top to the unit asked for, which is last; empty where no unit is known at all."""
    freshness: Freshness
    days: MapDays | None = None
    """On which day the units are counted, and on which they are placed: the same day on the map as it was."""
    asked_for: UnitRow | None = None
    """The unit asked for, where it has gone wholly into the one that is shown."""
    absent: bool = False
    """The unit asked for is not on this map: it had not begun, or had ended. Then nothing is counted."""
    targets: list[TargetRow] = field(default_factory=list)
    children: list[UnitRow] = field(default_factory=list)
    """Those that stand, and as ended ones what could not be divided: a line of its own on today's map."""
    merged_into: dict[str, int] = field(default_factory=dict)
    """By child: how many units of the year went wholly into it."""
    parts_into: dict[str, int] = field(default_factory=dict)
    """By child: how many units gave a part to it since the year."""
    merged: list[UnitRow] = field(default_factory=list)
    """What went wholly into the unit itself."""
    successions: list[Succession] = field(default_factory=list)
    """What went over into or out of the unit and of the children that could not be divided."""
    coverage: list[BranchCoverage] = field(default_factory=list)
    documents: list[BranchDocuments] = field(default_factory=list)
    models: list[BranchModels] = field(default_factory=list)
    dossiers: list[BranchDossiers] = field(default_factory=list)
    activity: list[ActivityTotal] = field(default_factory=list)
    pace: list[RegisteredOn] = field(default_factory=list)
    """Residential areas by the day they registered, the first day first."""
    own_coverage: dict[str, CoverageRow] = field(default_factory=dict)
    """By unit: the unit asked for, its children, and what went wholly into it."""
    own_dossiers: dict[str, DossierRow] = field(default_factory=dict)
    own_documents: DocumentsRow | None = None
    changed_since: int = 0
    """Units of the register that began, ended or changed after the day on which units are counted."""
    reconciliation: Reconciliation | None = None
    """Both maps side by side, where they differ."""
    now_at: list[NowAt] = field(default_factory=list)
    """Of a unit that ended: where what stood below it stands now."""


@ROUTES.get("/overview", summary="The year of a unit, of all below it and of each child, as it was or on today's map")
async def overview(
    service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None, map: MapAsked = "then"
) -> Overview:
    return await overview_of(service, seen, unit, year, map)


@ROUTES.get("/work", summary="What is owed in sight, whose turn it is and how near its day, and what was done lately")
async def work(
    service: Opened, seen: Seeing, unit: UnitAsked = None, page: Annotated[int, Query(ge=1)] = 1,
    limit: Annotated[int, Query(ge=1, le=work_answer_max)] = 200, tab: OwedTab = "all", claim: Claim | None = None,
) -> WorkAnswer:  # fmt: skip
    return answered(await work_of(service, seen, Wanted(tab, unit, claim, (page - 1) * limit, limit)))


@ROUTES.get("/facts", summary="What was recorded about units, in the order of the log, page by page")
async def facts_of_units(
    seen: Seeing, page: Annotated[Page, paged(50, history.page_facts_max)], unit: UnitAsked = None
) -> list[dict[str, Any]]:
    if unit is not None:
        seen.must_see(unit)
    [after] = page.after(int) or (0,)
    rows = await history.facts(seen.connection, seen.scope.named, unit, after, seen.newest_known, page.asked)
    return page.shown(rows, lambda row: (row["position"],))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one looks: the way down to a unit on a map."""

    path: list[UnitRow]
    asked_for: UnitRow | None
    absent: bool


async def place_in_sight(seen: Sight, unit_id: str | None, province_id: str | None, days: MapDays) -> Place:
    """From the topmost unit in sight down to the unit asked for, or to where the viewer begins who asks for none.

    One that merged is shown as what it merged into. The path is empty where no unit is known at all. Raises Refused
    (`unit.unknown`).
    """
    asked = unit_id or seen.top(province_id)
    seen.must_see(asked)
    steps = await path_on(seen.connection, asked, days.placed) if asked else []
    steps = [step for step in steps if seen.scope.sees(step.unit.unit_id)]
    if unit_id and not steps:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if not steps:
        return Place([], None, False)
    on_the_map = [step.unit for step in steps if step.stands]
    last = steps[-1]
    if last.stands:
        return Place(on_the_map, None, False)
    below = [step for step in steps if not step.merged]
    if last.merged and below and below[-1].stands:
        return Place(on_the_map, last.unit, False)
    return Place([*on_the_map, last.unit], None, True)


async def overview_of(
    service: Service, seen: Sight, unit_id: str | None, year: int | None, map: Map = "then"
) -> Overview:
    """One snapshot of all views, as the viewer may see them. Raises Refused (`unit.unknown`)."""
    connection = seen.connection
    opened = await campaigns(connection)
    campaign = next((row for row in opened if year is None or row.year == year), None)
    fresh = await freshness(service, connection)
    days = map_days(map, campaign.year if campaign else fresh.day.year, fresh.day)
    place = await place_in_sight(seen, unit_id, (campaign or opened[0]).province_id if opened else None, days)
    shown = Overview(
        [row.year for row in opened], campaign.year if campaign else year, campaign, place.path, fresh, days
    )
    seen.settle(unit=unit_id or (place.path[-1].unit_id if place.path else None), year=shown.year)
    if campaign is None or not place.path:
        return shown
    changed = await changed_since(connection, seen.scope.named, days.counted)
    shown = replace(shown, asked_for=place.asked_for, absent=place.absent, changed_since=changed)
    if not place.absent:
        shown = replace(shown, **await _counted(seen, place.path, campaign, days))
    return replace(shown, **await _compared(seen, shown, campaign)) if changed else shown


async def _counted(seen: Sight, path: list[UnitRow], campaign: CampaignRow, days: MapDays) -> dict[str, Any]:
    """Everything the year has of a unit that stands, and of its children."""
    connection, year, unit_id = seen.connection, campaign.year, path[-1].unit_id
    below = await ask_of_branches(connection, unit_id, year, days, RECAST_QUESTIONS if days.is_recast else QUESTIONS)
    children = [unit_of(told) for told in below["children"]]
    merged = [unit_of(told) for told in below.get("merged", ())]
    each = (connection, [unit_id, *(row.unit_id for row in (*children, *merged))], year)
    [reason] = [told["then_out_of_scope"] for told in below["itself"]] or [None]
    return {
        "path": [*path[:-1], replace(path[-1], out_of_scope_reason=reason)],
        "targets": await targets(connection, campaign.campaign_id, unit_id),
        "children": children,
        "merged_into": {told["unit_id"]: told["merged_into"] for told in below["children"] if told["merged_into"]},
        "parts_into": {told["unit_id"]: told["parts_into"] for told in below["children"] if told["parts_into"]},
        "merged": merged,
        "coverage": [BranchCoverage(**row) for row in below["coverage"]],
        "documents": [BranchDocuments(**row) for row in below["documents"]],
        "models": [BranchModels(**row) for row in below["models"]],
        "dossiers": [BranchDossiers(**row) for row in below["dossiers"]],
        "activity": [ActivityTotal(**row) for row in below["activity"]],
        "pace": [RegisteredOn(**row) for row in below["pace"]],
        "own_coverage": await coverage_of_each(*each),
        "own_dossiers": await dossiers_of_each(*each),
        "own_documents": await documents_of_unit(connection, unit_id, year),
    }


async def _compared(seen: Sight, shown: Overview, campaign: CampaignRow) -> dict[str, Any]:
    """What makes the difference between the two maps, for a unit, its undivided children, or one that is on one map only."""
    assert shown.days is not None
    connection, unit = seen.connection, shown.path[-1]
    days = map_days("today", campaign.year, shown.freshness.day)
    found: dict[str, Any] = {}
    named = [unit.unit_id]
    if days.is_recast:
        today = await place_in_sight(seen, unit.unit_id, None, days)
        if not today.absent and (today.asked_for is None or unit.unit_kind == "province"):
            both = await reconciled(connection, today.path[-1].unit_id, campaign.year, days)
            found["reconciliation"] = both
            named += both.divided
        elif unit.valid_from and unit.valid_from <= days.counted:
            found["now_at"] = await now_at(connection, unit.unit_id, today.path[0].unit_id, campaign.year, days)
    return {**found, "successions": await successions(connection, seen.scope.named, named)}
