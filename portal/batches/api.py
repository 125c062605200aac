"""The JSON API of files that are entered: look at what one would change, record it, take it back, ask what was entered."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from chronicle.batch import BatchRefused
from chronicle.refusal import Refused
from portal.access import Calling, Opened
from portal.attachments.api import PROBLEM
from portal.attachments.receiving import chosen, form_of, receive
from portal.batches.applying import Filled, carried_out, previewed
from portal.batches.batch_pages import BatchId, known
from portal.batches.desk import Desk
from portal.batches.entry import Entries
from portal.batches.preview import Preview
from portal.batches.undoing import undo
from portal.batches.view import batches_within
from portal.paging import Page, paged
from portal.problems import title_of
from portal.sight import Seeing

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["unit", "file"],
                    "properties": {
                        "unit": {"type": "string", "description": "for whose units it is filled in"},
                        "occasion": {"type": "string", "description": "a campaign or period; default: the newest"},
                        "file": {"type": "string", "format": "binary", "description": "the filled template (XLSX)"},
                        "record": {
                            "type": "string",
                            "enum": ["nothing", "right_rows", "all_rows"],
                            "description": "default: nothing; all_rows records only where every row is right",
                        },
                    },
                }
            }
        },
    }
}


class Wrong(BaseModel):
    """One thing to correct in a file; row 0 is the whole file."""

    row: int
    cell: str
    code: str
    vi: str
    en: str


class Previewed(BaseModel):
    """What a file would change, and the batch it became where it was recorded."""

    file_sha256: str
    rows: int
    rows_changed: int
    rows_unchanged: int
    problems: list[Wrong]
    changes: list[dict[str, Any]]
    """By row: the facts it leads to."""
    batch_id: UUID | None = None


class Undone(BaseModel):
    """How many facts took something back."""

    changes: int


def entry_routes(service: str, entries: Entries) -> APIRouter:
    """The API of one service, for under `/api/<service>`; its component declares the path in `uploads`, as that of the pages."""
    desk = Desk(service, entries)
    routes = APIRouter()
    _hand_in(routes, desk)

    @routes.get("/batches", summary="The files that were entered, newest first, page by page")
    async def batches(seen: Seeing, page: Annotated[Page, paged(50, 200)]) -> list[dict[str, Any]]:
        [after] = page.after(int) or (None,)
        rows = await batches_within(seen.connection, service, seen.scope.named, page.asked, after)
        return page.shown(rows, lambda row: (row["position"],))

    @routes.get("/batches/{batch_id}", summary="One batch: its file, what it recorded, whether it was taken back")
    async def batch(batch_id: BatchId, seen: Seeing) -> dict[str, Any]:
        return asdict(await known(seen, service, batch_id))

    @routes.post("/batches/{batch_id}/undo", summary="Take a batch back; what others changed since stays")
    async def take_back(batch_id: BatchId, opened: Opened, seen: Seeing, caller: Calling) -> Undone:
        found = await known(seen, service, batch_id)
        carried = await undo(opened, caller, entries[found.form], found)
        return Undone(changes=carried.facts)

    return routes


def _hand_in(routes: APIRouter, desk: Desk) -> None:
    @routes.post(
        "/entries/{form}", status_code=201, summary="Hand in a filled template: preview it, or record its rows",
        openapi_extra=BODY, responses={200: {"model": Previewed}, 415: {"description": title_of(415), **PROBLEM}},
    )  # fmt: skip
    async def hand_in(form: str, request: Request, response: Response, seen: Seeing, caller: Calling) -> Previewed:
        fields = await form_of(request)
        unit, occasion = str(fields.get("unit", "")), str(fields.get("occasion", ""))
        entry = desk.entry(form)
        asked, _ = await desk.asked(seen, caller, entry, unit, occasion)
        attachment = await receive(request, caller.viewer, unit, chosen(fields.get("file")))
        filled = Filled(entry, asked, attachment.sha256)
        preview = await previewed(request, caller, seen, filled)
        told = _told(attachment.sha256, preview)
        wanted = str(fields.get("record", "nothing"))
        if (wanted == "all_rows" and preview.wrong) or preview.unreadable or wanted == "nothing" or not preview.changes:
            response.status_code = 200
            return told
        try:
            await carried_out(caller, filled, preview, caller.context.command_id)
        except BatchRefused as refused:
            raise Refused(
                "batch.overtaken",
                vi="Người khác vừa thay đổi một số dòng; hãy gửi lại tệp",
                en="Somebody changed some of the rows just now; send the file again",
            ) from refused
        return told.model_copy(update={"batch_id": caller.context.command_id})


def _told(file_sha256: str, preview: Preview) -> Previewed:
    return Previewed(
        file_sha256=file_sha256,
        rows=preview.rows,
        rows_changed=preview.rows_changed,
        rows_unchanged=preview.rows_unchanged,
        problems=[
            Wrong(row=found.row, cell=found.cell, code=found.code, vi=found.vi, en=found.en)
            for found in preview.problems
        ],
        changes=[
            {"row": row.number, "facts": [{"name": fact.name, **fact.model_dump(mode="json")} for fact in one.facts]}
            for row, one in preview.changes
        ],
    )
