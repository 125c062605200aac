"""The pages of dashboards: the overview of a unit's year, the list behind each of its numbers, and the search for units."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator, Field

from chronicle.past.moment import Moment
from chronicle.service import Service
from portal.access import Viewer, Viewing
from portal.api import Opened, Seeing
from portal.as_of import AsOfAsked, SinceAsked, readable
from portal.asked import BLANK
from portal.downloads import FileKind, SheetKind, is_sheet
from portal.exports import moment, sent
from portal.freshness import freshness
from portal.kept_pages import KeptPages, standing
from portal.languages import chosen
from portal.numbered_pages import page_rows, page_rows_max
from portal.paging import number_max
from portal.printouts.settling import sheet_moment
from portal.shell import Shell
from portal.sight import looking_at
from portal.supposed import HistoryAsked
from portal.words import Words
from services.dashboards.projections.history import Matter
from services.dashboards.routes import UnitAsked, YearAsked, overview_of
from services.dashboards.screens import wording
from services.dashboards.screens.changes import changed_of
from services.dashboards.screens.comparison import Comparison, comparison, comparison_sheet, comparison_table, side
from services.dashboards.screens.facts import MATTERS, facts_sheet, facts_shown, matter_of
from services.dashboards.screens.facts import Asked as FactsAsked
from services.dashboards.screens.list_page import list_of, list_sheet
from services.dashboards.screens.listing import Kind, Which
from services.dashboards.screens.listing import Order as ListOrder
from services.dashboards.screens.overview import Order, presented
from services.dashboards.screens.overview_tables import Part, part_sheet, tables_of
from services.dashboards.screens.placement import Map
from services.dashboards.screens.search_page import search_of
from services.dashboards.screens.sheets import MapAsked
from services.dashboards.screens.work import CLAIMS, GROUPS, TABS, Claim, TabAsked
from services.dashboards.screens.work_done import days_back
from services.dashboards.screens.work_page import TITLES, work_page_of, work_sheet
from services.dashboards.screens.work_words import WORK

PAGES = APIRouter()
SHELL = Shell(Path(__file__).with_name("templates"))

page_max = 100_000
Position = Annotated[int, Field(ge=1, le=number_max)]
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
    return page_of(request, "units.html", shown=shown, sort=sort, q=q, map=map, matter=matter_of(which))


@PAGES.get("/units.{file_kind}")
async def units_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None, year: YearAsked = None,
    which: Which = "listed", kind: Kind | None = None, sort: ListOrder = "place", q: TextAsked = "", map: MapAsked = "then",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, unit, year, which, kind, sort, q, 1, None, map)
    sheet, name = list_sheet(words, shown)
    return await sent(request, service, seen, sheet, file_kind, name)


MatterAsked = Annotated[Matter | None, BLANK, Query(description="what the facts tell of; default: anything")]
AfterAsked = Annotated[int, Query(ge=0, le=number_max, description="only facts after this position")]
UpToAsked = Annotated[Position | None, Query(description="only facts up to this position")]


@PAGES.get("/facts", response_class=HTMLResponse)
async def facts(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, year: YearAsked = None,
    of: MatterAsked = None, after: AfterAsked = 0, up_to: UpToAsked = None, page: PageAsked = 1,
    limit: LimitAsked = page_rows,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    shown = await facts_shown(service, seen, words, FactsAsked(unit, of, year, after, up_to), page, limit)
    return page_of(request, "facts.html", shown=shown, matters=MATTERS)


@PAGES.get("/facts.{file_kind}")
async def facts_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, unit: UnitAsked = None,
    year: YearAsked = None, of: MatterAsked = None, after: AfterAsked = 0, up_to: UpToAsked = None,
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    asked = FactsAsked(unit, of, year, after, up_to)
    sheet, name = facts_sheet(words, await facts_shown(service, seen, words, asked, 1, None))
    return await sent(request, service, seen, sheet, file_kind, name)


async def later_moment(request: Request, service: Service, until: str | None) -> Moment | None:
    """Where a comparison ends; that of a sheet ends with a fact, which whoever checks it names as of which it is asked."""
    if is_sheet(request):
        return await sheet_moment(request, service, HistoryAsked(request.query_params.get("as_of") or until))
    return None if until is None else await readable(service, until)


@asynccontextmanager
async def compared(
    request: Request, service: Service, viewer: Viewer, since: str, until: str | None, unit: str | None, year: int | None,
    map: Map,
) -> AsyncIterator[Comparison]:  # fmt: skip
    """A unit's year at two moments, each in a snapshot of its own. Raises Refused, Rejected."""
    first = await readable(service, since)
    moments = [first, await later_moment(request, service, until)]
    async with (
        looking_at(request, service, viewer, moments[0]) as then,
        looking_at(request, service, viewer, moments[1]) as later,
    ):
        sides = [
            await side(service, seen, unit, year, map, await freshness(service, seen.connection))
            for seen in (then, later)
        ]
        # a day that is over ends for ever with the same fact; of one that is not, the fact is said
        fixed = since if first.day < service.clock.today() else first.position
        later.settle(since=fixed, until="")
        yield await comparison(Words(chosen(request)), *sides)


@PAGES.get("/compare", response_class=HTMLResponse)
async def compare(
    request: Request, service: Opened, viewer: Viewing, since: SinceAsked, until: AsOfAsked = None, unit: UnitAsked = None,
    year: YearAsked = None, map: MapAsked = "then",
) -> HTMLResponse:  # fmt: skip
    async with compared(request, service, viewer, since, until, unit, year, map) as found:
        table = comparison_table(Words(chosen(request)), found.lines)
        return page_of(request, "compare.html", found=found, table=table, since=since, until=until)


@PAGES.get("/compare.{file_kind}")
async def compare_file(
    request: Request, service: Opened, viewer: Viewing, file_kind: SheetKind, since: SinceAsked, until: AsOfAsked = None,
    unit: UnitAsked = None, year: YearAsked = None, map: MapAsked = "then",
) -> Response:  # fmt: skip
    async with compared(request, service, viewer, since, until, unit, year, map) as found:
        sheet, name = comparison_sheet(Words(chosen(request)), found)
        return await sent(request, service, found.after.seen, sheet, file_kind, name)


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
    return await sent(request, service, seen, sheet, file_kind, name, of_facts=False)


@PAGES.get("/search", response_class=HTMLResponse)
async def search(
    request: Request, service: Opened, seen: Seeing, q: TextAsked = "", year: YearAsked = None, page: PageAsked = 1,
    limit: LimitAsked = 20, map: MapAsked = "then",
) -> HTMLResponse:  # fmt: skip
    found = await search_of(service, seen, q, page, limit)
    return page_of(
        request, "search.html", found=found, q=q, year=year, map=map, recorded_at=moment(service, found.freshness)
    )
