"""The JSON API of recognition: one POST a command, and the views it answers from."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from chronicle.refusal import Refused
from contracts.fact import Identifier, UnitId, Year, identifier_characters_max
from contracts.registration import UnitKind
from portal.api import Opened, Seeing, commands
from portal.paging import Page, paged
from portal.sight import At, looking_freely
from services.recognition.aftermath import CloseReview, CorrectDecision, WithdrawRecognition
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AcceptDossier, AssignDossier, ReturnDossier
from services.recognition.compiling import AssessSelf, FileDocument, OpenDossier, SubmitDossier, TakeDocumentBack
from services.recognition.deciding import DecideDossier
from services.recognition.delegation import DelegateAuthority, EndDelegation
from services.recognition.projections import (
    delegations,
    dossiers,
    due_moves,
    editions,
    recognised,
    rules,
    working_calendars,
)
from services.recognition.rule_set import (
    DiscardRuleSetDraft,
    DraftRuleSet,
    PutRuleSetDraftInForce,
    PutRuleSetInForce,
)
from services.recognition.screens import papers_api
from services.recognition.screens.addressing import addressed
from services.recognition.screens.dossier_lists import Wanted, dossiers_by_id
from services.recognition.screens.outcome_counts import come_first, counted_again, outcomes
from services.recognition.screens.whole_dossier import whole_dossier
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
        "/file-document": FileDocument,
        "/take-document-back": TakeDocumentBack,
        "/assess-self": AssessSelf,
        "/return": ReturnDossier,
        "/accept": AcceptDossier,
        "/assign": AssignDossier,
        "/appraise": AppraiseDossier,
        "/propose": ProposeOutcome,
        "/correct-decision": CorrectDecision,
        "/withdraw": WithdrawRecognition,
        "/close-review": CloseReview,
    },
)
commands(ROUTES, {"/submit": SubmitDossier}, completed=addressed)
commands(ROUTES, {"/decide": DecideDossier}, completed=counted_again)

ROUTES.include_router(papers_api.ROUTES)

State = Literal["opened", "submitted", "returned", "accepted", "appraised", "proposed", "decided", "lapsed"]


def _in_sight(seen: Seeing, below: str | None) -> list[str] | None:
    """The units of whose dossiers may be told: below the one asked for, and in sight."""
    if below is None:
        return seen.scope.of_dossiers
    if below not in seen.scope.delegated:
        seen.must_see(below)
    return sorted(unit for unit in seen.viewer.tree.below([below]) if seen.scope.sees_dossier(unit))


@ROUTES.get("/rule-sets", summary="Every version of every rule set: drafts, what is in force, what it replaced")
async def rule_sets(seen: Seeing) -> list[dict[str, Any]]:
    return await editions.editions(seen.connection)


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


def _unknown() -> Refused:
    return Refused("dossier.unknown", vi="Chưa có hồ sơ này", en="There is no such dossier")


@ROUTES.get("/dossiers", summary="A year's dossiers by state, due day, holder, kind or unit, page by page")
async def dossiers_asked_for(
    seen: Seeing,
    year: Year,
    page: Annotated[Page, paged(50, dossiers.page_dossiers_max)],
    state: State | None = None,
    unit_kind: UnitKind | None = None,
    below: Annotated[UnitId | None, Query(description="dossiers of this unit and of all below it")] = None,
    due_by: date | None = None,
    holder: Annotated[str | None, Query(max_length=identifier_characters_max)] = None,
) -> list[dict[str, Any]]:
    [after] = page.after(str) or ("",)
    wanted = Wanted(year, _in_sight(seen, below), state, unit_kind, due_by=due_by, holder=holder)
    rows = await dossiers_by_id(seen.connection, wanted, after, page.asked)
    return page.shown(rows, lambda row: (row["dossier_id"],))


@ROUTES.get("/dossiers/{dossier_id:path}", summary="One dossier")
async def dossier(dossier_id: Identifier, seen: Seeing) -> dict[str, Any]:
    found = await dossiers.dossier(seen.connection, dossier_id)
    if found is None or not seen.scope.sees_dossier(found["unit_id"]):
        raise _unknown()
    return found


@ROUTES.get("/whole-dossiers/{dossier_id:path}", summary="One dossier with its checklist, criteria, steps and due days")
async def dossier_with_everything(dossier_id: Identifier, seen: Seeing) -> dict[str, Any]:
    found = await whole_dossier(seen.connection, dossier_id)
    if found is None or not seen.scope.sees_dossier(found.dossier["unit_id"]):
        raise _unknown()
    return found.told()


@ROUTES.get("/prerequisites/{dossier_id:path}", summary="What a recognition rests on, and what is decided before it")
async def prerequisites(dossier_id: Identifier, service: Opened, seen: Seeing) -> dict[str, Any]:
    await dossier(dossier_id, seen)
    today = seen.today
    counted = await outcomes(seen.connection, dossier_id, today)
    first = await come_first(seen.connection, dossier_id, today)
    return {"counted": None if counted is None else counted.model_dump(), "decided_before": first}


@ROUTES.get("/due-moves", summary="The journal of due days that moved in a year, the newest first, page by page")
async def journal_of_due_days(
    seen: Seeing, year: Year, page: Annotated[Page, paged(50, due_moves.page_moves_max)]
) -> list[dict[str, Any]]:
    [before] = page.after(int) or (None,)
    rows = await due_moves.journal(seen.connection, seen.scope.of_dossiers, year, before, page.asked)
    return [asdict(row) for row in page.shown(rows, lambda row: (row.position,))]


@ROUTES.get("/recognised", summary="The public register: a year's recognised units, page by page")
async def recognised_units(
    service: Opened,
    at: At,
    year: Year,
    page: Annotated[Page, paged(50, recognised.page_units_max)],
    unit_kind: UnitKind | None = None,
    decided_by: UnitId | None = None,
) -> list[dict[str, Any]]:
    [after] = page.after(str) or ("",)
    async with looking_freely(service, at) as seen:
        rows = await recognised.recognised_units(seen.connection, year, unit_kind, decided_by, after, page.asked)
    return page.shown(rows, lambda row: (row["unit_id"],))
