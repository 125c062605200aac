"""Gives a file to whoever may see a unit it was uploaded for: as it was uploaded, to be kept and never to be shown in a page.

Who decides a unit's dossier by delegation has the hash of a file from the dossier's page alone: no list names others.
"""

from asyncio import to_thread
from collections.abc import AsyncIterator
from typing import IO, Any

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from portal.access import Viewer, opened
from portal.attachments import register
from portal.attachments.receiving import files_of
from portal.attachments.store import Store, piece_bytes
from portal.downloads import disposition
from portal.sight import looking
from portal.sign_in import audit

POLICY = "default-src 'none'; sandbox"
"""Whatever a browser makes of it all the same: no script, no form, no origin of ours."""

_OF_SIGHT = """
    SELECT sha256, unit_id, bytes, media_type, label FROM portal.attachment
     WHERE sha256 = $1 AND ($2::text[] IS NULL OR unit_id = ANY ($2)) ORDER BY uploaded_at DESC LIMIT 1"""


async def sent(request: Request, viewer: Viewer, content_hash: str) -> Response:
    """The file. Raises Refused where none of its units is in sight, ContentMissing, ContentChanged, StoreAway."""
    service = opened(request)
    # what is sent slowly holds no connection of the database
    async with looking(service, viewer) as seen:
        row = await seen.connection.fetchrow(_OF_SIGHT, content_hash, seen.scope.of_dossiers)
    if row is None:
        raise register.unknown()
    found = register.Attachment(**row)
    tag = f'"{found.sha256}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Content-Security-Policy": POLICY}
    if tag in {each.strip() for each in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    store: Store = await to_thread(files_of, request)
    content = await to_thread(store.opened, found.sha256)
    await audit.note(
        service.pool, "attachment_downloaded", viewer.account_id, f"{found.sha256} {found.unit_id}", request
    )
    stem, _, ending = found.label.rpartition(".")
    headers |= {"Content-Disposition": disposition(stem, ending), "Content-Length": str(found.bytes)}
    return StreamingResponse(_pieces(content), media_type=found.media_type, headers=headers)


async def _pieces(content: IO[bytes]) -> AsyncIterator[Any]:
    with content:
        while piece := await to_thread(content.read, piece_bytes):
            yield piece
