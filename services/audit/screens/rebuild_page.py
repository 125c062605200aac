"""Một lần dựng lại: how far it has come and until when, then in what it differs, and what is to become of it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from portal import fact_names
from portal.api import Calling, Opened, SeeingNow
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen, said
from portal.links import address
from portal.protection.forms import form_token
from portal.sent_forms import fields_of
from portal.sign_in.forms import go_on, secret_of
from portal.tables import Sheet, Table
from portal.words import Words, message
from services.audit.permissions import REBUILDING
from services.audit.rebuilds.asking import Decision, decide, known
from services.audit.rebuilds.receipts import receipt_position
from services.audit.rebuilds.routes import Number, role_of
from services.audit.rebuilds.telling import told
from services.audit.screens.rebuild_tables import (
    REBUILDS,
    STATES,
    found_table,
    rows_table,
    service_called,
    views_called,
)
from services.audit.screens.shell import SHELL, at_home, log_now, shown

PAGES = APIRouter()

Part = Literal["views", "rows"]
WITHOUT_PAGES = ("dashboards", "portal")
"""Services whose pages do not begin with their name."""
RebuildAsked = Annotated[int, Query(alias="rebuild", ge=1, le=2**63 - 1)]
VERBS: dict[Decision, str] = {
    "switch": message("Thay bằng bản dựng lại"),
    "discard": message("Bỏ bản dựng lại"),
    "cancel": message("Hủy dựng lại"),
}


@PAGES.get(REBUILDS + "/{number}", response_class=HTMLResponse)
async def rebuild(request: Request, service: Opened, seen: SeeingNow, number: Number) -> Response:
    words = Words(chosen(request))
    one = await known(service.pool, number)
    shown_to = told(one, await receipt_position(service, one), everything=seen.scope.everything)
    return await shown(
        request, service, seen, "rebuild.html", one=shown_to, state=words(STATES[one.state]),
        service_name=service_called(words, one.service), views=views_called(words, one),
        role=fact_names.role_called(words, one.asked_role), asked_at=at_home(service, one.asked_at),
        ended_at=one.ended_at and at_home(service, one.ended_at), waits=one.waits_for_a_decision, same=one.same,
        look="/" if one.service in WITHOUT_PAGES else f"/{one.service}",
        moves=one.ended_at is None and not one.waits_for_a_decision, verbs=VERBS, found=found_table(words, shown_to.found),
        rows=rows_table(words, shown_to.found), differing=sum(found.differing or 0 for found in one.found),
        lacking=said(seen.viewer.lacks(REBUILDING, None), words.language),
    )  # fmt: skip


@PAGES.post(REBUILDS + "/{number}", response_class=HTMLResponse)
async def decision(request: Request, service: Opened, caller: Calling, number: Number) -> Response:
    """Without `sure` the page that asks once more; cancelling loses nothing that could not be had again."""
    given = await fields_of(request)
    wished: Decision = (
        "switch" if given.get("do") == "switch" else "discard" if given.get("do") == "discard" else "cancel"
    )
    role = role_of(caller)
    own = f"{REBUILDS}/{number}"
    if wished != "cancel" and given.get("sure") != "yes":
        await known(service.pool, number)
        return _asked_again(request, number, wished)
    await decide(service.pool, number, wished, caller.context.actor, role)
    return go_on(address(request, own))


def _asked_again(request: Request, number: int, wished: Decision) -> Response:
    words = Words(chosen(request))
    if wished == "switch":
        title = words("Thay các khung nhìn đang dùng bằng bản dựng lại #%(number)s?", number=number)
        consequences = [
            words("Các hàng đang dùng được thay bằng các hàng dựng lại từ nhật ký, tất cả cùng một lúc."),
            words("Người đang xem không bị gián đoạn; từ lúc thay, các trang nói theo bản dựng lại."),
            words("Sự kiện bị gác lại của các khung nhìn này được xóa khỏi danh sách gác lại."),
        ]
    else:
        title = words("Bỏ bản dựng lại #%(number)s?", number=number)
        consequences = [
            words("Bản dựng lại bị xóa; các khung nhìn đang dùng giữ nguyên, kể cả chỗ khác nhau."),
            words("Kết quả so sánh vẫn được ghi vào biên nhận."),
        ]
    own = address(request, f"{REBUILDS}/{number}")
    fields: dict[str, Any] = {"form": form_token(secret_of(request)), "do": wished, "sure": "yes"}
    return SHELL.page(
        request, "confirm.html", title=title, consequences=consequences, verb=words(VERBS[wished]), action=own, fields=fields,
        back=own, irreversible=False,
    )  # fmt: skip


@PAGES.get("/audit/rebuild.{file_kind}")
async def rebuild_file(
    request: Request, service: Opened, seen: SeeingNow, file_kind: FileKind, number: RebuildAsked, part: Part = "views"
) -> Response:
    """One of the page's tables: what was found of each view, or some of the rows that differ."""
    words = Words(chosen(request))
    one = await known(service.pool, number)
    found = told(one, None, everything=seen.scope.everything).found
    fresh = await log_now(service, seen.connection)
    title = words("Dựng lại #%(number)s", number=number)
    narrowed = ((words("Dịch vụ"), service_called(words, one.service)), (words("Khung nhìn"), views_called(words, one)))
    lines = about(words, words("Toàn bộ"), None, narrowed, fresh, moment(service, fresh))
    table: Table[Any] = found_table(words, found) if part == "views" else rows_table(words, found)
    return await sent(request, service, seen, Sheet(title, lines, table, words), file_kind, f"{title} {part}")
