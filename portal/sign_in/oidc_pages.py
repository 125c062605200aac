"""Signing in through the province's OpenID provider: there and back. Which account it is was settled by an operator before."""

import time
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from joserfc import jwt
from joserfc.errors import JoseError
from starlette.responses import RedirectResponse, Response

from chronicle.refusal import Refused
from chronicle.secrets import secret
from chronicle.service import Service
from portal.access import Opened
from portal.sign_in import accounts, audit, cookies, sessions, tokens
from portal.sign_in.accounts import Account
from portal.sign_in.entering import begin
from portal.sign_in.forms import go_on, within
from portal.sign_in.id_token import Identity
from portal.sign_in.oidc import Begun, Provider

PAGES = APIRouter()

COOKIE = "__Host-antoan-oidc"
"""What was begun, signed, for as long as a person needs to sign in there: used once, gone when they come back."""
AUDIENCE = "antoan.oidc"
begun_seconds_max = 900
addresses_kept_max = 16
"""A stranger may name any port of ours; what each was told by the provider is not kept for ever."""
CALLBACK = "/sign-in/oidc/callback"

_CLAIMS = jwt.JWTClaimsRegistry(
    aud={"essential": True, "value": AUDIENCE}, exp={"essential": True}, begun={"essential": True}
)


@PAGES.get("/sign-in/oidc")
async def there(request: Request, service: Opened, next: str = "/") -> Response:
    """Keeps what was begun in a signed cookie of this browser and leads to the provider."""
    begun = await _provider(request, service).begin()
    claims = {
        "aud": AUDIENCE,
        "exp": int(time.time()) + begun_seconds_max,
        "begun": asdict(begun),
        "next": within(next),
    }
    key = tokens.key(service.settings.secrets)
    kept = jwt.encode({"alg": tokens.ALGORITHM, "typ": "JWT"}, claims, key, algorithms=[tokens.ALGORITHM])
    answer = RedirectResponse(begun.address, 303, {"Cache-Control": "no-store"})
    cookies.put(answer, COOKIE, kept, seconds_max=begun_seconds_max)
    return answer


@PAGES.get(CALLBACK)
async def back(request: Request, service: Opened) -> Response:
    """Ends in a session where the provider's answer fits what this browser began, and names an account of an officer."""
    claims = _kept(request, service)
    identity = await _provider(request, service).finish(Begun(**claims["begun"]), dict(request.query_params))
    account = await _account(service, identity)
    if account is None or account.disabled_at is not None or account.kind != "officer":
        await audit.note(service.pool, "sign_in_refused", account.account_id if account else None, "oidc", request)
        raise Refused(
            "sign_in.no_account",
            vi="Chưa có tài khoản nào ở đây cho người đăng nhập này; hãy liên hệ quản trị hệ thống",
            en="There is no account here for this sign-in; ask the operator",
        )
    entered = await begin(service, request, account, "oidc")
    answer = go_on(claims["next"])
    sessions.put(answer, entered.token)
    cookies.drop(answer, COOKIE)
    return answer


def _provider(request: Request, service: Service) -> Provider:
    """One for each address that we are reached at; the host was checked before."""
    settings = service.settings
    if settings.oidc_issuer is None:
        raise Refused("sign_in.unknown", vi="Không có cách đăng nhập này", en="There is no such way to sign in")
    known: dict[str, Provider] = request.app.state.__dict__.setdefault("providers", {})
    redirect = f"{request.url.scheme}://{request.url.netloc}{CALLBACK}"
    if redirect not in known:
        if len(known) >= addresses_kept_max:
            known.clear()
        client_secret = secret(settings.secrets, "oidc_client_secret")
        known[redirect] = Provider(settings.oidc_issuer, settings.oidc_client_id, client_secret, redirect)
    return known[redirect]


def _kept(request: Request, service: Service) -> dict[str, Any]:
    key = tokens.key(service.settings.secrets)
    try:
        decoded = jwt.decode(request.cookies.get(COOKIE, ""), key, algorithms=[tokens.ALGORITHM])
        _CLAIMS.validate(decoded.claims)
    except (JoseError, ValueError):
        raise Refused(
            "sign_in.not_begun",
            vi="Lần đăng nhập này đã hết hạn, hãy bắt đầu lại",
            en="This sign-in has ended, begin again",
        ) from None
    return dict(decoded.claims)


async def _account(service: Service, identity: Identity) -> Account | None:
    """The account bound to this identity; else one without a password whose name the provider vouches for, bound now."""
    found = await accounts.by_identity(service.pool, identity.issuer, identity.subject)
    if found is not None or not identity.preferred_username:
        return found
    try:
        named = await accounts.by_name(service.pool, accounts.as_sign_in_name(identity.preferred_username))
    except Refused:
        return None
    if named is None or named.password_hash is not None or named.oidc_subject is not None:
        return None
    await accounts.bind(service.pool, named.account_id, identity.issuer, identity.subject)
    return named
