"""The batches of a service, and what one of them recorded, as files: all of it, where the pages hold the newest and the first."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.access import Opened
from portal.batches.batch_pages import BatchId, known
from portal.batches.entry import Entries
from portal.batches.tables import batches_table, called, changes_table
from portal.batches.undoing import facts_of
from portal.batches.view import batches_within
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.sight import Seeing
from portal.tables import Sheet, sheet_rows_max
from portal.words import Words
from portal.workbooks.form import said as said_in


def batch_files(service: str, entries: Entries) -> APIRouter:
    """The files of one service's batches."""
    pages = APIRouter(prefix=f"/{service}")

    @pages.get("/batches.{file_kind}")
    async def batches_file(request: Request, opened: Opened, seen: Seeing, file_kind: FileKind) -> Response:
        words, fresh = Words(chosen(request)), await freshness(opened, seen.connection)
        rows = await batches_within(seen.connection, service, seen.scope.named, sheet_rows_max)
        title, where = words("Các lần nhập"), words("Mọi đơn vị trong phạm vi")
        lines = about(words, where, None, (), fresh, moment(opened, fresh))
        sheet = Sheet(title, lines, batches_table(words, seen.viewer.tree.places, service, rows), words)
        return await sent(request, opened, seen, sheet, file_kind, title)

    @pages.get("/batches/{batch_id}/changes.{file_kind}")
    async def changes_file(
        request: Request, opened: Opened, seen: Seeing, batch_id: BatchId, file_kind: FileKind
    ) -> Response:
        found = await known(seen, service, batch_id)
        words, fresh = Words(chosen(request)), await freshness(opened, seen.connection)
        entry, places = entries[found.form], seen.viewer.tree.places
        title = said_in(entry.title, words.language)
        on = words.day(found.applied_on) if found.applied_on else ""
        of_batch = ((words("Lần nhập"), on), (words("Mã lần nhập"), found.batch_id))
        lines = about(words, called(places, found.unit_id), None, of_batch, fresh, moment(opened, fresh))
        facts = await facts_of(opened, found, sheet_rows_max)
        sheet = Sheet(title, lines, changes_table(words, places, entry, facts), words)
        return await sent(request, opened, seen, sheet, file_kind, f"{title} {called(places, found.unit_id)} {on}")

    return pages
