"""Tokens of programs (JWT, RFC 7519): signed with the installation's key, with an end, taken back by their number.

A token says who calls and nothing about what the caller may do: authority is looked up at each call, so that it ends when
it ends. One algorithm, fixed here; what a token's header claims chooses nothing (RFC 8725, 3.1).
"""

import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from chronicle.secrets import secret

ALGORITHM = "HS256"
ISSUER = "antoan"
AUDIENCE = "antoan.api"
KEY_NAME = "token_key"
token_characters_max = 2_000
days_max = 400
leeway_seconds = 5

_CLAIMS = jwt.JWTClaimsRegistry(
    leeway=leeway_seconds,
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": AUDIENCE},
    exp={"essential": True},
    iat={"essential": True},
    sub={"essential": True},
    jti={"essential": True},
)


def key(secrets: Path) -> OctKey:
    return OctKey.import_key(secret(secrets, KEY_NAME, make=True))


async def issue(connection: Any, secrets: Path, account_id: UUID, purpose: str, days: int) -> str:
    """Returns a token for a program's account, which is shown this once and kept nowhere."""
    token_id, now = uuid4(), int(time.time())
    await connection.execute(
        "INSERT INTO portal.service_token (token_id, account_id, purpose, expires_at) VALUES ($1, $2, $3, to_timestamp($4))",
        token_id, account_id, purpose, now + days * 86_400,
    )  # fmt: skip
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": str(account_id), "jti": str(token_id), "iat": now,
        "exp": now + days * 86_400,
    }  # fmt: skip
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, key(secrets), algorithms=[ALGORITHM])


def token_id(token: str, key: OctKey) -> UUID | None:
    """The number of a token that we signed and that has not ended; None for anything else."""
    if len(token) > token_characters_max:
        return None
    try:
        decoded = jwt.decode(token, key, algorithms=[ALGORITHM])
        _CLAIMS.validate(decoded.claims)
        return UUID(decoded.claims["jti"])
    except (JoseError, ValueError, TypeError, AttributeError, KeyError):
        return None


async def revoke_all(connection: Any, account_id: UUID) -> int:
    """Takes back every token of an account; returns how many still held."""
    rows = await connection.fetch(
        "UPDATE portal.service_token SET revoked_at = clock_timestamp() "
        "WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp() RETURNING 1",
        account_id,
    )
    return len(rows)


async def revoke(connection: Any, token_id: UUID) -> None:
    await connection.execute(
        "UPDATE portal.service_token SET revoked_at = clock_timestamp() WHERE token_id = $1 AND revoked_at IS NULL",
        token_id,
    )
