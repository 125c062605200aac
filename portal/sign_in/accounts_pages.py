"""The operator's page of accounts: who holds what from when to when, offices nobody holds, and what an operator does about it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import NotAllowed, Refused
from portal.access import Opened, Viewer, Viewing
from portal.authority.roles import ROLES
from portal.downloads import FileKind
from portal.exports import sent
from portal.languages import chosen, said
from portal.shell import Shell
from portal.sight import SeeingNow
from portal.sign_in import accounts, audit, vacancies
from portal.sign_in.authority_tables import everybodys_table
from portal.sign_in.forms import Field, go_on, must_be_ours
from portal.sign_in.password_rules import must_be_acceptable
from portal.sign_in.passwords import hash_password
from portal.tables import Sheet
from portal.words import Words

PAGES = APIRouter()
SHELL = Shell()


def operator(viewer: Viewing) -> Viewer:
    """Accounts are the operator's over the whole installation. Raises NotAllowed."""
    if not viewer.operates:
        raise NotAllowed(
            "authority.missing",
            vi="Chỉ quản trị hệ thống quản lý tài khoản và thẩm quyền",
            en="Only the operator manages accounts and authority",
        )
    return viewer


Operating = Annotated[Viewer, Depends(operator)]


@PAGES.get("/accounts", response_class=HTMLResponse)
async def accounts_page(request: Request, service: Opened, viewer: Operating) -> Response:
    return await _page(request, service, viewer)


@PAGES.get("/accounts/list.{file_kind}")
async def accounts_file(
    request: Request, service: Opened, viewer: Operating, seen: SeeingNow, file_kind: FileKind
) -> Response:
    """An authority a row, as the cards of the page have them."""
    words = Words(chosen(request))
    listed = await accounts.listed(service.pool)
    held = await accounts.authorities_of(service.pool, [account.account_id for account in listed])
    title = words("Tài khoản và thẩm quyền")
    lines = ((words("Số liệu đến ngày"), words.day(service.clock.today())),)
    sheet = Sheet(title, lines, everybodys_table(words, viewer.tree.places, listed, held), words)
    return await sent(request, service, seen, sheet, file_kind, title)


@PAGES.post("/accounts", response_class=HTMLResponse)
async def open_account(
    request: Request, service: Opened, viewer: Operating,
    name: Field = "", title: Field = "", password: Field = "", form: Field = "",
) -> Response:  # fmt: skip
    """An officer's account without any authority yet; without a password where a provider says who it is."""
    must_be_ours(request, form)
    kept = None
    try:
        if password or service.settings.oidc_issuer is None:
            must_be_acceptable(password, (name, title))
            kept = await hash_password(password)
        made = await accounts.create(service.pool, name, title or name, password_hash=kept)
    except Refused as refusal:
        return await _page(request, service, viewer, refusal)
    await audit.note(service.pool, "account_opened", viewer.account_id, str(made), request)
    return go_on(f"/accounts#{made}")


@PAGES.post("/accounts/{account_id}/authority", response_class=HTMLResponse)
async def give_authority(
    request: Request, service: Opened, viewer: Operating, account_id: UUID,
    role: Field = "", unit: Field = "", valid_from: Field = "", valid_to: Field = "", deputy_of: Field = "",
    form: Field = "",
) -> Response:  # fmt: skip
    """`unit` empty: over the whole installation; `deputy_of` names the account that is acted for."""
    must_be_ours(request, form)
    try:
        _must_fit(viewer, role, unit)
        first_day = _day(valid_from)
        behalf = await _acted_for(service, deputy_of, role, unit or None, first_day) if deputy_of else None
        number = await accounts.give(
            service.pool, account_id, role, unit or None, first_day, _day(valid_to) if valid_to else None,
            on_behalf_of=behalf, given_by=viewer.account_id,
        )  # fmt: skip
    except Refused as refusal:
        return await _page(request, service, viewer, refusal)
    await audit.note(
        service.pool, "authority_given", viewer.account_id, f"{account_id} {number} {role} {unit}", request
    )
    return go_on(f"/accounts#{account_id}")


@PAGES.post("/accounts/authority/{authority_id}/end")
async def end_authority(
    request: Request, service: Opened, viewer: Operating, authority_id: int, last_day: Field = "", form: Field = ""
) -> Response:
    """Sets its last day: it still holds on that day."""
    must_be_ours(request, form)
    try:
        await accounts.end_authority(service.pool, authority_id, _day(last_day))
    except Refused as refusal:
        return await _page(request, service, viewer, refusal)
    await audit.note(service.pool, "authority_ended", viewer.account_id, f"{authority_id} {last_day}", request)
    return go_on("/accounts#vacant")


@PAGES.post("/accounts/{account_id}/state")
async def set_state(
    request: Request, service: Opened, viewer: Operating, account_id: UUID, wanted: Field = "", form: Field = ""
) -> Response:
    """`wanted`: disabled, enabled, or forgiven (its count of wrong passwords begins anew)."""
    must_be_ours(request, form)
    if wanted == "forgiven":
        await accounts.forgive(service.pool, account_id)
    elif wanted in ("disabled", "enabled") and account_id != viewer.account_id:
        await accounts.disable(service.pool, account_id, disabled=wanted == "disabled")
    else:
        raise Refused("account.state_wrong", vi="Không đổi được như vậy", en="It cannot be changed like that")
    await audit.note(service.pool, f"account_{wanted}", viewer.account_id, str(account_id), request)
    return go_on(f"/accounts#{account_id}")


async def _acted_for(service: Any, name: str, role: str, unit_id: str | None, day: date) -> UUID:
    """Whom a deputy acts for: somebody who holds that very office. Raises Refused."""
    found = await accounts.by_name(service.pool, accounts.as_sign_in_name(name))
    if found is None:
        raise Refused("account.unknown", vi="Không có tài khoản được thay mặt", en="No such account to act for")
    held = (await accounts.authorities_of(service.pool, [found.account_id])).get(found.account_id, [])
    if not any(
        (own.role, own.unit_id, own.on_behalf_of) == (role, unit_id, None) and own.holds_on(day) for own in held
    ):
        raise Refused(
            "authority.not_theirs",
            vi="Tài khoản được thay mặt không giữ vai trò ấy ở nơi ấy vào ngày đó",
            en="The account to act for does not hold that role there on that day",
        )
    return found.account_id


def _must_fit(viewer: Viewer, role: str, unit: str) -> None:
    """A role is held over units of its kinds: nobody becomes chair of a district over a residential area."""
    place = viewer.tree.places.get(unit)
    if unit and place is None:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if place is not None and role in ROLES and place.unit_kind not in ROLES[role].kinds:
        raise Refused(
            "authority.another_kind",
            vi="Vai trò này không gắn với loại đơn vị ấy",
            en="This role is not held over a unit of that kind",
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            "day.wrong", vi="Ngày phải có dạng năm-tháng-ngày", en="A day is written year-month-day"
        ) from None


async def _page(request: Request, service: Any, viewer: Viewer, refusal: Refused | None = None) -> Response:
    language = chosen(request)
    listed = await accounts.listed(service.pool)
    held = await accounts.authorities_of(service.pool, [account.account_id for account in listed])
    today = service.clock.today()
    stopped = {account.account_id: account.disabled_at.date() for account in listed if account.disabled_at}
    values = {
        "own": viewer,
        "accounts": listed, "held": held, "names": {account.account_id: account.title for account in listed},
        "roles": {name: role.words(language) for name, role in ROLES.items()}, "places": viewer.tree.places,
        "today": today, "refusal": said(refusal, language), "vacant": vacancies.vacant(held, today, stopped),
        "provider": service.settings.oidc_issuer,
    }  # fmt: skip
    return SHELL.page(request, "accounts.html", status=422 if refusal else 200, **values)
