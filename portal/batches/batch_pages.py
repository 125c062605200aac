"""The page of one batch: what it recorded, for whom, and the way to take it back."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from contracts.fact import Identifier
from portal.access import Calling, Opened
from portal.batches.entry import Entries, Entry
from portal.batches.tables import changes_table
from portal.batches.undoing import Undoing, facts_of, undo, undoing
from portal.batches.view import BatchRow, batch_of
from portal.languages import chosen, said
from portal.links import address
from portal.shell import Shell
from portal.sight import Seeing, Sight
from portal.sign_in.forms import Field, go_on, must_be_ours
from portal.words import Words
from portal.workbooks.form import said as said_in

SHELL = Shell()
BatchId = Annotated[Identifier, Path()]
changes_shown_max = 500


def batch_pages(service: str, entries: Entries) -> APIRouter:
    """The pages of one service's batches."""
    pages = APIRouter(prefix=f"/{service}/batches")

    @pages.get("/{batch_id}", response_class=HTMLResponse)
    async def batch(request: Request, opened: Opened, seen: Seeing, batch_id: BatchId) -> Response:
        found = await known(seen, service, batch_id)
        facts = await facts_of(opened, found, changes_shown_max)
        return _page(request, service, seen, entries[found.form], found, facts)

    @pages.get("/{batch_id}/undo", response_class=HTMLResponse)
    async def confirm(request: Request, opened: Opened, seen: Seeing, caller: Calling, batch_id: BatchId) -> Response:
        found = await known(seen, service, batch_id)
        return _confirmation(request, service, found, await undoing(opened, caller, entries[found.form], found))

    @pages.post("/{batch_id}/undo")
    async def take_back(
        request: Request, opened: Opened, seen: Seeing, caller: Calling, batch_id: BatchId, token: Field = ""
    ) -> Response:
        must_be_ours(request, token)
        found = await known(seen, service, batch_id)
        await undo(opened, caller, entries[found.form], found)
        return go_on(address(request, f"/{service}/batches/{batch_id}"))

    return pages


def _page(request: Request, service: str, seen: Sight, entry: Entry, batch: BatchRow, facts: Sequence[Any]) -> Response:
    words, places = Words(chosen(request)), seen.viewer.tree.places
    values: dict[str, Any] = {
        "here": service, "batch": batch, "place": places.get(batch.unit_id), "office": places.get(batch.office),
        "path": f"/{service}/batches/{batch.batch_id}", "entries": f"/{service}/entries/{batch.form}",
        "title": said_in(entry.title, chosen(request)),
        "table": changes_table(words, places, entry, facts),
    }  # fmt: skip
    return SHELL.page(request, "batch.html", **values)


def _confirmation(request: Request, service: str, batch: BatchRow, foreseen: Undoing) -> Response:
    words = Words(chosen(request))
    why = "; ".join(sorted({said(one.refusal, chosen(request)) or "" for one in foreseen.left}))
    consequences = [words.several("%(shown)s mục đã ghi được rút lại bằng sự kiện mới", len(foreseen.commands))]
    if foreseen.left:
        consequences.append(words.several("%(shown)s mục giữ nguyên: %(why)s", len(foreseen.left), why=why))
    consequences.append(words("Tệp đã nộp và lần nhập này vẫn xem lại được"))
    values: dict[str, Any] = {
        "here": service, "title": words("Rút lại lần nhập này?"), "consequences": consequences,
        "verb": words("Rút lại"), "irreversible": True,
        "action": address(request, f"/{service}/batches/{batch.batch_id}/undo"),
        "back": address(request, f"/{service}/batches/{batch.batch_id}"),
    }  # fmt: skip
    return SHELL.page(request, "batch_undo.html", **values)


async def known(seen: Sight, service: str, batch_id: BatchId) -> BatchRow:
    """The batch, where its unit is in sight. Raises Refused (`batch.unknown`)."""
    found = await batch_of(seen.connection, service, batch_id)
    if found is None or not seen.scope.sees(found.unit_id):
        raise Refused("batch.unknown", vi="Không có lần nhập này", en="There is no such batch")
    return found
