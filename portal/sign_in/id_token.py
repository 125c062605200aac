"""Whom an ID token names, once its signature and every claim hold (OpenID Connect Core 1.0, section 3.1.3.7). Pure."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, ClaimError, JoseError

from portal.sign_in.limited_http import UNREADABLE
from portal.sign_in.provider_metadata import ALGORITHMS
from portal.sign_in.provider_refusals import refusal
from portal.sign_in.signing_keys import SigningKey

token_characters_max = 16_384
subject_characters_max = 255
name_characters_max = 255
nonce_characters_max = 255
leeway_seconds_max = 60
age_seconds_max = 600
"""The token comes straight from the provider; one that was issued long ago is somebody's old one."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in. Only issuer and subject together stay the same for one person; the name may change and be reused."""

    issuer: str
    subject: str
    preferred_username: str | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token has to say."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unverified:
    """A token of which only the header was read: enough to look for its key."""

    text: str = field(repr=False)
    algorithm: str
    key_id: str | None


def unverified(token: object) -> Unverified:
    """Raises Refused `sign_in.token_unreadable` or `sign_in.token_algorithm`."""
    if not isinstance(token, str) or len(token) > token_characters_max:
        raise refusal("token_unreadable")
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
        algorithm, key_id = header["alg"], header.get("kid")
    except (JoseError, *UNREADABLE):
        raise refusal("token_unreadable") from None
    if algorithm not in ALGORITHMS:
        raise refusal("token_algorithm")
    if key_id is not None and not isinstance(key_id, str):
        raise refusal("token_unreadable")
    return Unverified(token, algorithm, key_id)


def identity(token: Unverified, key: SigningKey, expected: Expected, now: int) -> Identity:
    """Whom the token names. `now` in seconds since 1970. Raises Refused `sign_in.token_…`."""
    claims = _verified_claims(token, key)
    if claims.get("iss") != expected.issuer:
        raise refusal("token_issuer")
    if not _for_us(claims, expected.client_id):
        raise refusal("token_audience")
    _must_be_of_now(claims, now)
    nonce = claims.get("nonce")
    if (
        not _is_text(nonce, nonce_characters_max)
        or not nonce.isascii()
        or not hmac.compare_digest(nonce, expected.nonce)
    ):
        raise refusal("token_nonce")
    subject = claims.get("sub")
    if not _is_text(subject, subject_characters_max) or not subject.isascii():
        raise refusal("token_subject")
    name = claims.get("preferred_username")
    return Identity(expected.issuer, subject, name if _is_text(name, name_characters_max) else None)


def _verified_claims(token: Unverified, key: SigningKey) -> Mapping[str, Any]:
    registry = jws.JWSRegistry(algorithms=[token.algorithm], strict_check_header=False)
    try:
        return jwt.decode(token.text, key, registry=registry).claims
    except BadSignatureError:
        raise refusal("token_signature") from None
    except (JoseError, *UNREADABLE):
        raise refusal("token_unreadable") from None


def _for_us(claims: Mapping[str, Any], client_id: str) -> bool:
    """Issued for us, and where for others as well, on our asking: `azp` is ours (rules 3 to 5)."""
    audience, party = claims.get("aud"), claims.get("azp")
    listed = audience if isinstance(audience, list) else [audience]
    return client_id in listed and (party == client_id or (party is None and listed == [client_id]))


def _must_be_of_now(claims: Mapping[str, Any], now: int) -> None:
    registry = jwt.JWTClaimsRegistry(now, leeway_seconds_max, exp={"essential": True}, iat={"essential": True})
    try:
        registry.validate({name: claims[name] for name in ("exp", "iat", "nbf") if name in claims})
    except ClaimError:
        raise refusal("token_time") from None
    if claims["iat"] < now - age_seconds_max - leeway_seconds_max:
        raise refusal("token_time")


def _is_text(value: Any, characters_max: int) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= characters_max and value.isprintable() and not value.isspace()
