"""The pages of files that are entered: take the template, upload it, look at what it would change, record it, take it back."""

from asyncio import to_thread
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.batch import BatchRefused
from chronicle.command import fresh_id
from chronicle.refusal import Refused
from portal.access import Caller, Calling, Opened
from portal.attachments.receiving import chosen as chosen_file
from portal.attachments.receiving import form_of, receive
from portal.batches.applying import Filled, applied, previewed
from portal.batches.desk import Desk
from portal.batches.entry import Asked, Entries, Entry, Occasion
from portal.batches.preview import Preview
from portal.batches.tables import batches_table
from portal.batches.view import batches_within
from portal.downloads import disposition
from portal.languages import chosen, said
from portal.links import address
from portal.problems import Rejected
from portal.shell import Shell
from portal.sight import Seeing, Sight
from portal.sign_in import audit
from portal.sign_in.forms import Field, go_on, must_be_ours
from portal.words import Words
from portal.workbooks.form import said as said_in
from portal.workbooks.limits import workbook_bytes_max, workbook_rows_max
from portal.workbooks.returned import returned
from portal.workbooks.template import template

SHELL = Shell()
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
batches_shown_max = 20
changes_shown_max = 200
bad_rows_shown_max = 100


def entry_pages(service: str, entries: Entries) -> APIRouter:
    """The pages of one service; its component declares `uploads={"/<service>/entries": "attachment_bytes_max"}`."""
    desk = Desk(service, entries)
    pages = APIRouter(prefix=desk.path)
    _begin(pages, desk)
    _look(pages, desk)
    _record(pages, desk)
    return pages


def _begin(pages: APIRouter, desk: Desk) -> None:
    @pages.get("/{form}", response_class=HTMLResponse)
    async def begin(
        request: Request, seen: Seeing, caller: Calling, form: str, unit: str, occasion: str | None = None
    ) -> Response:
        entry = desk.entry(form)
        asked, offered = await desk.asked(seen, caller, entry, unit, occasion)
        return await _begin_page(request, desk, entry, seen, asked, offered)

    @pages.get("/{form}/template")
    async def filled_template(
        request: Request, service: Opened, seen: Seeing, caller: Calling, form: str, unit: str,
        occasion: str | None = None,
    ) -> Response:  # fmt: skip
        entry, language = desk.entry(form), chosen(request)
        asked, offered = await desk.asked(seen, caller, entry, unit, occasion)
        rows = await entry.filled(seen, asked)
        about = [(Words(language)("Đợt"), next(found.said for found in offered if found.code == asked.occasion))]
        content = await to_thread(template, entry.form(asked), rows, about, language)
        about_it = f"{request.url.path} unit={unit} occasion={asked.occasion}"
        await audit.note(service.pool, "exported", seen.viewer.account_id, about_it, request)
        return _workbook(content, said_in(entry.title, language))

    @pages.post("/{form}", response_class=HTMLResponse)
    async def hand_in(request: Request, seen: Seeing, caller: Calling, form: str) -> Response:
        fields = await form_of(request)
        must_be_ours(request, str(fields.get("token", "")))
        entry = desk.entry(form)
        unit, occasion = str(fields.get("unit", "")), str(fields.get("occasion", ""))
        asked, offered = await desk.asked(seen, caller, entry, unit, occasion)
        try:
            attachment = await receive(request, caller.viewer, unit, chosen_file(fields.get("file")))
        except (Rejected, Refused) as refusal:
            return await _begin_page(request, desk, entry, seen, asked, offered, refusal)
        path = f"{desk.path}/{form}/{attachment.sha256}"
        return go_on(address(request, path, unit=unit, occasion=asked.occasion))


def _look(pages: APIRouter, desk: Desk) -> None:
    @pages.get("/{form}/{file}", response_class=HTMLResponse)
    async def look(
        request: Request, seen: Seeing, caller: Calling, form: str, file: str, unit: str, occasion: str
    ) -> Response:
        filled, offered = await desk.filled(seen, caller, form, file, unit, occasion)
        return _preview_page(request, desk, filled, offered, await previewed(request, caller, seen, filled), caller)

    @pages.get("/{form}/{file}/returned")
    async def give_back(
        request: Request, seen: Seeing, caller: Calling, form: str, file: str, unit: str, occasion: str
    ) -> Response:
        filled, _ = await desk.filled(seen, caller, form, file, unit, occasion)
        preview, language = await previewed(request, caller, seen, filled), chosen(request)
        content = await to_thread(returned, preview.read, preview.limits, language)
        return _workbook(content, said_in(filled.entry.title, language))


def _record(pages: APIRouter, desk: Desk) -> None:
    @pages.post("/{form}/{file}", response_class=HTMLResponse)
    async def record(
        request: Request, seen: Seeing, caller: Calling, form: str, file: str,
        batch: Annotated[UUID, Form()], leaving: Annotated[int, Form()], unit: Field = "", occasion: Field = "",
        token: Field = "",
    ) -> Response:  # fmt: skip
        must_be_ours(request, token)
        filled, offered = await desk.filled(seen, caller, form, file, unit, occasion)
        try:
            await applied(request, caller, seen, filled, batch, leaving)
        except (BatchRefused, Refused) as refusal:
            preview = await previewed(request, caller, seen, filled)
            return _preview_page(request, desk, filled, offered, preview, caller, refusal)
        return go_on(address(request, f"/{desk.service}/batches/{batch}"))


async def _begin_page(
    request: Request, desk: Desk, entry: Entry, seen: Sight, asked: Asked, offered: list[Occasion],
    refusal: Refused | Rejected | None = None,
) -> Response:  # fmt: skip
    batches = await batches_within(seen.connection, desk.service, seen.scope.named, batches_shown_max)
    values: dict[str, Any] = {
        "here": desk.service, "desk": desk, "asked": asked, "offered": offered, "refusal": _said(refusal, request),
        "title": said_in(entry.title, chosen(request)), "form_name": entry.name, "unit": _place(seen, asked),
        "table": batches_table(Words(chosen(request)), seen.viewer.tree.places, desk.service, batches),
        "shown_max": batches_shown_max, "megabytes": workbook_bytes_max // 2**20, "rows_max": workbook_rows_max,
    }  # fmt: skip
    return SHELL.page(request, "entry.html", status=422 if refusal else 200, **values)


def _preview_page(
    request: Request, desk: Desk, filled: Filled, occasion: Occasion, preview: Preview, caller: Caller,
    refusal: Refused | BatchRefused | None = None,
) -> Response:  # fmt: skip
    language = chosen(request)
    entry, words = filled.entry, Words(language)
    changes = [
        {"row": row.number, "of": row.cells.get(entry.named_by, ""), "told": [entry.told[f.name](f, words) for f in one.facts]}
        for row, one in preview.changes[:changes_shown_max]
    ]  # fmt: skip
    values: dict[str, Any] = {
        "here": desk.service, "desk": desk, "filled": filled, "occasion": occasion, "preview": preview,
        "changes": changes, "bad": preview.bad_rows[:bad_rows_shown_max], "batch": fresh_id(),
        "title": said_in(entry.title, language), "unit": _place(caller, filled.asked),
        "refusal": _said(refusal, request), "said": lambda both: said_in(both, language),
    }  # fmt: skip
    return SHELL.page(request, "entry_preview.html", status=409 if refusal else 200, **values)


def _said(refusal: Any, request: Request) -> str | None:
    if isinstance(refusal, BatchRefused):
        return Words(chosen(request))("Trong lúc bạn xem, người khác đã thay đổi một số dòng; hãy xem lại bên dưới.")
    return said(refusal, chosen(request))


def _place(seen: Any, asked: Asked) -> Any:
    """The unit as the tree of who looks names it."""
    return seen.viewer.tree.places.get(asked.unit_id)


def _workbook(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": disposition(name, "xlsx"), "Cache-Control": "private, no-store"}
    return Response(content, media_type=WORKBOOK, headers=headers)
