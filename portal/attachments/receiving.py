"""Takes a file from a form or an API: by whom, for which unit, how large, of which kind; keeps it and notes whose it is.

For the pages of every service: parse the form inside of the route, after the viewer is known, then
`file = chosen(form.get("file"))` and `attachment = await receive(request, caller.viewer, unit_id, file)`; the hash goes into
the command. Declare the path in the component's `uploads`, or its body is refused above `body_bytes_max`.
"""

from asyncio import to_thread
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from chronicle.refusal import Refused
from portal.access import Viewer, opened
from portal.attachments.register import Attachment
from portal.attachments.store import Store, store_of
from portal.authority.permission import May
from portal.authority.roles import CHAIRS, ENTERING
from portal.problems import Rejected
from portal.protection.uploads import MEDIA_TYPES, Kind, recognised
from portal.sign_in import audit

KINDS: tuple[Kind, ...] = ("pdf", "docx", "xlsx", "odt", "png", "jpeg")
ATTACHING = May(ENTERING | CHAIRS, lambda command, state: None)
"""Who enters what a unit did, and who signs what was decided about it."""

fields_max = 50


def files_of(request: Request) -> Store:
    """The store of this application, opened when it is first needed."""
    state = request.app.state
    if not hasattr(state, "files"):
        state.files = store_of(opened(request).settings)
    store: Store = state.files
    return store


async def form_of(request: Request) -> Mapping[str, Any]:
    """The fields of a form with one file at most; it is closed with the request. Raises 400, 413."""
    return await request.form(max_files=1, max_fields=fields_max)


def chosen(given: Any) -> UploadFile | None:
    """The file of a form's field, None where the field was left empty: a browser then sends a file without a name."""
    return given if isinstance(given, UploadFile) and given.filename else None


async def receive(request: Request, viewer: Viewer, unit_id: str, upload: UploadFile | None) -> Attachment:
    """Keeps an uploaded file for a unit. Raises Refused and NotAllowed (unit), Rejected (file, store).

    What it looks for is size, kind by content, macros, passwords and archives that unpack to too much. It is no virus scanner.
    """
    service = opened(request)
    if not viewer.scope.sees(unit_id) or unit_id not in viewer.tree.places:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if refusal := viewer.lacks(ATTACHING, unit_id):
        raise refusal
    if upload is None:
        raise Rejected(422, "upload.not_a_file", vi="Hãy chọn một tệp", en="Choose a file")
    limit = service.settings.attachment_bytes_max
    label, kind, size = await to_thread(recognised, upload.filename or "", upload.file, KINDS, limit)
    media_type = MEDIA_TYPES[kind]
    store = await to_thread(files_of, request)
    found = Attachment(await to_thread(store.put, upload.file), unit_id, size, media_type, label)
    await service.pool.execute(
        "SELECT portal.attach($1, $2, $3, $4, $5, $6)",
        found.sha256, unit_id, size, media_type, label, viewer.account_id,
    )  # fmt: skip
    # between the two, the same content may have been removed as one that nothing named; now nobody removes it any more
    if not await to_thread(store.holds, found.sha256):
        await to_thread(store.put, upload.file)
    await audit.note(service.pool, "attachment_uploaded", viewer.account_id, f"{found.sha256} {unit_id}", request)
    return found
