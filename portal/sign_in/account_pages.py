"""One's own account: what one may do where, the password, signing out everywhere."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from portal.access import Opened, Viewer, Viewing
from portal.authority.roles import CHAIRS, OFFICERS
from portal.downloads import FileKind
from portal.exports import sent
from portal.languages import chosen, said
from portal.links import address
from portal.shell import Shell
from portal.sight import SeeingNow
from portal.sign_in import absences, accounts, audit, sessions
from portal.sign_in.absences import Absence
from portal.sign_in.authority_tables import own_table
from portal.sign_in.entering import proven
from portal.sign_in.forms import Field, go_on, must_be_ours
from portal.sign_in.password_rules import must_be_acceptable
from portal.sign_in.passwords import hash_password
from portal.tables import Sheet
from portal.words import Words

PAGES = APIRouter()
SHELL = Shell()


@PAGES.get("/account", response_class=HTMLResponse)
async def account(request: Request, service: Opened, viewer: Viewing) -> Response:
    return await _page(request, service, viewer)


@PAGES.get("/account/authority.{file_kind}")
async def authority_file(request: Request, service: Opened, seen: SeeingNow, file_kind: FileKind) -> Response:
    words = Words(chosen(request))
    title, today = words("Thẩm quyền hôm nay"), words.day(service.clock.today())
    lines = ((words("Tài khoản"), seen.viewer.title), (words("Số liệu đến ngày"), today))
    sheet = Sheet(title, lines, own_table(words, seen.viewer), words)
    return await sent(request, service, seen, sheet, file_kind, title)


@PAGES.post("/account/password", response_class=HTMLResponse)
async def change_password(
    request: Request, service: Opened, viewer: Viewing, present: Field = "", wanted: Field = "", form: Field = ""
) -> Response:
    """Asks for the present one again, as slowly as the sign-in does, and ends every other session: whoever knew it is out."""
    must_be_ours(request, form)
    own = await accounts.by_id(service.pool, viewer.account_id)
    assert own is not None
    try:
        must_be_acceptable(wanted, (own.sign_in_name, own.title))
        if not await proven(service, request, own, present):
            raise Refused("sign_in.wrong", vi="Mật khẩu hiện tại không đúng", en="The present password is wrong")
    except Refused as refusal:
        return await _page(request, service, viewer, refusal)
    await accounts.set_password(service.pool, viewer.account_id, await hash_password(wanted))
    await sessions.end_all(service.pool, viewer.account_id)
    await audit.note(service.pool, "password_changed", viewer.account_id, "", request)
    answer = go_on("/account")
    token = await sessions.begin(service.pool, viewer.account_id, "password", service.settings.session_seconds_max)
    sessions.put(answer, token)
    return answer


@PAGES.post("/account/absence", response_class=HTMLResponse)
async def note_absence(
    request: Request, service: Opened, viewer: Viewing, first: Field = "", last: Field = "", form: Field = ""
) -> Response:
    """One's own days away, for those who work in the same office: what one has at hand can be handed over in time."""
    must_be_ours(request, form)
    try:
        away = Absence(_day(first), _day(last))
        await absences.note(service.pool, viewer.account_id, away, service.clock.today())
    except Refused as refusal:
        return await _page(request, service, viewer, refusal, "first", (first, last))
    return go_on(address(request, "/account"))


@PAGES.post("/account/absence/take-back")
async def take_absence_back(
    request: Request, service: Opened, viewer: Viewing, first: Field = "", form: Field = ""
) -> Response:
    must_be_ours(request, form)
    await absences.take_back(service.pool, viewer.account_id, _day(first))
    return go_on(address(request, "/account"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "absence.days", vi="Hãy chọn ngày đầu và ngày cuối", en="Choose a first and a last day"
        ) from error


async def _page(
    request: Request, service: Any, viewer: Viewer, refusal: Refused | None = None, field: str = "present",
    days: tuple[str, str] = ("", ""),
) -> Response:  # fmt: skip
    own = await accounts.by_id(service.pool, viewer.account_id)
    language = chosen(request)
    values = {
        "own": viewer,
        "held": own_table(Words(language), viewer),
        "has_password": bool(own and own.password_hash),
        "refusal": said(refusal, language),
        "field": field,
        "days": days,
        "absences": await absences.of_account(service.pool, viewer.account_id, service.clock.today()),
        "acts": any(held.role in OFFICERS | CHAIRS for held in viewer.authorities),
    }
    return SHELL.page(request, "account.html", status=422 if refusal else 200, **values)
