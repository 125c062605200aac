"""The pages of dashboards: the overview of a unit's year, the list behind each of its numbers, and the search for units."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import moment, sent
from portal.kept_pages import KeptPages, standing
from portal.languages import chosen
from portal.numbered_pages import page_rows, page_rows_max
from portal.shell import Shell
from portal.words import Words
from services.dashboards.routes import UnitAsked, YearAsked, overview_of
from services.dashboards.screens import wording
from services.dashboards.screens.changes import changed_of
from services.dashboards.screens.list_page import list_of, list_sheet
from services.dashboards.screens.listing import Kind, Which
from services.dashboards.screens.listing import Order as ListOrder
from services.dashboards.screens.overview import Order, presented
from services.dashboards.screens.overview_tables import Part, part_sheet, tables_of
from services.dashboards.screens.search_page import search_of
from services.dashboards.screens.sheets import MapAsked
from services.dashboards.screens.work import CLAIMS, GROUPS, TABS, Claim, TabAsked
from services.dashboards.screens.work_done import days_back
from services.dashboards.screens.work_page import TITLES, work_page_of, work_sheet
from services.dashboards.screens.work_words import WORK

PAGES = APIRouter()
SHELL = Shell(Path(__file__).with_name("templates"))

page_max = 100_000
search_characters_max = 100


def page_of(request: Request, template: str, **values: Any) -> HTMLResponse:
    """A page whose templates know what codes are called."""
    return SHELL.page(request, template, codes=wording, **values)


OrderAsked = Annotated[Order, Query(description="the order of the children; worst first by default")]
PageAsked = Annotated[int, Query(ge=1, le=page_max)]
LimitAsked = Annotated[int, Query(ge=1, le=page_rows_max, description="rows a page")]
TextAsked = Annotated[str, Query(max_length=search_characters_max)]


@PAGES.get("/", response_class=HTMLResponse)
async def overview(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None, sort: OrderAsked = "worst",
    map: MapAsked = "then",
) -> HTMLResponse:  # fmt: skip
    async def rendered() -> str:
        shown = await overview_of(service, seen, unit, year, map)
        values: dict[str, Any] = {
            "overview": shown,
            "recorded_at": moment(service, shown.freshness),
            "sort": sort,
            "map": map,
            "sees_all": seen.scope.everything,
            "codes": wording,
        }
        if shown.campaign is None or not shown.path:
            return SHELL.rendered(request, "nothing_yet.html", **values)
        if shown.absent:
            return SHELL.rendered(request, "absent.html", **values, unit=shown.path[-1], changed=changed_of(shown))
        words = Words(chosen(request))
        presentation = presented(shown, sort)
        values |= {**presentation, **tables_of(words, shown, presentation), "changed": changed_of(shown)}
        return SHELL.rendered(request, "overview.html", **values)

    asked = (chosen(request), request.url.query, seen.scope, await standing(service, seen.connection))
    kept: KeptPages = request.app.state.kept
    return SHELL.answer(request, await kept.page(asked, rendered))


@PAGES.get("/overview.{file_kind}")
async def overview_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, part: Part = "places", unit: UnitAsked = None,
    year: YearAsked = None, sort: OrderAsked = "worst", map: MapAsked = "then",
) -> Response:  # fmt: skip
    shown = await overview_of(service, seen, unit, year, map)
    words = Words(chosen(request))
    sheet, name = part_sheet(words, shown, part, sort, moment(service, shown.freshness))
    return await sent(request, service, seen, sheet, file_kind, name)


@PAGES.get("/units", response_class=HTMLResponse)
async def units(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None, which: Which = "listed",
    kind: Kind | None = None, sort: ListOrder = "place", q: TextAsked = "", page: PageAsked = 1,
    limit: LimitAsked = page_rows, map: MapAsked = "then",
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, unit, year, which, kind, sort, q, page, limit, map)
    return page_of(request, "units.html", shown=shown, sort=sort, q=q, map=map)


@PAGES.get("/units.{file_kind}")
async def units_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None, year: YearAsked = None,
    which: Which = "listed", kind: Kind | None = None, sort: ListOrder = "place", q: TextAsked = "", map: MapAsked = "then",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, unit, year, which, kind, sort, q, 1, None, map)
    sheet, name = list_sheet(words, shown)
    return await sent(request, service, seen, sheet, file_kind, name)


WorkAsked = Annotated[TabAsked, Query(description="whose turn it is, or what was done lately")]
ClaimAsked = Annotated[Claim | None, BeforeValidator(lambda text: text or None), Query()]
"""Only dossiers that somebody has at hand so; the first choice of the form is empty and means all."""


@PAGES.get("/work", response_class=HTMLResponse)
async def work(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, tab: WorkAsked = "to_do",
    claim: ClaimAsked = None, page: PageAsked = 1, limit: LimitAsked = page_rows,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    shown = await work_page_of(service, seen, words, unit, tab, claim, page, limit)
    named = {"tabs": TABS, "groups": GROUPS, "claims": CLAIMS, "titles": TITLES, "work": WORK, "days_back": days_back}
    return page_of(request, "work.html", shown=shown, words=words, **named)


@PAGES.get("/work.{file_kind}")
async def work_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None,
    tab: WorkAsked = "to_do", claim: ClaimAsked = None,
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    sheet, name = work_sheet(words, await work_page_of(service, seen, words, unit, tab, claim, 1, None))
    return await sent(request, service, seen, sheet, file_kind, name)


@PAGES.get("/search", response_class=HTMLResponse)
async def search(
    request: Request, service: Opened, seen: Seeing, q: TextAsked = "", year: YearAsked = None, page: PageAsked = 1,
    limit: LimitAsked = 20, map: MapAsked = "then",
) -> HTMLResponse:  # fmt: skip
    found = await search_of(service, seen, q, page, limit)
    return page_of(
        request, "search.html", found=found, q=q, year=year, map=map, recorded_at=moment(service, found.freshness)
    )
