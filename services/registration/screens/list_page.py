"""The first page of registration: the units one answers for, filtered, and what can be done to several of them at once."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, sent
from portal.languages import chosen, said
from portal.numbered_pages import page_rows, page_rows_max
from portal.sight import Sight, looking
from portal.tables import Sheet
from portal.words import Words
from services.registration.permissions import PERMISSIONS
from services.registration.registration import RegisterUnit
from services.registration.screens import wording
from services.registration.screens.asked import Asked, UnitAsked, YearAsked, asked_of
from services.registration.screens.entering import Problem, Typed, entered, typed
from services.registration.screens.shell import SHELL
from services.registration.screens.unit_list import FILTERS, Filter, Kind, Listed, listed, table

PAGES = APIRouter()

WhichAsked = Annotated[Filter, Query(description="which of the units")]
KindAsked = Annotated[Kind | Literal[""], Query(description="which kind of units; empty: all")]
TextAsked = Annotated[str, Query(max_length=100)]
PageAsked = Annotated[int, Query(ge=1, le=100_000)]
LimitAsked = Annotated[int, Query(ge=1, le=page_rows_max)]
RecordedAsked = Annotated[int | None, Query(ge=0, le=10_000)]


class ListAsked:
    """The list somebody wants, as its address says it."""

    def __init__(
        self, unit: UnitAsked = None, year: YearAsked = None, which: WhichAsked = "all", kind: KindAsked = "",
        q: TextAsked = "", page: PageAsked = 1, limit: LimitAsked = page_rows,
    ) -> None:  # fmt: skip
        self.unit, self.year, self.which, self.kind = unit, year, which, kind or None
        self.q, self.page, self.limit = q, page, limit


Wanted = Annotated[ListAsked, Depends(ListAsked)]


@PAGES.get("/registration", response_class=HTMLResponse)
async def list_page(
    request: Request, service: Opened, seen: Seeing, wanted: Wanted, recorded: RecordedAsked = None
) -> Response:
    return await _page(request, service, seen, wanted, recorded=recorded)


@PAGES.post("/registration", response_class=HTMLResponse)
async def enter_for_several(
    request: Request, service: Opened, caller: Calling, wanted: Wanted, given: Annotated[Typed, Depends(typed)]
) -> Response:
    async def again(problems: Sequence[Problem], recorded: int) -> Response:
        async with looking(service, caller.viewer) as now:
            return await _page(request, service, now, wanted, problems, given, recorded or None)

    async with looking(service, caller.viewer) as seen:
        asked = await asked_of(service, seen, wanted.unit, wanted.year)
    if asked is None:
        return await again([], 0)
    return await entered(request, service, caller, asked, given, again, _own_address(request))


@PAGES.get("/registration/list.{file_kind}")
async def list_file(request: Request, service: Opened, seen: Seeing, file_kind: FileKind, wanted: Wanted) -> Response:
    words = Words(chosen(request))
    asked = await asked_of(service, seen, wanted.unit, wanted.year)
    if asked is None:
        return SHELL.page(request, "no_year.html", status=404)
    found = await listed(seen.connection, seen.scope.named, asked, wanted.which, wanted.kind, wanted.q, 1, None)
    filters = ((words("Lọc"), words(FILTERS[wanted.which][0])),)
    lines = about(words, asked.unit.name, asked.campaign.year, filters, asked.freshness, asked.recorded_at)
    title = words("Đăng ký")
    sheet = Sheet(title, lines, table(words, asked, found.rows, ticked=False), words)
    return await sent(request, service, seen, sheet, file_kind, f"{title} {asked.unit.name} {asked.campaign.year}")


async def _page(
    request: Request, service: Service, seen: Sight, wanted: ListAsked, problems: Sequence[Problem] = (),
    given: Typed | None = None, recorded: int | None = None,
) -> Response:  # fmt: skip
    language = chosen(request)
    words = Words(language)
    asked = await asked_of(service, seen, wanted.unit, wanted.year)
    if asked is None:
        return SHELL.page(request, "no_year.html")
    found = await listed(
        seen.connection, seen.scope.named, asked, wanted.which, wanted.kind, wanted.q, wanted.page, wanted.limit
    )
    lacking = seen.viewer.lacks(PERMISSIONS[RegisterUnit], asked.unit.unit_id)
    values: dict[str, Any] = {
        "asked": asked, "found": found, "wanted": wanted, "codes": wording, "filters": _filters(words, found),
        "table": table(words, asked, found.rows, ticked=lacking is None), "lacking": said(lacking, language),
        "errors": [(field, said(refusal, language)) for field, refusal in problems],
        "given": given, "recorded": recorded, "paging": found.paging,
    }  # fmt: skip
    return SHELL.page(request, "list.html", status=422 if problems else 200, **values)


def _filters(words: Words, found: Listed) -> list[tuple[str, str, int]]:
    return [(name, words(title), found.counts[name]) for name, (title, _) in FILTERS.items()]


def _own_address(request: Request) -> str:
    """This page as it was asked for, without what it said of an earlier entry."""
    asked: Asked | str = str(request.url.include_query_params().remove_query_params("recorded").query)
    return request.url.path + (f"?{asked}" if asked else "")
