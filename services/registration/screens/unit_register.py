"""The register of units: searched by name without marks or by code, standing units and those that ended."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from chronicle.service import Service
from contracts.registration import UnitKind
from portal.api import Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.numbered_pages import Paging, page_rows, page_rows_max
from portal.sight import Sight
from portal.tables import Sheet, sheet_rows_max
from portal.words import Words
from services.registration.projections import units
from services.registration.screens.shell import SHELL
from services.registration.screens.unit_tables import units_table
from services.registration.screens.unit_words import KINDS, REGISTER

PAGES = APIRouter()

page_max = 100_000
search_characters_max = 100

Which = Literal["standing", "ended", "all"]
ENDED: dict[Which, bool | None] = {"standing": False, "ended": True, "all": None}

TextAsked = Annotated[str, Query(max_length=search_characters_max)]
PageAsked = Annotated[int, Query(ge=1, le=page_max)]
LimitAsked = Annotated[int, Query(ge=1, le=page_rows_max, description="rows a page")]
KindAsked = Annotated[UnitKind | Literal[""], Query(description="of this kind; of every kind where it is empty")]


async def _found(
    service: Service, seen: Sight, words: Words, q: str, kind: str, which: Which, page: int, limit: int
) -> dict[str, Any]:
    """The units found, a page of them, in one snapshot."""
    within, connection = seen.scope.named, seen.connection
    rows = await units.search(connection, within, q, kind or None, limit, offset=(page - 1) * limit, ended=ENDED[which])
    total = rows[0]["found"] if rows else 0
    if not rows and page > 1:
        first = await units.search(connection, within, q, kind or None, 1, ended=ENDED[which])
        total = first[0]["found"] if first else 0
    named = await units.named(connection, within, [row["parent_id"] for row in rows if row["parent_id"]])
    fresh = await freshness(service, connection)
    return {
        "table": units_table(words, rows, named, with_parent=True),
        "paging": Paging(page, limit, total),
        "registered": await units.is_there_any(connection),
        "freshness": fresh,
        "recorded_at": moment(service, fresh),
    }


@PAGES.get(REGISTER, response_class=HTMLResponse)
async def register(
    request: Request, service: Opened, seen: Seeing, q: TextAsked = "", kind: KindAsked = "", which: Which = "standing",
    page: PageAsked = 1, limit: LimitAsked = page_rows,
) -> HTMLResponse:  # fmt: skip
    words = Words(chosen(request))
    found = await _found(service, seen, words, q, kind, which, page, limit)
    top = seen.top(await units.top_of(seen.connection))
    return SHELL.page(request, "unit_register.html", q=q, kind=kind, which=which, kinds=KINDS, top=top, **found)


@PAGES.get(f"{REGISTER}.{{file_kind}}")
async def register_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, q: TextAsked = "", kind: KindAsked = "",
    which: Which = "standing",
) -> Response:  # fmt: skip
    words = Words(chosen(request))
    found = await _found(service, seen, words, q, kind, which, 1, sheet_rows_max)
    title = words("Danh bạ đơn vị")
    chosen_kind = words(KINDS[kind]) if kind else words("Mọi đơn vị")
    lines = about(
        words, title, None, ((words("Loại"), chosen_kind), *(((words("Tên có"), q),) if q else ())), found["freshness"],
        found["recorded_at"],
    )  # fmt: skip
    return await sent(request, service, seen, Sheet(title, lines, found["table"], words), file_kind, title)
