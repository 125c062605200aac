"""What every form of the portal brings back and is checked for: that it is ours, and where to go on."""

from secrets import token_urlsafe
from typing import Annotated

from fastapi import Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.protection.forms import form_token, must_come_from_us
from portal.sign_in import cookies, sessions

BEFORE = "__Host-antoan-before"
"""Holds a random value until one is signed in, so that the sign-in form itself cannot be sent by another site."""

field_characters_max = 500
Field = Annotated[str, Form(max_length=field_characters_max)]


def secret_of(request: Request) -> str:
    """What the tokens of this browser's forms are derived from; empty where it has nothing of ours yet."""
    return sessions.token_in(request) or request.cookies.get(BEFORE) or ""


def must_be_ours(request: Request, token: str) -> None:
    """Raises 403."""
    must_come_from_us(request, secret_of(request), token)


def with_secret(request: Request) -> tuple[str, str | None]:
    """(form token, a new value for the cookie where there was none)"""
    if found := secret_of(request):
        return form_token(found), None
    fresh = token_urlsafe(sessions.token_bytes)
    return form_token(fresh), fresh


def keep_secret(response: Response, fresh: str | None) -> None:
    if fresh is not None:
        cookies.put(response, BEFORE, fresh)


def within(address: str) -> str:
    """A path of ours to go on to; anything that could lead elsewhere leads to the overview."""
    harmless = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if harmless and "\\" not in address and len(address) <= field_characters_max else "/"


def go_on(address: str) -> RedirectResponse:
    """303: whatever came before was a form, what follows is a page."""
    return RedirectResponse(within(address), 303, {"Cache-Control": "no-store"})
