"""Signing in and out."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Opened, signed_in
from portal.languages import chosen, said
from portal.shell import Shell
from portal.sign_in import audit, cookies, sessions
from portal.sign_in.entering import with_password
from portal.sign_in.forms import BEFORE, Field, go_on, keep_secret, must_be_ours, with_secret, within

PAGES = APIRouter()
SHELL = Shell()


@PAGES.get("/sign-in", response_class=HTMLResponse)
async def sign_in(request: Request, service: Opened, next: str = "/") -> Response:
    if await signed_in(request) is not None:
        return go_on(next)
    return _form(request, service, next)


@PAGES.post("/sign-in", response_class=HTMLResponse)
async def enter(
    request: Request, service: Opened, name: Field = "", password: Field = "", next: Field = "/", form: Field = ""
) -> Response:
    """A refusal shows the form again (422), the name as it was typed."""
    must_be_ours(request, form)
    try:
        entered = await with_password(service, request, name, password)
    except Refused as refusal:
        return _form(request, service, next, name, refusal)
    answer = go_on(next)
    sessions.put(answer, entered.token)
    cookies.drop(answer, BEFORE)
    return answer


@PAGES.post("/sign-out")
async def sign_out(request: Request, service: Opened, form: Field = "", everywhere: Field = "") -> Response:
    """`everywhere`: anything but the empty text ends every session of the account."""
    must_be_ours(request, form)
    viewer = await signed_in(request)
    if viewer is not None and (token := sessions.token_in(request)):
        if everywhere:
            await sessions.end_all(service.pool, viewer.account_id)
        else:
            await sessions.end(service.pool, token)
        await audit.note(service.pool, "signed_out", viewer.account_id, "everywhere" if everywhere else "here", request)
    answer = go_on("/sign-in" if chosen(request) == "vi" else f"/sign-in?language={chosen(request)}")
    sessions.drop(answer)
    # nothing of what this browser was shown may be left in it
    answer.headers["Clear-Site-Data"] = '"cache", "cookies"'
    return answer


def _form(request: Request, service: Service, next: str, name: str = "", refusal: Refused | None = None) -> Response:
    token, fresh = with_secret(request)
    provider = service.settings.oidc_name if service.settings.oidc_issuer else None
    shown = {
        "form_token": token, "next": within(next), "name": name, "provider": provider,
        "refusal": said(refusal, chosen(request)),
    }  # fmt: skip
    answer = SHELL.page(request, "sign_in.html", status=422 if refusal else 200, **shown)
    answer.headers["Cache-Control"] = "no-store"
    keep_secret(answer, fresh)
    return answer
