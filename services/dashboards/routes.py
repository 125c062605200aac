"""The JSON API of dashboards: the year of a unit and of its children, with the same numbers as the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query

from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import identifier_characters_max
from portal.api import Opened
from portal.freshness import Freshness, freshness
from services.dashboards.projections import activity, coverage, documents, dossiers, models_kept
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


@asynccontextmanager
async def snapshot(service: Service) -> AsyncIterator[Any]:
    """A connection whose every answer is of the same moment, so that the numbers of one page fit together."""
    async with service.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


@ROUTES.get("/overview", summary="The year of a unit, of all below it and of each child")
async def overview(service: Opened, unit: UnitAsked = None, year: YearAsked = None) -> Overview:
    return await overview_of(service, unit, year)


async def overview_of(service: Service, unit_id: str | None, year: int | None) -> Overview:
    """One snapshot of all views. Raises Refused (`unit.unknown`)."""
    async with snapshot(service) as connection:
        opened = await campaigns(connection)
        campaign = next((row for row in opened if year is None or row.year == year), None)
        asked = unit_id or (campaign or opened[0]).province_id if opened else unit_id
        path = await path_to(connection, asked) if asked else []
        if unit_id and not path:
            raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
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
            targets=await targets(connection, campaign.campaign_id),
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
            changed_since=await changed_since(connection, campaign.year),
            freshness=fresh,
        )
