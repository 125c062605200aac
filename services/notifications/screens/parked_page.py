"""The page “Chưa gửi được”: every parked delivery with its reason, tried again one by one, as chosen, or all that match."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Caller
from portal.api import Calling, Opened, Seeing
from portal.attachments.receiving import form_of
from portal.downloads import FileKind
from portal.exports import about, moment, sent
from portal.languages import chosen, said
from portal.sent_forms import DoneAsked, given_in, recorded
from portal.sight import Sight
from portal.tables import Sheet, sheet_rows_max
from portal.words import Words
from services.notifications.notice import RetryNotice
from services.notifications.permissions import PERMISSIONS
from services.notifications.projections import deliveries
from services.notifications.screens.parked_listing import (
    PATH,
    Filters,
    FiltersAsked,
    list_of,
    parked_page,
    table_of,
)
from services.notifications.screens.shell import SHELL, BeforeAsked, status_of

PAGES = APIRouter()

again_at_once_max = 200
CountAsked = Annotated[int | None, Query(ge=0, le=again_at_once_max, description="so many were just tried again")]


@dataclass(frozen=True, slots=True)
class Done:
    """What a form led to: how many are tried again, how many had been already, and what was refused, in words."""

    again: int = 0
    already: int = 0
    position: int | None = None
    refused: tuple[Refused, ...] = ()


@PAGES.get(PATH, response_class=HTMLResponse)
async def parked(
    request: Request, service: Opened, seen: Seeing, filters: FiltersAsked, before: BeforeAsked = None,
    again: CountAsked = None, already: CountAsked = None, done: DoneAsked = None,
) -> Response:  # fmt: skip
    said_done = None if again is None else Done(again, already or 0, done)
    return await _page(request, service, seen, filters, before, said_done, 200)


@PAGES.get(PATH + ".{file_kind}")
async def parked_file(
    request: Request, service: Opened, seen: Seeing, filters: FiltersAsked, file_kind: FileKind
) -> Response:
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, filters, None, sheet_rows_max)
    names = {"unit": words("Của cơ quan"), "channel": words("Qua"), "kind": words("Loại thông báo")}
    told = tuple(
        (names[name], shown.offered[name].get(str(value), str(value)))
        for name, value in filters.query().items()
        if name in names and value is not None
    )
    title = words("Đã yêu cầu gửi lại") if filters.which == "again" else words("Thông báo chưa gửi được")
    lines = about(words, words("Trong phạm vi của bạn"), None, told, shown.freshness, moment(service, shown.freshness))
    sheet = Sheet(title, lines, table_of(words, shown), words)
    return await sent(request, service, seen, sheet, file_kind, "thong-bao-chua-gui-duoc", of_facts=False)


@PAGES.post(PATH + "/retry", response_class=HTMLResponse)
async def retry(request: Request, service: Opened, seen: Seeing, caller: Calling, filters: FiltersAsked) -> Response:
    """One (`only`), those that are ticked (`chosen`), or all that match the filters (`all`), which is asked once more."""
    form: Any = await form_of(request)
    given = given_in(request, form)
    words = Words(chosen(request))
    keys = [given["only"]] if given.get("only") else [key for key in form.getlist("chosen") if isinstance(key, str)]
    if given.get("all") and not given.get("only"):
        rows = await deliveries.given_up(
            seen.connection, seen.scope.named, replace(filters, which="parked").asked(), None, again_at_once_max
        )
        may = PERMISSIONS[RetryNotice]
        keys = [f"{row['notice_id']}~{row['channel']}" for row in rows if not seen.viewer.lacks(may, row["unit_id"])]
        if given.get("confirmed") != "yes" and keys:
            return _asked_once_more(request, words, filters, len(keys), given["all"])
    found = await _try_again(caller, keys[:again_at_once_max])
    if found.refused or not keys:
        return await _page(request, service, seen, filters, None, found, _status(found))
    return recorded(request, PATH, found.position, again=found.again, already=found.already, **filters.query())


async def _try_again(caller: Caller, keys: Sequence[str]) -> Done:
    """Each by itself: what one is refused for hinders no other."""
    done = Done()
    for key in keys:
        notice_id, _, channel = key.partition("~")
        try:
            command = RetryNotice.model_validate(
                {"occurred_on": caller.context.today, "notice_id": notice_id, "channel": channel}
            )
            result = await caller.for_part(f"again {key}").ask(command)
        except ValueError:
            done = replace(done, refused=(*done.refused, _no_such_delivery()))
        except Refused as refusal:
            if refusal.code == "notice.not_parked":
                done = replace(done, already=done.already + 1)
            else:
                done = replace(done, refused=(*done.refused, refusal))
        else:
            counted = replace(done, again=done.again + 1, position=result.last_position)
            done = counted if result.changed else replace(done, already=done.already + 1)
    return done


def _no_such_delivery() -> Refused:
    return Refused("notice.unknown", vi="Không có thông báo này", en="There is no such notice")


def _status(done: Done) -> int:
    return max((status_of(refusal) for refusal in done.refused), key=lambda status: status == 403, default=422)


def _asked_once_more(request: Request, words: Words, filters: Filters, count: int, token: str) -> Response:
    consequences = [
        words.several("%(shown)s thông báo được gửi lại, theo giờ làm việc của từng cơ quan.", count),
        words("Bên nhận nào vẫn không nhận thì thông báo lại tạm dừng, với lý do mới."),
    ]
    return SHELL.page(
        request, "parked_confirm.html", title=words.several("Gửi lại %(shown)s thông báo?", count),
        consequences=consequences, verb=words("Gửi lại tất cả"), hidden={"all": token, "confirmed": "yes"},
        query=filters.query(), path=PATH, irreversible=False,
    )  # fmt: skip


async def _page(
    request: Request,
    service: Service,
    seen: Sight,
    filters: Filters,
    before: int | None,
    done: Done | None,
    status: int,
) -> Response:
    words = Words(chosen(request))
    shown = await list_of(service, seen, words, filters, before, parked_page)
    refusals = dict.fromkeys(str(said(refusal, words.language)) for refusal in done.refused) if done else {}
    if status != 200 and not refusals:
        refusals = {words("Hãy chọn ít nhất một thông báo"): None}
    blocked = next((seen.viewer.lacks(PERMISSIONS[RetryNotice], one.row["unit_id"]) for one in shown.rows), None)
    may = any(one.may for one in shown.rows)
    return SHELL.page(
        request, "parked.html", status=status, path=PATH, shown=shown, table=table_of(words, shown), done=done,
        errors=[("list", what) for what in refusals], before=before, lacking=None if may else blocked,
        again_at_once_max=again_at_once_max, fresh_as_of=shown.freshness,
        recorded_at=moment(service, shown.freshness),
    )  # fmt: skip
