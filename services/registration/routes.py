"""The JSON API of registration: one POST a command, and the views it answers from."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from chronicle.refusal import Refused
from contracts.fact import Identifier, Text
from contracts.registration import UnitKind
from portal.access import Sight
from portal.api import Seeing, commands
from portal.paging import Page, paged
from services.registration.campaign import LaunchCampaign
from services.registration.document import IssueDocument
from services.registration.households import ReportHouseholds, UndoHouseholds
from services.registration.projections import documents, lineage, registrations, unit_past, units
from services.registration.registration import RegisterUnit, UndoRegistration, WithdrawRegistration
from services.registration.unit import (
    AssignCode,
    ChangeKind,
    ChangeScope,
    EndUnit,
    ListUnit,
    MoveUnit,
    RenameUnit,
    SucceedUnit,
)

page_rows_max = 200
offset_rows_max = 10_000

Id = Annotated[Identifier, Path()]
Offset = Annotated[int, Query(ge=0, le=offset_rows_max)]

ROUTES = APIRouter(prefix="/api/registration", tags=["registration"])

commands(
    ROUTES,
    {
        "/list-unit": ListUnit,
        "/rename-unit": RenameUnit,
        "/change-kind": ChangeKind,
        "/move-unit": MoveUnit,
        "/assign-code": AssignCode,
        "/change-scope": ChangeScope,
        "/succeed-unit": SucceedUnit,
        "/end-unit": EndUnit,
        "/launch-campaign": LaunchCampaign,
        "/register-unit": RegisterUnit,
        "/withdraw-registration": WithdrawRegistration,
        "/undo-registration": UndoRegistration,
        "/report-households": ReportHouseholds,
        "/undo-households": UndoHouseholds,
        "/issue-document": IssueDocument,
    },
)


@ROUTES.get("/units", summary="Units whose name holds the words, with marks or without")
async def search_units(
    seen: Seeing,
    q: Annotated[Text, Query()],
    page: Annotated[Page, paged(20, page_rows_max)],
    kind: UnitKind | None = None,
) -> list[dict[str, Any]]:
    rows = await units.search(seen.connection, seen.scope.named, q, kind, page.asked, page.after(bool, str, str, str))
    return [units.without_count(row) for row in page.shown(rows, units.found_at)]


@ROUTES.get("/units/{unit_id}", summary="A unit of the register")
async def unit(unit_id: Id, seen: Seeing) -> dict[str, Any]:
    return await _known_unit(seen, unit_id)


@ROUTES.get("/units/{unit_id}/children", summary="The units right under a unit")
async def children(
    unit_id: Id, seen: Seeing, page: Annotated[Page, paged(100, page_rows_max)], offset: Offset = 0
) -> list[dict[str, Any]]:
    await _known_unit(seen, unit_id)
    rows = await units.children(seen.connection, unit_id, offset, page.asked, page.after(bool, str, str))
    return page.shown(rows, units.place_of)


@ROUTES.get("/units/{unit_id}/past", summary="Names, kinds, parents, codes and scope of a unit, each with its days")
async def past(unit_id: Id, seen: Seeing, on: date | None = None) -> list[dict[str, Any]]:
    """`on`: only what held that day; empty where the unit was not there."""
    await _known_unit(seen, unit_id)
    if on is not None:
        return await unit_past.unit_on(seen.connection, unit_id, on)
    return await unit_past.periods_of(seen.connection, unit_id)


@ROUTES.get("/units/{unit_id}/lineage", summary="What a unit went over into, and what went over into it")
async def lineage_of_unit(unit_id: Id, seen: Seeing) -> list[dict[str, Any]]:
    await _known_unit(seen, unit_id)
    return await lineage.lineage_of(seen.connection, seen.scope.named, unit_id)


@ROUTES.get("/units/{unit_id}/documents", summary="The documents a unit issued, newest first")
async def documents_of_unit(
    unit_id: Id, seen: Seeing, page: Annotated[Page, paged(100, page_rows_max)], offset: Offset = 0
) -> list[dict[str, Any]]:
    await _known_unit(seen, unit_id)
    rows = await documents.documents_of_unit(seen.connection, unit_id, offset, page.asked, page.after(date, str))
    return page.shown(rows, lambda row: (row["dated"], row["number"]))


@ROUTES.get("/campaigns/{campaign_id}/units/{unit_id}", summary="A unit's registration for a year, with its households")
async def registration(campaign_id: Id, unit_id: Id, seen: Seeing) -> dict[str, Any]:
    seen.must_see(unit_id)
    row = await registrations.registration(seen.connection, campaign_id, unit_id)
    if row is None:
        raise Refused("registration.unknown", vi="Đơn vị chưa đăng ký", en="The unit has not registered")
    return row


async def _known_unit(seen: Sight, unit_id: str) -> dict[str, Any]:
    seen.must_see(unit_id)
    row = await units.unit(seen.connection, unit_id)
    if row is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return row
