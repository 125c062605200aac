"""The JSON API of registration: one POST a command, and the views it answers from."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request

from chronicle.refusal import Refused
from contracts.fact import Identifier, Text
from contracts.registration import UnitKind
from portal.api import Opened, Seeing, commands
from portal.paging import Page, paged
from portal.sight import Sight
from services.registration.campaign import LaunchCampaign
from services.registration.document import CorrectDocument, IssueDocument, StrikeDocument
from services.registration.households import CorrectHouseholds, ReportHouseholds, UndoHouseholds
from services.registration.period import AllowLateEntry, ClosePeriod, ReopenPeriod
from services.registration.plan import RequireDocuments, SetCalendar, SetTarget
from services.registration.projections import (
    campaigns,
    document_duties,
    documents,
    household_counts,
    late_entries,
    lineage,
    marks,
    occasions,
    registrations,
    targets,
    unit_past,
    units,
    year_history,
)
from services.registration.registration import RegisterUnit, UndoRegistration, WithdrawRegistration
from services.registration.screens import registration_file
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
history_facts_max = 200

Id = Annotated[Identifier, Path()]
Offset = Annotated[int, Query(ge=0, le=offset_rows_max)]

ROUTES = APIRouter(prefix="/api/registration", tags=["registration"])


async def nothing_below(request: Request, seen: Seeing) -> None:
    """A unit's own stream does not know what stands below it, so before one ends its view is asked. Raises Refused."""
    try:
        asked = await request.json()
    except ValueError:
        return  # said better where the body is read
    unit_id = asked.get("unit_id") if isinstance(asked, dict) and asked.get("ended") is not False else None
    if isinstance(unit_id, str) and (n := await units.standing_below(seen.connection, unit_id)):
        raise Refused(
            "unit.has_units_below",
            vi=f"Còn {n} đơn vị trực thuộc đang hoạt động: hãy chuyển hoặc kết thúc chúng trước",
            en=f"{n} units still stand right below: move or end them first",
        )


ENDINGS = APIRouter(dependencies=[Depends(nothing_below)])
commands(ENDINGS, {"/succeed-unit": SucceedUnit, "/end-unit": EndUnit})
ROUTES.include_router(ENDINGS)
commands(
    ROUTES,
    {
        "/list-unit": ListUnit,
        "/rename-unit": RenameUnit,
        "/change-kind": ChangeKind,
        "/move-unit": MoveUnit,
        "/assign-code": AssignCode,
        "/change-scope": ChangeScope,
        "/launch-campaign": LaunchCampaign,
        "/set-target": SetTarget,
        "/set-calendar": SetCalendar,
        "/require-documents": RequireDocuments,
        "/close-period": ClosePeriod,
        "/reopen-period": ReopenPeriod,
        "/allow-late-entry": AllowLateEntry,
        "/register-unit": RegisterUnit,
        "/withdraw-registration": WithdrawRegistration,
        "/undo-registration": UndoRegistration,
        "/report-households": ReportHouseholds,
        "/correct-households": CorrectHouseholds,
        "/undo-households": UndoHouseholds,
        "/issue-document": IssueDocument,
        "/correct-document": CorrectDocument,
        "/strike-document": StrikeDocument,
    },
)


ROUTES.include_router(registration_file.ROUTES)


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


@ROUTES.get("/campaigns", summary="Every campaign, the newest year first")
async def all_campaigns(seen: Seeing) -> list[dict[str, Any]]:
    return await campaigns.campaigns(seen.connection)


@ROUTES.get(
    "/campaigns/{campaign_id}/plan", summary="The marks of the province, the calendar, and which documents are due when"
)
async def plan(campaign_id: Id, seen: Seeing) -> dict[str, Any]:
    found = next((row for row in await campaigns.campaigns(seen.connection) if row["campaign_id"] == campaign_id), None)
    if found is None:
        raise Refused("campaign.unknown", vi="Chưa có đợt phát động này", en="There is no such campaign")
    return {
        "targets": await targets.targets(seen.connection, campaign_id),
        "occasions": await occasions.occasions(seen.connection, campaign_id),
        "duties": await document_duties.duties(seen.connection, campaign_id),
    }


@ROUTES.get("/campaigns/{campaign_id}/late-entries", summary="Who may still enter after the close, until when and why")
async def permissions(campaign_id: Id, seen: Seeing) -> list[late_entries.LateEntryRow]:
    return await late_entries.late_entries(seen.connection, seen.scope.named, campaign_id)


@ROUTES.get("/campaigns/{campaign_id}/units/{unit_id}/marks", summary="The marks a unit set for itself")
async def marks_of_unit(campaign_id: Id, unit_id: Id, seen: Seeing) -> list[marks.MarkRow]:
    seen.must_see(unit_id)
    return await marks.marks_of_unit(seen.connection, campaign_id, unit_id)


@ROUTES.get(
    "/campaigns/{campaign_id}/units/{unit_id}/counts", summary="An area's households day by day, the newest first"
)
async def counts(campaign_id: Id, unit_id: Id, seen: Seeing) -> list[household_counts.CountRow]:
    seen.must_see(unit_id)
    return await household_counts.counts_of_unit(seen.connection, campaign_id, unit_id)


@ROUTES.get(
    "/campaigns/{campaign_id}/units/{unit_id}/history",
    summary="What was recorded of a unit in a year, the newest first",
)
async def history(
    campaign_id: Id,
    unit_id: Id,
    seen: Seeing,
    before: Annotated[int | None, Query(ge=1, description="only what stands before this position")] = None,
    limit: Annotated[int, Query(ge=1, le=history_facts_max)] = 50,
) -> list[year_history.HistoryRow]:
    seen.must_see(unit_id)
    return await year_history.history_of_unit(seen.connection, campaign_id, unit_id, before, limit)


@ROUTES.get(
    "/campaigns/{campaign_id}/units/{unit_id}/documents-owed",
    summary="Who below a unit, itself included, issued what was due",
)
async def documents_owed(campaign_id: Id, unit_id: Id, service: Opened, seen: Seeing) -> list[document_duties.Owed]:
    await _known_unit(seen, unit_id)
    rows = await document_duties.owed(seen.connection, seen.scope.named, campaign_id, unit_id, seen.today)
    return sorted(rows, key=lambda row: (row.issued_on is not None, row.due_on, row.unit_id, row.document_kind))


async def _known_unit(seen: Sight, unit_id: str) -> dict[str, Any]:
    seen.must_see(unit_id)
    row = await units.unit(seen.connection, unit_id)
    if row is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return row
