"""The JSON API of recognition: one POST a command, and the views it answers from."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter

from chronicle.refusal import Refused
from contracts.fact import Identifier, UnitId, Year
from contracts.registration import UnitKind
from portal.api import Opened, Seeing, commands
from portal.paging import Page, paged
from services.recognition.delegation import DelegateAuthority, EndDelegation
from services.recognition.dossier import (
    AcceptDossier,
    AppraiseDossier,
    DecideDossier,
    OpenDossier,
    ProposeOutcome,
    ReturnDossier,
    SubmitDossier,
)
from services.recognition.projections import delegations, dossiers, recognised, rules, working_calendars
from services.recognition.rule_set import (
    DiscardRuleSetDraft,
    DraftRuleSet,
    PutRuleSetDraftInForce,
    PutRuleSetInForce,
)
from services.recognition.working_calendar import SetWorkingCalendar

ROUTES = APIRouter(prefix="/api/recognition", tags=["recognition"])

commands(
    ROUTES,
    {
        "/draft-rule-set": DraftRuleSet,
        "/discard-rule-set-draft": DiscardRuleSetDraft,
        "/put-rule-set-draft-in-force": PutRuleSetDraftInForce,
        "/put-rule-set-in-force": PutRuleSetInForce,
        "/set-working-calendar": SetWorkingCalendar,
        "/delegate": DelegateAuthority,
        "/end-delegation": EndDelegation,
        "/open": OpenDossier,
        "/submit": SubmitDossier,
        "/return": ReturnDossier,
        "/accept": AcceptDossier,
        "/appraise": AppraiseDossier,
        "/propose": ProposeOutcome,
        "/decide": DecideDossier,
    },
)

State = Literal["opened", "submitted", "returned", "accepted", "appraised", "proposed", "decided"]


@ROUTES.get("/rule-sets/{rule_set:path}", summary="What a rule set asks of each kind of unit")
async def rule_set(rule_set: Identifier, seen: Seeing) -> list[dict[str, Any]]:
    if found := await rules.rules_of(seen.connection, rule_set):
        return found
    raise Refused("rule_set.unknown", vi="Chưa có bộ quy định này", en="There is no such rule set")


@ROUTES.get("/working-calendars/{calendar}", summary="The versions of a working calendar, the newest first")
async def calendar_versions(calendar: Identifier, seen: Seeing) -> list[dict[str, Any]]:
    return [asdict(row) for row in await working_calendars.versions_of(seen.connection, calendar)]


@ROUTES.get("/delegations", summary="Who decides in whose place")
async def delegations_known(seen: Seeing, unit: UnitId | None = None) -> list[dict[str, Any]]:
    return [asdict(row) for row in await delegations.delegations(seen.connection, unit)]


@ROUTES.get("/dossiers", summary="A year's dossiers in a state, page by page")
async def dossiers_in_state(
    seen: Seeing,
    state: State,
    year: Year,
    page: Annotated[Page, paged(50, dossiers.page_dossiers_max)],
    unit_kind: UnitKind | None = None,
) -> list[dict[str, Any]]:
    [after] = page.after(str) or ("",)
    rows = await dossiers.dossiers_in_state(
        seen.connection, seen.scope.named, state, year, unit_kind, after, page.asked
    )
    return page.shown(rows, lambda row: (row["dossier_id"],))


@ROUTES.get("/dossiers/{dossier_id:path}", summary="One dossier")
async def dossier(dossier_id: Identifier, seen: Seeing) -> dict[str, Any]:
    found = await dossiers.dossier(seen.connection, dossier_id)
    if found is None or not seen.scope.sees(found["unit_id"]):
        raise Refused("dossier.unknown", vi="Chưa có hồ sơ này", en="There is no such dossier")
    return found


@ROUTES.get("/recognised", summary="The public register: a year's recognised units, page by page")
async def recognised_units(
    service: Opened,
    year: Year,
    page: Annotated[Page, paged(50, recognised.page_units_max)],
    unit_kind: UnitKind | None = None,
    decided_by: UnitId | None = None,
) -> list[dict[str, Any]]:
    [after] = page.after(str) or ("",)
    rows = await recognised.recognised_units(service.pool, year, unit_kind, decided_by, after, page.asked)
    return page.shown(rows, lambda row: (row["unit_id"],))
