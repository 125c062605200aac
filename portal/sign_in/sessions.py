"""Sessions on the server: the cookie holds a random token and nothing else, the database its hash."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.sign_in import cookies

token_bytes = 32
"""256 random bits, far beyond guessing (OWASP asks for 64)."""
COOKIE = "__Host-antoan"
"""The prefix makes browsers refuse it without Secure, from another path or for other hosts: nobody can plant one."""


def digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


async def begin(connection: Any, account_id: UUID, way: str, seconds_max: int) -> str:
    """A session with a token nobody has seen before: whatever was in the browser until now leads nowhere."""
    token = token_urlsafe(token_bytes)
    await connection.execute(
        "INSERT INTO portal.session (token_sha256, account_id, way, ends_at) "
        "VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 second')",
        digest(token), account_id, way, seconds_max,
    )  # fmt: skip
    return token


async def stands(connection: Any, token: str | None, idle_seconds_max: int) -> bool:
    """Whether the session goes on; asking keeps it no longer."""
    if token is None:
        return False
    return bool(await connection.fetchval("SELECT portal.session_stands($1, $2)", digest(token), idle_seconds_max))


async def end(connection: Any, token: str) -> None:
    await connection.execute("DELETE FROM portal.session WHERE token_sha256 = $1", digest(token))


async def end_all(connection: Any, account_id: UUID) -> int:
    """Signs an account out everywhere; returns from how many places."""
    return len(await connection.fetch("DELETE FROM portal.session WHERE account_id = $1 RETURNING 1", account_id))


async def end_stale(connection: Any, idle_seconds_max: int) -> None:
    """Forgets sessions that lead nowhere any more."""
    await connection.execute(
        "DELETE FROM portal.session WHERE ends_at < clock_timestamp() "
        "OR seen_at < clock_timestamp() - $1 * interval '1 second'",
        idle_seconds_max,
    )


def token_in(request: Request) -> str | None:
    return request.cookies.get(COOKIE) or None


def put(response: Response, token: str) -> None:
    cookies.put(response, COOKIE, token)


def drop(response: Response) -> None:
    cookies.drop(response, COOKIE)
