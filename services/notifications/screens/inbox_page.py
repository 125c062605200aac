"""The page “Thông báo”: notices of the offices one acts for, unread ones first, with what became of each outside the house."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Viewer, Viewing
from portal.api import Calling, Opened, Seeing
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen
from portal.links import address
from portal.sight import looking
from portal.sign_in import sessions
from portal.sign_in.forms import Field, go_on, must_be_ours
from portal.tables import Sheet, sheet_rows_max
from portal.words import Words
from services.notifications.notice import LEAVING, ReadNotice
from services.notifications.projections import inbox
from services.notifications.projections.inbox import INBOX, News
from services.notifications.screens.inbox_listing import (
    PATH,
    FiltersAsked,
    inbox_page_of,
    notices_page,
    offices_asked,
    table_of,
)
from services.notifications.screens.kinds import GROUPS, KINDS
from services.notifications.screens.live import Live, TooManyStreams
from services.notifications.screens.shell import SHELL, BeforeAsked, called, offices_of

PAGES = APIRouter()

read_at_once_max = 200
retry_ms = 5_000
"""How long a browser waits before it comes back after a lost line."""


@PAGES.get(PATH, response_class=HTMLResponse)
async def notices(
    request: Request, service: Opened, seen: Seeing, filters: FiltersAsked, before: BeforeAsked = None
) -> Response:
    words = Words(chosen(request))
    shown = await inbox_page_of(service, seen, words, filters, before, notices_page)
    return SHELL.page(
        request, "inbox.html", path=PATH, shown=shown, groups=GROUPS, before=before, read_at_once_max=read_at_once_max,
        channels={name: called(words, name) for name in LEAVING}, recorded_at=moment(service, shown.freshness),
    )  # fmt: skip


@PAGES.get(f"{PATH}/list.{{file_kind}}")
async def notices_file(
    request: Request, service: Opened, seen: Seeing, filters: FiltersAsked, file_kind: FileKind
) -> Response:
    words = Words(chosen(request))
    shown = await inbox_page_of(service, seen, words, filters, None, sheet_rows_max)
    office = words("Các cơ quan bạn thay mặt") if filters.unit is None else shown.names.get(filters.unit, filters.unit)
    told = [(words("Chọn"), words("Chưa đọc") if filters.which == "unread" else words("Tất cả"))]
    if filters.kind is not None:
        told.append((words("Loại thông báo"), words(KINDS.get(filters.kind, filters.kind))))
    lines = about(words, office, None, tuple(told), shown.freshness, moment(service, shown.freshness))
    sheet = Sheet(words("Thông báo"), lines, table_of(words, shown), words)
    return await sent(request, service, seen, sheet, file_kind, "thong-bao", of_facts=False)


@PAGES.get("/notifications/unread")
async def unread(seen: Seeing) -> PlainTextResponse:
    """The number alone, for the head of every page."""
    count = await inbox.unread_of_offices(seen.connection, offices_of(seen.viewer))
    return PlainTextResponse(str(count), headers={"Cache-Control": "private, no-store"})


@PAGES.post("/notifications/read")
async def read(
    request: Request, seen: Seeing, caller: Calling, filters: FiltersAsked, form: Field, notice: Field = ""
) -> Response:
    """One notice, or without one all that are unread and match the filters, the newest first."""
    must_be_ours(request, form)
    if notice:
        ids = [notice]
    else:
        offices = offices_asked(offices_of(seen.viewer), filters)
        rows = await inbox.notices_of_offices(
            seen.connection, offices, None, read_at_once_max, unread_only=True, template=filters.kind
        )
        ids = [row["notice_id"] for row in rows]
    for notice_id in ids:
        await caller.for_part(f"read {notice_id}").ask(
            ReadNotice(occurred_on=caller.context.today, notice_id=notice_id)
        )
    return go_on(address(request, PATH, **filters.query()))


def live_of(request: Request, service: Service) -> Live:
    """The one watcher of this process."""
    if not hasattr(request.app.state, "live"):
        name = service.views[INBOX.name].name

        async def position() -> int:
            found = await service.pool.fetchval("SELECT position FROM notifications.reader WHERE reader = $1", name)
            return int(found or 0)

        request.app.state.live = Live(position)
    live: Live = request.app.state.live
    return live


@PAGES.get("/notifications/stream")
async def stream(request: Request, service: Opened, viewer: Viewing) -> StreamingResponse:
    """Server-sent events: the number of unread notices whenever it or the newest one changes, and a comment now and then.

    Each time somebody comes back it begins with how it stands now, so nothing is missed. Ends with the session. Raises
    Refused (`stream.too_many`).
    """
    listening = live_of(request, service).listen(viewer.account_id)
    try:
        await anext(listening)
    except TooManyStreams:
        raise Refused(
            "stream.too_many", vi="Tài khoản này đang mở quá nhiều trang thông báo", en="Too many pages listen already"
        ) from None

    token = sessions.token_in(request)

    async def events() -> AsyncIterator[str]:
        async with aclosing(listening):
            told = await _news(service, viewer)
            yield f"retry: {retry_ms}\n{_event(told)}"
            async for moved in listening:
                if not await sessions.stands(service.pool, token, service.settings.session_idle_seconds_max):
                    return
                news = await _news(service, viewer) if moved else told
                yield _event(news) if news != told else ":\n\n"
                told = news

    headers = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events(), media_type="text/event-stream", headers=headers)


def _event(news: News) -> str:
    """The event's id is the position of the newest notice: who comes back after a lost line compares it with what is shown."""
    return f"event: unread\nid: {news.newest}\ndata: {news.unread}\n\n"


async def _news(service: Service, viewer: Viewer) -> News:
    async with looking(service, viewer) as seen:
        return await inbox.news_of_offices(seen.connection, offices_of(viewer))
