"""So many in a minute, counted together by all processes on the real server; where there is none, nobody is held up."""

import asyncio
import sys
import textwrap
from typing import Any
from uuid import uuid4

import httpx
import pytest
import structlog
from fastapi import FastAPI
from redis.asyncio import Redis

from chronicle.settings import Settings
from portal.protection import rate_limit
from portal.protection.addresses import Addresses
from portal.protection.rate_limit import PREFIX, AddressLimit, RateLimiter, Wait
from tests.architecture.sources import REPOSITORY

NOWHERE = "redis://127.0.0.1:1/0"


def limited(settings: Settings, **limits: int) -> Settings:
    return settings.model_copy(update=limits)


async def taken(limiter: RateLimiter, who: str, attempts: int) -> int:
    return [await limiter.take("sign_in", who) for _ in range(attempts)].count(None)


async def test_two_limiters_share_one_count_and_another_subject_has_its_own(settings: Settings) -> None:
    settings = limited(settings, sign_in_attempts_per_minute_max=5)
    first, second = (RateLimiter(settings.broker_url, settings) for _ in range(2))
    who = str(uuid4())
    assert await taken(first, who, 3) + await taken(second, who, 10) == 5
    waits = [await limiter.take("sign_in", who) for limiter in (first, second)]
    assert all(wait is not None and 1 <= wait.seconds <= 65 for wait in waits)
    assert await taken(second, str(uuid4()), 3) == 3, "the control: somebody else is not held up"
    assert await first.take("command", who) is None, "nor the same one at something else"
    await first.close()
    await second.close()


async def test_many_at_once_do_not_take_more_than_there_are(settings: Settings) -> None:
    settings = limited(settings, sign_in_attempts_per_minute_max=20)
    limiters = [RateLimiter(settings.broker_url, settings) for _ in range(4)]
    who = str(uuid4())
    answers = await asyncio.gather(*(limiters[n % 4].take("sign_in", who) for n in range(80)))
    assert answers.count(None) == 20
    await asyncio.gather(*(limiter.close() for limiter in limiters))


async def test_two_processes_share_one_count(settings: Settings) -> None:
    who = str(uuid4())
    program = textwrap.dedent(
        f"""
        import asyncio
        from chronicle.settings import Settings
        from portal.protection.rate_limit import RateLimiter

        async def main():
            limiter = RateLimiter({settings.broker_url!r}, Settings(sign_in_attempts_per_minute_max=7))
            print([await limiter.take("sign_in", {who!r}) for _ in range(5)].count(None))
            await limiter.close()

        asyncio.run(main())
        """
    )
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, cwd=REPOSITORY, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    counts = [int((await process.communicate())[0]) for process in running]
    assert sum(counts) == 7, "of ten attempts by two processes, seven are taken"


async def test_what_is_counted_is_forgotten_by_itself_and_a_wiped_server_counts_anew(settings: Settings) -> None:
    settings = limited(settings, sign_in_attempts_per_minute_max=1)
    limiter, who = RateLimiter(settings.broker_url, settings), str(uuid4())
    assert await limiter.take("sign_in", who) is None
    assert await limiter.take("sign_in", who) is not None
    redis: Any = Redis.from_url(str(settings.broker_url))
    [key] = [key async for key in redis.scan_iter(match=f"{PREFIX}sign_in:{who}")]
    assert 0 < await redis.ttl(key) <= 65
    await redis.delete(key)
    await redis.script_flush()
    assert await limiter.take("sign_in", who) is None
    await redis.aclose()
    await limiter.close()


async def test_a_slot_stops_counting_when_its_minute_is_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = limited(settings, sign_in_attempts_per_minute_max=2)
    limiter, who = RateLimiter(settings.broker_url, settings), str(uuid4())
    monkeypatch.setattr(rate_limit, "slot_seconds", 1)
    monkeypatch.setattr(rate_limit, "slots", 2)
    assert await taken(limiter, who, 3) == 2
    wait = await limiter.take("sign_in", who)
    assert wait is not None
    await asyncio.sleep(wait.seconds + 0.1)
    assert await limiter.take("sign_in", who) is None
    await limiter.close()


@pytest.mark.fast
@pytest.mark.parametrize("url", [None, NOWHERE])
async def test_without_a_server_everybody_goes_on_and_the_log_says_it_once(
    url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "away_seconds", 0)
    limiter = RateLimiter(url, Settings(sign_in_attempts_per_minute_max=1))
    with structlog.testing.capture_logs() as logs:
        assert await taken(limiter, "somebody", 5) == 5
    assert [entry["event"] for entry in logs] == ([] if url is None else ["rate_not_counted"])
    await limiter.close()


@pytest.mark.fast
def test_a_name_of_any_length_is_a_short_key() -> None:
    assert rate_limit._key("read", "account-1") == f"{PREFIX}read:account-1"
    for strange in ("x" * 10_000, "a\nb", "\ud800"):
        assert len(rate_limit._key("read", strange)) < 100 and rate_limit._key("read", strange).isprintable()


@pytest.mark.fast
def test_a_wait_is_said_in_the_headers_of_the_present_draft() -> None:
    wait = Wait(30, "command", 600)
    assert wait.headers == {
        "Retry-After": "30", "RateLimit-Policy": '"command";q=600;w=60', "RateLimit": '"command";r=0;t=30'
    }  # fmt: skip
    assert wait.rejection().status_code == 429 and wait.rejection().headers == wait.headers


async def test_an_address_over_its_limit_is_told_when_to_come_back(settings: Settings) -> None:
    limiter = RateLimiter(settings.broker_url, limited(settings, requests_per_minute_max=2))
    app = FastAPI()
    app.add_middleware(AddressLimit, limiter=limiter)
    app.add_middleware(Addresses, trusted=("127.0.0.1",))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://antoan") as client:
        network = uuid4().hex[:4]
        asks = [{"X-Forwarded-For": f"2001:db8:{network}:1::{n}"} for n in range(3)]
        answers = [await client.get("/", headers=headers) for headers in asks]
        assert [answer.status_code for answer in answers] == [404, 404, 429], "all of one /64 are one"
        assert int(answers[2].headers["retry-after"]) >= 1 and "ratelimit-policy" in answers[2].headers
        assert answers[2].json()["code"] == "rate.exceeded" and "giây" in answers[2].json()["detail_vi"]
        other = await client.get("/", headers={"X-Forwarded-For": f"2001:db8:{network}:2::1"})
        assert other.status_code == 404, "the control"
    await limiter.close()
