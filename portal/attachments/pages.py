"""Files as pages: what was uploaded for a unit, one more of them, and the file itself."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from contracts.fact import Identifier, Sha256
from portal.access import Opened, Viewing
from portal.attachments import serving
from portal.attachments.listing import files_counted, files_of_unit, in_sight, sheet_of, table_of
from portal.attachments.receiving import ATTACHING, chosen, form_of, receive
from portal.downloads import FileKind
from portal.exports import sent
from portal.languages import chosen as chosen_language
from portal.languages import said
from portal.links import address
from portal.numbered_pages import Paging, page_rows
from portal.problems import Rejected
from portal.shell import Shell
from portal.sight import SeeingNow, Sight, looking
from portal.sign_in.forms import go_on, must_be_ours
from portal.tables import sheet_rows_max
from portal.words import Words

PAGES = APIRouter()
SHELL = Shell()
page_max = 100_000

UnitAsked = Annotated[Identifier | None, Query(description="whose files; without one, the widest unit in sight")]


@PAGES.get("/attachments", response_class=HTMLResponse)
async def files(
    request: Request, service: Opened, seen: SeeingNow, unit: UnitAsked = None,
    page: Annotated[int, Query(ge=1, le=page_max)] = 1,
) -> Response:  # fmt: skip
    return await _page(request, service, seen, await _unit(seen, unit), page)


@PAGES.post("/attachments", response_class=HTMLResponse)
async def upload(request: Request, service: Opened, viewer: Viewing) -> Response:
    """The form is read once it is known who sends it."""
    form = await form_of(request)
    must_be_ours(request, str(form.get("form", "")))
    unit_id = str(form.get("unit_id", ""))
    try:
        found = await receive(request, viewer, unit_id, chosen(form.get("file")))
    except (Refused, Rejected) as refusal:
        async with looking(service, viewer) as seen:
            return await _page(request, service, seen, await _unit(seen, unit_id), 1, refusal)
    return go_on(address(request, "/attachments", unit=found.unit_id))


@PAGES.get("/attachments/list.{file_kind}")
async def files_sheet(
    request: Request, service: Opened, seen: SeeingNow, file_kind: FileKind, unit: UnitAsked = None
) -> Response:
    words = Words(chosen_language(request))
    unit_id = await _unit(seen, unit)
    listed = [] if unit_id is None else await files_of_unit(seen, unit_id, 0, sheet_rows_max)
    table = table_of(words, listed, ZoneInfo(service.settings.time_zone))
    sheet, name = sheet_of(words, _name(seen, unit_id), service.clock.today(), table)
    return await sent(request, service, seen, sheet, file_kind, name)


@PAGES.get("/attachments/{content_hash}")
async def file(request: Request, viewer: Viewing, content_hash: Annotated[Sha256, Path()]) -> Response:
    return await serving.sent(request, viewer, content_hash)


async def _unit(seen: Sight, asked: str | None) -> str | None:
    """The unit asked for, or the widest in sight. Raises Refused."""
    tops = seen.viewer.tree.tops
    unit_id = asked or seen.top(next(iter(tops)) if len(tops) == 1 else None)
    if unit_id is not None:
        seen.must_see(unit_id)
        if unit_id not in seen.viewer.tree.places or not await in_sight(seen, unit_id):
            raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return unit_id


def _name(seen: Sight, unit_id: str | None) -> str:
    place = seen.viewer.tree.places.get(unit_id or "")
    return "" if place is None else f"{place.title} {place.unit_name}".strip()


async def _page(
    request: Request,
    service: Any,
    seen: Sight,
    unit_id: str | None,
    page: int,
    refusal: Refused | Rejected | None = None,
) -> HTMLResponse:
    language = chosen_language(request)
    total = 0 if unit_id is None else await files_counted(seen, unit_id)
    paging = Paging(page, page_rows, total)
    listed = [] if unit_id is None else await files_of_unit(seen, unit_id, paging.offset, paging.limit)
    status = 200 if refusal is None else refusal.status_code if isinstance(refusal, Rejected) else 422
    values = {
        "unit_id": unit_id, "unit": _name(seen, unit_id), "paging": paging,
        "table": table_of(Words(language), listed, ZoneInfo(service.settings.time_zone)),
        "lacking": said(seen.viewer.lacks(ATTACHING, unit_id), language),
        "bytes_max": service.settings.attachment_bytes_max, "refusal": said(refusal, language),
    }  # fmt: skip
    return SHELL.page(request, "attachments.html", status=status, **values)
