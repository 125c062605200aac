"""So many requests in any minute and no more: counted on the broker's server, so that all processes count as one.

Fails open: the broker may be wiped or away at any time without anything being lost or closed (it delivers, the log heals),
and a limit that locked every office out with it would be a greater harm than the flood it guards against. Whoever watches the
log sees one warning a minute while nothing is counted.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from chronicle.settings import Settings
from portal.problems import Rejected, problem
from portal.protection.addresses import counted_as

Kind = Literal["address", "sign_in", "read", "command"]
"""Of an address: everything it asks, and its attempts to sign in. Of a subject: what it reads, and its commands."""

PREFIX = "antoan.rate:"
window_seconds = 60
slot_seconds = 5
slots = window_seconds // slot_seconds + 1
"""One more than fit: the oldest is only partly inside, and counting it whole keeps the promise of *any* minute."""

connections_max = 20
answer_ms_max = 250
away_seconds = 5
"""After a failure the server is left alone for so long, and nobody waits for it."""
warning_seconds = 60
readable_characters_max = 64

COUNT = """
local now = tonumber(redis.call('TIME')[1])
local limit, slots, length = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local slot = math.floor(now / length)
local counted, oldest = 0, slot
local held = redis.call('HGETALL', KEYS[1])
for at = 1, #held, 2 do
  local place = tonumber(held[at])
  if place <= slot - slots then
    redis.call('HDEL', KEYS[1], held[at])
  else
    counted = counted + tonumber(held[at + 1])
    if place < oldest then oldest = place end
  end
end
if counted >= limit then
  return {0, (oldest + slots) * length - now}
end
redis.call('HINCRBY', KEYS[1], slot, 1)
redis.call('EXPIRE', KEYS[1], slots * length)
return {1, 0}
"""
"""Counts one and answers {1, 0}, or counts nothing and answers {0, seconds until the oldest slot no longer counts}.

One script, so that two processes cannot both take the last place; the server's clock, so that theirs need not agree.
"""

logger = structlog.get_logger("portal.rate_limit")


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: `seconds` to wait before the next attempt of this kind, of which `limit` are taken in a minute."""

    seconds: int
    kind: Kind
    limit: int

    @property
    def headers(self) -> Mapping[str, str]:
        """Retry-After (RFC 9110, 10.2.3) and the fields of draft-ietf-httpapi-ratelimit-headers-10."""
        return {
            "Retry-After": str(self.seconds),
            "RateLimit-Policy": f'"{self.kind}";q={self.limit};w={window_seconds}',
            "RateLimit": f'"{self.kind}";r=0;t={self.seconds}',
        }

    @property
    def vi(self) -> str:
        return f"Quá nhiều yêu cầu, hãy thử lại sau {self.seconds} giây"

    @property
    def en(self) -> str:
        return f"Too many requests, try again in {self.seconds} seconds"

    def rejection(self) -> Rejected:
        """What a route raises: 429 with the headers."""
        return Rejected(429, "rate.exceeded", vi=self.vi, en=self.en, headers=self.headers)


class RateLimiter:
    """Counts on the server at `redis_url`; without one, or while it is away, everybody may go on.

    Opens nothing before the first question. Limits come from the settings named `…_per_minute_max`.
    """

    def __init__(self, redis_url: str | None, settings: Settings) -> None:
        self._limits: dict[Kind, int] = {
            "address": settings.requests_per_minute_max,
            "sign_in": settings.sign_in_attempts_per_minute_max,
            "read": settings.reads_per_minute_max,
            "command": settings.commands_per_minute_max,
        }
        self._url = redis_url
        self._redis: Redis | None = None
        self._away_until = 0.0
        self._warn_from = 0.0

    async def take(self, kind: Kind, who: str) -> Wait | None:
        """Counts one of `who`; None when it was among those of this minute that are taken."""
        if self._url is None or time.monotonic() < self._away_until:
            return None
        limit = self._limits[kind]
        try:
            taken, seconds = await self._count(_key(kind, who), limit)
        except (RedisError, OSError, TimeoutError) as error:
            self._failed(error)
            return None
        return None if taken else Wait(max(1, seconds), kind, limit)

    async def close(self) -> None:
        """Gives the connections back; a later question opens new ones."""
        if self._redis is not None:
            opened, self._redis = self._redis, None
            await opened.aclose(close_connection_pool=True)

    async def _count(self, key: str, limit: int) -> tuple[int, int]:
        if self._redis is None:
            assert self._url is not None
            pool = BlockingConnectionPool.from_url(
                self._url, max_connections=connections_max, timeout=answer_ms_max / 1000,
                socket_timeout=answer_ms_max / 1000, socket_connect_timeout=answer_ms_max / 1000,
                retry=Retry(NoBackoff(), 0),
            )  # fmt: skip
            self._redis = Redis(connection_pool=pool)
            self._script = self._redis.register_script(COUNT)
        taken, seconds = await self._script(keys=[key], args=[limit, slots, slot_seconds])
        return int(taken), int(seconds)

    def _failed(self, error: BaseException) -> None:
        now = time.monotonic()
        self._away_until = now + away_seconds
        if now >= self._warn_from:
            self._warn_from = now + warning_seconds
            logger.warning("rate_not_counted", error=repr(error))


class AddressLimit:
    """ASGI middleware: 429 to an address over its limit, whatever it asks. Stands inside of Addresses."""

    def __init__(self, app: Any, limiter: RateLimiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        client = scope.get("client")
        if scope["type"] == "http" and client:
            wait = await self._limiter.take("address", counted_as(client[0]))
            if wait is not None:
                answer = problem(429, "rate.exceeded", wait.vi, wait.en, headers=wait.headers)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _key(kind: Kind, who: str) -> str:
    """Readable where it is short; a name of any length is one key of a bounded one."""
    assert kind in get_args(Kind)
    if len(who) > readable_characters_max or not who.isprintable():
        who = hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{PREFIX}{kind}:{who}"
