"""The page “Thông báo”: notices of the offices one acts for, unread ones first, with what became of each outside the house."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Sight, Viewer, Viewing, looking
from portal.api import Calling, Opened, Seeing
from portal.exports import moment
from portal.freshness import Freshness, freshness
from portal.languages import chosen
from portal.links import address
from portal.sign_in import sessions
from portal.sign_in.forms import Field, go_on, must_be_ours
from reference.vietnamese import Language
from services.notifications.notice import ReadNotice
from services.notifications.projections import inbox, participants
from services.notifications.projections.deliveries import deliveries_of_notices
from services.notifications.projections.inbox import INBOX
from services.notifications.screens.live import Live, TooManyStreams
from services.notifications.screens.shell import SHELL, BeforeAsked, offices_of
from services.notifications.screens.telling import Told, told, units_in

PAGES = APIRouter()

notices_page = 50
read_at_once_max = 200
Which = Literal["unread", "all"]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A part of the notices; `after` is where the next part begins."""

    notices: Sequence[Told]
    unread: int
    names: dict[str, str]
    after: int | None
    offices: Sequence[str]
    freshness: Freshness


async def inbox_page_of(
    service: Service, seen: Sight, language: Language, which: Which, before: int | None
) -> InboxPage:
    """One snapshot."""
    connection, offices = seen.connection, offices_of(seen.viewer)
    after = None if before is None else (before,)
    rows = await inbox.notices_of_offices(connection, offices, after, notices_page + 1, unread_only=which == "unread")
    shown = rows[:notices_page]
    carried = await deliveries_of_notices(connection, [row["notice_id"] for row in shown])
    names = await participants.names_of(connection, sorted(units_in(shown) | set(offices)))
    zone = ZoneInfo(service.settings.time_zone)
    return InboxPage(
        notices=[told(row, carried[row["notice_id"]], names, language, zone) for row in shown],
        unread=await inbox.unread_of_offices(connection, offices),
        names=names,
        after=shown[-1]["position"] if len(rows) > notices_page else None,
        offices=offices,
        freshness=await freshness(service, connection),
    )


@PAGES.get("/notifications", response_class=HTMLResponse)
async def notices(
    request: Request, service: Opened, seen: Seeing, which: Which = "unread", before: BeforeAsked = None
) -> Response:
    shown = await inbox_page_of(service, seen, chosen(request), which, before)
    recorded_at = moment(service, shown.freshness)
    return SHELL.page(
        request, "inbox.html", shown=shown, which=which, recorded_at=recorded_at, read_at_once_max=read_at_once_max
    )


@PAGES.get("/notifications/unread")
async def unread(seen: Seeing) -> PlainTextResponse:
    """The number alone, for the head of every page."""
    count = await inbox.unread_of_offices(seen.connection, offices_of(seen.viewer))
    return PlainTextResponse(str(count), headers={"Cache-Control": "private, no-store"})


@PAGES.post("/notifications/read")
async def read(
    request: Request, seen: Seeing, caller: Calling, form: Field, notice: Field = "", which: Field = "unread"
) -> Response:
    """One notice, or without one all that are unread, the newest first."""
    must_be_ours(request, form)
    if notice:
        ids = [notice]
    else:
        rows = await inbox.notices_of_offices(
            seen.connection, offices_of(seen.viewer), None, read_at_once_max, unread_only=True
        )
        ids = [row["notice_id"] for row in rows]
    for notice_id in ids:
        await caller.for_part(f"read {notice_id}").ask(
            ReadNotice(occurred_on=caller.context.today, notice_id=notice_id)
        )
    return go_on(address(request, "/notifications", which=None if which == "unread" else "all"))


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
    """Server-sent events: the number of unread notices whenever it changes, and a comment now and then to keep the line.

    Ends with the session. Raises Refused (`stream.too_many`).
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
            told = await _unread(service, viewer)
            yield f"retry: 5000\nevent: unread\ndata: {told}\n\n"
            async for moved in listening:
                if not await sessions.stands(service.pool, token, service.settings.session_idle_seconds_max):
                    return
                count = await _unread(service, viewer) if moved else told
                yield f"event: unread\ndata: {count}\n\n" if count != told else ":\n\n"
                told = count

    headers = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events(), media_type="text/event-stream", headers=headers)


async def _unread(service: Service, viewer: Viewer) -> int:
    async with looking(service, viewer) as seen:
        return await inbox.unread_of_offices(seen.connection, offices_of(viewer))
