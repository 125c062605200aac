"""The year of a unit: registered or not, its households by day, its documents, the calendar, and what was recorded of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, sent
from portal.languages import chosen, said
from portal.links import address
from portal.sight import Sight, looking
from portal.tables import Sheet, Table
from portal.words import Words, message
from services.registration.projections.document_duties import owed
from services.registration.projections.household_counts import CountRow, counts_of_unit
from services.registration.projections.late_entries import late_entries
from services.registration.projections.occasions import occasions
from services.registration.projections.registrations import registration
from services.registration.projections.year_history import history_of_unit
from services.registration.screens import wording, year_tables
from services.registration.screens.asked import ISSUING, REGISTERING, Asked, UnitAsked, YearAsked, asked_of
from services.registration.screens.entering import COMMANDS, Problem, Typed, entered, hindrance, typed
from services.registration.screens.list_page import RecordedAsked
from services.registration.screens.shell import SHELL

PAGES = APIRouter()

Part = Literal["counts", "documents", "calendar", "history"]
TITLES: dict[Part, str] = {
    "counts": message("Số hộ theo ngày"),
    "documents": message("Văn bản phải ban hành"),
    "calendar": message("Lịch của năm"),
    "history": message("Diễn biến"),
}
history_rows = 30
history_rows_max = 1_000

BeforeAsked = Annotated[int | None, Query(ge=1, description="only what was recorded before this event")]


@dataclass(frozen=True, slots=True)
class YearOfUnit:
    """Everything the page shows of a unit."""

    registration: dict[str, Any]
    counts: list[CountRow]
    tables: dict[Part, Table[Any]]
    earlier: int | None
    """Before which event the history goes on."""


@PAGES.get("/registration/year", response_class=HTMLResponse)
async def year_page(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None,
    before: BeforeAsked = None, recorded: RecordedAsked = None,
) -> Response:  # fmt: skip
    asked = await asked_of(service, seen, unit, year)
    return await _page(request, service, seen, asked, before=before, recorded=recorded)


@PAGES.post("/registration/year", response_class=HTMLResponse)
async def enter_for_one(
    request: Request, service: Opened, caller: Calling, given: Annotated[Typed, Depends(typed)],
    unit: UnitAsked = None, year: YearAsked = None,
) -> Response:  # fmt: skip
    async def again(problems: Sequence[Problem], recorded: int) -> Response:
        async with looking(service, caller.viewer) as now:
            asked = await asked_of(service, now, unit, year)
            return await _page(request, service, now, asked, problems, given)

    async with looking(service, caller.viewer) as seen:
        asked = await asked_of(service, seen, unit, year)
    if asked is None:
        return SHELL.page(request, "no_year.html", status=404)
    back = address(request, "/registration/year", unit=asked.unit.unit_id, year=asked.campaign.year)
    return await entered(request, service, caller, asked, given, again, back)


@PAGES.get("/registration/year.{file_kind}")
async def year_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, part: Part = "history",
    unit: UnitAsked = None, year: YearAsked = None,
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    asked = await asked_of(service, seen, unit, year)
    if asked is None:
        return SHELL.page(request, "no_year.html", status=404)
    found = await year_of(service, seen, words, asked, None, history_rows_max)
    title, name = words(TITLES[part]), asked.unit.name
    lines = about(words, name, asked.campaign.year, (), asked.freshness, asked.recorded_at)
    sheet = Sheet(title, lines, found.tables[part], words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {name} {asked.campaign.year}")


async def year_of(
    service: Service, seen: Sight, words: Words, asked: Asked, before: int | None, limit: int
) -> YearOfUnit:
    """What the views hold of the unit in this year."""
    connection, campaign_id, unit_id = seen.connection, asked.campaign_id, asked.unit.unit_id
    row = await registration(connection, campaign_id, unit_id) or {
        "registered_on": None, "late": False, "late_entry_basis": None, "withdrawn_on": None, "withdrawal_reason": None,
    }  # fmt: skip
    day_by_day = await counts_of_unit(connection, campaign_id, unit_id)
    duties = [] if asked.unit.unit_kind not in ISSUING else [
        one for one in await owed(connection, [unit_id], campaign_id, unit_id, asked.standing_on)
    ]  # fmt: skip
    told = await history_of_unit(connection, campaign_id, unit_id, before, limit + 1)
    more, told = len(told) > limit, told[:limit]
    zone = ZoneInfo(service.settings.time_zone)
    times = {one.position: words.moment(one.recorded_at.astimezone(zone)) for one in told if one.recorded_at}
    tables: dict[Part, Table[Any]] = {
        "counts": year_tables.counts(words, day_by_day),
        "documents": year_tables.owed(words, asked, sorted(duties, key=lambda one: (one.due_on, one.document_kind))),
        "calendar": year_tables.occasions(words, asked, await occasions(connection, campaign_id)),
        "history": year_tables.history(words, seen.viewer.tree, seen.scope.sees, told, times),
    }
    return YearOfUnit(
        {**row, "out_of_scope_reason": asked.unit.out_of_scope_reason}, day_by_day, tables,
        told[-1].position if more else None,
    )  # fmt: skip


async def _page(
    request: Request, service: Service, seen: Sight, asked: Asked | None, problems: Sequence[Problem] = (),
    given: Typed | None = None, before: int | None = None, recorded: int | None = None,
) -> Response:  # fmt: skip
    if asked is None:
        return SHELL.page(request, "no_year.html")
    language = chosen(request)
    words = Words(language)
    found = await year_of(service, seen, words, asked, before, history_rows)
    late = await late_entries(seen.connection, None, asked.campaign_id, asked.unit.unit_id)
    overdue = asked.day > (asked.campaign.registration_closes or asked.day)
    values: dict[str, Any] = {
        "asked": asked, "found": found, "codes": wording, "late": late, "titles": TITLES,
        "registers": asked.unit.unit_kind in REGISTERING, "issues": asked.unit.unit_kind in ISSUING,
        "counts": asked.unit.unit_kind == "residential_area",
        "registration": wording.registration(words, found.registration, overdue=overdue),
        "hindered": {action: said(hindrance(seen.viewer, asked, action, late), language) for action in COMMANDS},
        "errors": [(field, said(refusal, language)) for field, refusal in problems],
        "given": given, "recorded": recorded, "before": before,
    }  # fmt: skip
    return SHELL.page(request, "year.html", status=422 if problems else 200, **values)
