"""The JSON API of dashboards: the year of a unit and of its children, with the same numbers as the page."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import identifier_characters_max
from portal.access import Sight
from portal.api import Opened, Seeing
from portal.freshness import Freshness, freshness
from portal.paging import Page, paged
from services.dashboards.projections import activity, coverage, documents, dossiers, history, models_kept
from services.dashboards.projections.activity import ActivityTotal
from services.dashboards.projections.campaigns import CampaignRow, campaigns
from services.dashboards.projections.coverage import BranchCoverage, CoverageRow, RegisteredOn, coverage_of_each
from services.dashboards.projections.documents import BranchDocuments, DocumentsRow, documents_of_unit
from services.dashboards.projections.dossiers import BranchDossiers, DossierRow, dossiers_of_each
from services.dashboards.projections.models_kept import BranchModels
from services.dashboards.projections.targets import TargetRow, targets
from services.dashboards.projections.units import UnitRow, ask_of_branches, changed_since, children, path_to

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
}

YearAsked = Annotated[int | None, Query(ge=2000, le=2100, description="default: the newest year that was opened")]


@dataclass(frozen=True, slots=True)
class Overview:
    """A unit's year. In every list a row with `branch` null is the whole; other rows are one child each."""

    years: list[int]
    """Years the province opened, newest first."""
    year: int | None
    campaign: CampaignRow | None
    """None where that year was never opened: then everything below is empty."""
    targets: list[TargetRow]
    path: list[UnitRow]
    """From the top to the unit asked for, which is last; empty where no unit is known at all."""
    children: list[UnitRow]
    coverage: list[BranchCoverage]
    documents: list[BranchDocuments]
    models: list[BranchModels]
    dossiers: list[BranchDossiers]
    activity: list[ActivityTotal]
    pace: list[RegisteredOn]
    """Residential areas by the day they registered, the first day first."""
    own_coverage: dict[str, CoverageRow]
    """By unit: the unit asked for and its children."""
    own_dossiers: dict[str, DossierRow]
    own_documents: DocumentsRow | None
    changed_since: int
    """Units that are there today and were not at the end of the year, or the other way round."""
    freshness: Freshness


@ROUTES.get("/overview", summary="The year of a unit, of all below it and of each child")
async def overview(service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None) -> Overview:
    return await overview_of(service, seen, unit, year)


@ROUTES.get("/facts", summary="What was recorded about units, in the order of the log, page by page")
async def facts_of_units(
    seen: Seeing, page: Annotated[Page, paged(50, history.page_facts_max)], unit: UnitAsked = None
) -> list[dict[str, Any]]:
    if unit is not None:
        seen.must_see(unit)
    [after] = page.after(int) or (0,)
    rows = await history.facts(seen.connection, seen.scope.named, unit, after, page.asked)
    return page.shown(rows, lambda row: (row["position"],))


async def path_in_sight(seen: Sight, unit_id: str | None, province_id: str | None) -> list[UnitRow]:
    """From the topmost unit in sight down to the unit asked for, or to where the viewer begins who asks for none.

    Empty where no unit is known at all. Raises Refused (`unit.unknown`).
    """
    asked = unit_id or seen.top(province_id)
    seen.must_see(asked)
    path = [row for row in await path_to(seen.connection, asked) if seen.scope.sees(row.unit_id)] if asked else []
    if unit_id and not path:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return path


async def overview_of(service: Service, seen: Sight, unit_id: str | None, year: int | None) -> Overview:
    """One snapshot of all views, as the viewer may see them. Raises Refused (`unit.unknown`)."""
    connection = seen.connection
    opened = await campaigns(connection)
    campaign = next((row for row in opened if year is None or row.year == year), None)
    path = await path_in_sight(seen, unit_id, (campaign or opened[0]).province_id if opened else None)
    years = [row.year for row in opened]
    fresh = await freshness(service, connection)
    if campaign is None or not path:
        return Overview(years, year, campaign, [], path, [], [], [], [], [], [], [], {}, {}, None, 0, fresh)
    place = (connection, path[-1].unit_id, campaign.year)
    right_below = await children(*place)
    each = (connection, [path[-1].unit_id, *(row.unit_id for row in right_below)], campaign.year)
    below = await ask_of_branches(*place, QUESTIONS)
    return Overview(
        years=years,
        year=campaign.year,
        campaign=campaign,
        targets=await targets(connection, campaign.campaign_id, path[-1].unit_id),
        path=path,
        children=right_below,
        coverage=[BranchCoverage(**row) for row in below["coverage"]],
        documents=[BranchDocuments(**row) for row in below["documents"]],
        models=[BranchModels(**row) for row in below["models"]],
        dossiers=[BranchDossiers(**row) for row in below["dossiers"]],
        activity=[ActivityTotal(**row) for row in below["activity"]],
        pace=[RegisteredOn(**row) for row in below["pace"]],
        own_coverage=await coverage_of_each(*each),
        own_dossiers=await dossiers_of_each(*each),
        own_documents=await documents_of_unit(*place),
        changed_since=await changed_since(connection, seen.scope.named, campaign.year),
        freshness=fresh,
    )
