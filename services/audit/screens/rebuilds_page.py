"""Dựng lại: every rebuild of views there was, and the form that asks for another."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.rebuild.operation import Operation, operations
from chronicle.refusal import NotAllowed, Refused
from chronicle.service import Service
from portal.api import Calling, Opened, SeeingNow
from portal.asked import BLANK
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen, said
from portal.links import address
from portal.sent_forms import fields_of
from portal.sight import Sight, looking
from portal.sign_in.forms import go_on
from portal.tables import Sheet, sheet_rows_max
from portal.words import Words
from services.audit.permissions import REBUILDING
from services.audit.rebuilds import asking
from services.audit.rebuilds.receipts import receipts_of
from services.audit.rebuilds.routes import role_of
from services.audit.screens.events import PositionGiven
from services.audit.screens.rebuild_tables import REBUILDS, rebuilds_table, service_called
from services.audit.screens.shell import log_now, shown

PAGES = APIRouter()
page_rebuilds = 20

BelowAsked = Annotated[PositionGiven | None, BLANK, Query(description="only rebuilds numbered lower")]


@PAGES.get(REBUILDS, response_class=HTMLResponse)
async def rebuilds(request: Request, service: Opened, seen: SeeingNow, below: BelowAsked = None) -> Response:
    return await _page(request, service, seen, below, {}, None)


@PAGES.post(REBUILDS, response_class=HTMLResponse)
async def ask(request: Request, service: Opened, caller: Calling) -> Response:
    """`what` names a service, or one view of it."""
    given = await fields_of(request)
    name, _, view = given.get("what", "").partition(".")
    try:
        number = await asking.ask(
            service.pool, name, [view] if view else [], switch_when_same=given.get("switch_when_same") == "yes",
            account=caller.context.actor, role=role_of(caller),
        )  # fmt: skip
    except Refused as refusal:
        async with looking(service, caller.viewer) as seen:
            return await _page(request, service, seen, None, given, refusal)
    return go_on(address(request, f"{REBUILDS}/{number}"))


@PAGES.get(REBUILDS + ".{file_kind}")
async def rebuilds_file(request: Request, service: Opened, seen: SeeingNow, file_kind: FileKind) -> Response:
    words = Words(chosen(request))
    found = await operations(service.pool, sheet_rows_max)
    fresh = await log_now(service, seen.connection)
    lines = about(words, words("Toàn bộ"), None, (), fresh, moment(service, fresh))
    table = rebuilds_table(words, service, found, await receipts_of(service, found))
    title = words("Các lần dựng lại")
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, title)


async def _page(
    request: Request,
    service: Service,
    seen: Sight,
    below: int | None,
    given: Mapping[str, str],
    refusal: Refused | None,
) -> Response:
    words = Words(chosen(request))
    found: list[Operation] = await operations(service.pool, page_rebuilds + 1, below)
    listed = found[:page_rebuilds]
    there = await asking.views_there(service.pool)
    return await shown(
        request, service, seen, "rebuilds.html", status=200 if refusal is None else _status(refusal),
        table=rebuilds_table(words, service, listed, await receipts_of(service, listed)), below=below,
        earlier=listed[-1].rebuild_id if len(found) > page_rebuilds else None, given=given,
        offered=[(name, service_called(words, name), views) for name, views in there.items()],
        lacking=said(seen.viewer.lacks(REBUILDING, None), words.language),
        errors=[] if refusal is None else [("what", said(refusal, words.language))],
    )  # fmt: skip


def _status(refusal: Refused) -> int:
    """What does not exist was chosen in the form: the form is wrong, the page is there."""
    return 403 if isinstance(refusal, NotAllowed) else 422 if refusal.code.endswith(".unknown") else 409
