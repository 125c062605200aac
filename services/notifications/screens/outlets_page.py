"""The page “Nơi nhận”: where offices are reached outside their inbox, and for each office its forms. No secret is shown again."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.service import Service
from portal.api import Calling, Opened, Seeing
from portal.asked import BLANK
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.freshness import freshness
from portal.languages import chosen
from portal.numbered_pages import Paging
from portal.sent_forms import DoneAsked, fields_of, recorded
from portal.sight import Sight, looking
from portal.tables import Address, Cell, Column, Sheet, Table, sheet_rows_max
from portal.words import Words
from services.notifications.channels.endpoints import address_characters_max
from services.notifications.channels.words import CHANNELS
from services.notifications.notice import LEAVING
from services.notifications.permissions import REACHING
from services.notifications.projections import mailboxes, outlets
from services.notifications.projections.mailboxes import MAILBOXES
from services.notifications.projections.outlets import OUTLETS
from services.notifications.screens.outlet_forms import Answer, answer
from services.notifications.screens.parked_listing import OUTLETS as PATH
from services.notifications.screens.parked_listing import PATH as PARKED
from services.notifications.screens.preferences_page import NOTHING_CHANGED
from services.notifications.screens.shell import SHELL, UnitAsked, called, office_asked, offices_offered, status_of

PAGES = APIRouter()

rows_page = 50
LONGER = {f"address-{channel}": address_characters_max for channel in LEAVING}
ChannelAsked = Annotated[
    Literal["mail", "webhook", "gateway"] | None, BLANK, Query(alias="channel", description="default: all")
]
PageAsked = Annotated[int, Query(ge=1, le=100_000, description="which part of the list")]


@PAGES.get(PATH, response_class=HTMLResponse)
async def outlets_page(
    request: Request, service: Opened, seen: Seeing, unit: UnitAsked = None, channel: ChannelAsked = None,
    page: PageAsked = 1, done: DoneAsked = None,
) -> Response:  # fmt: skip
    if unit is not None:
        return await _office_page(request, service, seen, unit, {}, Answer(), 200, done)
    words, within = Words(chosen(request)), seen.scope.named
    paging = Paging(page, rows_page, await outlets.places_count(seen.connection, within, channel))
    rows = await outlets.places(seen.connection, within, channel, paging.offset, paging.limit)
    fresh = await freshness(service, seen.connection)
    return SHELL.page(
        request, "outlets.html", path=PATH, table=_table(words, rows), paging=paging, channel=channel,
        channels={name: called(words, name) for name in LEAVING}, offered=await offices_offered(seen),
        fresh_as_of=fresh, recorded_at=moment(service, fresh),
    )  # fmt: skip


@PAGES.get(PATH + ".{file_kind}")
async def outlets_file(
    request: Request, service: Opened, seen: Seeing, file_kind: FileKind, channel: ChannelAsked = None
) -> Response:
    words = Words(chosen(request))
    rows = await outlets.places(seen.connection, seen.scope.named, channel, 0, sheet_rows_max)
    fresh = await freshness(service, seen.connection)
    told = () if channel is None else ((words("Qua"), called(words, channel)),)
    lines = about(words, words("Trong phạm vi của bạn"), None, told, fresh, moment(service, fresh))
    sheet = Sheet(words("Nơi nhận thông báo"), lines, _table(words, rows), words)
    return await sent(request, service, seen, sheet, file_kind, "noi-nhan-thong-bao", of_facts=False)


@PAGES.post(PATH, response_class=HTMLResponse)
async def set_outlet(request: Request, service: Opened, viewer_seen: Seeing, caller: Calling) -> Response:
    """A key that was just made, and what became of a trial, are told on the page that answers, and on no other."""
    given = await fields_of(request, LONGER)
    words = Words(chosen(request))
    unit_id = given.get("unit_id", "")
    if given.get("do") == "end" and given.get("confirmed") != "yes":
        return await _asked_once_more(request, viewer_seen, words, given)
    found = await answer(caller, service, words, given)
    if not (found.errors or found.trial or found.signing_key):
        return recorded(request, PATH, found.position or NOTHING_CHANGED, unit=unit_id)
    if found.position is not None:
        for view in (OUTLETS, MAILBOXES):
            await service.must_have_read(found.position, view.name)
    status = (422 if found.refusal is None else status_of(found.refusal)) if found.errors else 200
    async with looking(service, viewer_seen.viewer) as seen:
        return await _office_page(request, service, seen, unit_id, given, found, status, None)


async def _asked_once_more(request: Request, seen: Sight, words: Words, given: Mapping[str, str]) -> Response:
    office = await office_asked(seen, given.get("unit_id", ""), {})
    channel = given.get("channel", "")
    assert office is not None
    consequences = [
        words("Không có gì được gửi qua kênh này nữa; thông báo vẫn vào hộp thông báo."),
        words("Điều đang chờ gửi ở kênh này tạm dừng, với lý do là không còn địa chỉ."),
        words("Địa chỉ và khóa ký bị xóa khỏi hệ thống; ghi lại địa chỉ thì có khóa mới."),
    ]
    named = called(words, channel) if channel in CHANNELS else channel
    hidden = {"unit_id": office[0], "channel": channel, "do": "end", "confirmed": "yes"}
    return SHELL.page(
        request, "outlet_confirm.html", title=words("Bỏ nơi nhận “%(channel)s” của %(office)s?", channel=named, office=office[1]),
        consequences=consequences, verb=words("Bỏ nơi nhận"), hidden=hidden, path=PATH, unit=office[0], irreversible=False,
    )  # fmt: skip


async def _office_page(
    request: Request, service: Service, seen: Sight, unit_id: str, given: Mapping[str, str], found: Answer, status: int,
    done: int | None,
) -> Response:  # fmt: skip
    """Raises Refused for a unit out of sight."""
    office = await office_asked(seen, unit_id, {})
    assert office is not None
    words = Words(chosen(request))
    mailbox = await mailboxes.mailbox_of_unit(seen.connection, unit_id)
    known: dict[str, Any] = await outlets.outlets_of_unit(seen.connection, unit_id)
    if mailbox is not None:
        known["mail"] = {"label": mailbox["address"], "since": mailbox["since"], "paused_on": None}
    fresh = await freshness(service, seen.connection)
    return SHELL.page(
        request, "office_outlets.html", status=status, path=PATH, office=office, known=known, given=given, answer=found,
        channels={name: called(words, name) for name in LEAVING}, done=done, lacking=seen.viewer.lacks(REACHING, unit_id),
        errors={f"address-{channel}": what for channel, what in found.errors.items()},
        tried=given.get("channel") if found.trial else None, address_characters_max=address_characters_max,
        mail_leaves=service.settings.smtp_host is not None, fresh_as_of=fresh, recorded_at=moment(service, fresh),
    )  # fmt: skip


def _table(words: Words, rows: list[dict[str, Any]]) -> Table[dict[str, Any]]:
    """A place a row."""

    def state(row: dict[str, Any]) -> Cell:
        if row["paused_on"] is None:
            return Cell(words("đang nhận"))
        return Cell(words("ngưng nhận"), note=words("từ ngày %(day)s", day=words.day(row["paused_on"])))

    def parked(row: dict[str, Any]) -> Cell:
        to = Address(PARKED, {"unit": row["unit_id"], "channel": row["channel"]})
        return Cell(row["parked"], to=to if row["parked"] else None)

    columns: tuple[Column[Any], ...] = (
        Column("office", words("Của cơ quan"), lambda row: Cell(
            row["unit_name"] or row["unit_id"], to=Address(PATH, {"unit": row["unit_id"]}), written=True)),
        Column("channel", words("Qua"), lambda row: Cell(called(words, row["channel"]))),
        Column("label", words("Máy chủ, loại cổng hoặc hộp thư"), lambda row: Cell(row["label"])),
        Column("state", words("Tình trạng"), state),
        Column("since", words("Từ ngày"), lambda row: Cell(row["since"]), "day"),
        Column("parked", words("Chưa gửi được"), parked, "number"),
    )  # fmt: skip
    return Table(columns, rows)
