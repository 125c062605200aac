"""Sessions end: idle, after so long, signed out here or everywhere, with another password; and nobody can plant one."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from chronicle.host import Host
from portal.sign_in import sessions
from tests.portal.sign_in.browser import PASSWORD, Browser

Opens = Callable[..., Awaitable[Browser]]
IDLE_SECONDS, SECONDS = 600, 3_600


@pytest.fixture
def portal(portal: Host) -> Host:
    """The portal with short sessions."""
    service = portal.services["portal"]
    service.settings = service.settings.model_copy(
        update={"session_idle_seconds_max": IDLE_SECONDS, "session_seconds_max": SECONDS}
    )
    return portal


async def age(owner: Any, **seconds: int) -> None:
    """Moves instants of every session into the past."""
    for column, by in seconds.items():
        await owner.execute(f"UPDATE portal.session SET {column} = {column} - $1 * interval '1 second'", by)


async def test_a_session_nobody_used_for_so_long_is_over(owner: Any, officer: UUID, browser: Opens) -> None:
    one = await browser("can.bo")
    await age(owner, seen_at=IDLE_SECONDS - 30)
    assert await one.is_in(), "used in time, it goes on"
    await age(owner, seen_at=IDLE_SECONDS - 30)
    assert await one.is_in(), "because it was used, it was seen anew"
    await age(owner, seen_at=IDLE_SECONDS + 1)
    assert not await one.is_in()


async def test_a_session_is_over_after_so_long_however_much_it_was_used(
    owner: Any, officer: UUID, browser: Opens
) -> None:
    one = await browser("can.bo")
    await age(owner, ends_at=SECONDS - 30)
    assert await one.is_in()
    await age(owner, ends_at=30)
    assert not await one.is_in()
    await browser("can.bo")
    assert await owner.fetchval("SELECT count(*) FROM portal.session") == 1, "what leads nowhere is forgotten"


async def test_signing_out_ends_this_session_and_everywhere_ends_all(owner: Any, officer: UUID, browser: Opens) -> None:
    first, second, third = [await browser("can.bo") for _ in range(3)]
    stolen = dict(first.client.cookies)
    answer = await first.send("/account", "/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "cookies"'
    first.client.cookies.update(stolen)
    assert [await one.is_in() for one in (first, second, third)] == [False, True, True], "the session, not the cookie"
    await second.send("/account", "/sign-out", everywhere="yes")
    assert [await one.is_in() for one in (second, third)] == [False, False]
    assert await owner.fetchval("SELECT count(*) FROM portal.session") == 0


async def test_another_password_ends_every_other_session(owner: Any, officer: UUID, browser: Opens) -> None:
    one, other = await browser("can.bo"), await browser("can.bo")
    token = one.client.cookies[sessions.COOKIE]
    wanted = "chim bay về tổ khi chiều xuống"
    refused = await one.send("/account", "/account/password", present="not the present one", wanted=wanted)
    assert refused.status_code == 422
    short = await one.send("/account", "/account/password", present=PASSWORD, wanted="ngắn quá")
    assert short.status_code == 422
    assert await owner.fetchval("SELECT failures FROM portal.account") == 1, (
        "one was wrong; the short one was not tried"
    )
    changed = await one.send("/account", "/account/password", present=PASSWORD, wanted=wanted)
    assert changed.status_code == 303
    assert [await two.is_in() for two in (one, other)] == [True, False]
    assert one.client.cookies[sessions.COOKIE] != token
    assert await owner.fetchval("SELECT failures FROM portal.account") == 0
    assert (await (await browser()).sign_in("can.bo")).status_code == 422
    assert (await (await browser()).sign_in("can.bo", wanted)).status_code == 303


async def test_whoever_has_the_session_cannot_guess_the_password_there(
    owner: Any, officer: UUID, browser: Opens
) -> None:
    one = await browser("can.bo")
    await owner.execute("UPDATE portal.account SET failures = 8, last_failure_at = clock_timestamp()")
    answer = await one.send("/account", "/account/password", present=PASSWORD, wanted="chim bay về tổ khi chiều xuống")
    assert (answer.status_code, "giây" in answer.text) == (422, True)


async def test_a_token_is_new_with_each_sign_in_and_kept_only_as_its_hash(
    owner: Any, officer: UUID, browser: Opens
) -> None:
    one = await browser()
    one.client.cookies.set(sessions.COOKIE, "planted-by-somebody", domain="antoan.local")
    await one.sign_in("can.bo")
    first = one.client.cookies[sessions.COOKIE]
    assert first != "planted-by-somebody"
    assert await owner.fetchval("SELECT token_sha256 FROM portal.session") == sha256(first.encode()).digest()
    one.client.cookies.delete(sessions.COOKIE)
    assert not await one.is_in()
    await one.sign_in("can.bo")
    assert one.client.cookies[sessions.COOKIE] != first


async def test_the_cookie_goes_to_no_script_no_plain_connection_and_no_other_site(
    officer: UUID, browser: Opens
) -> None:
    one = await browser()
    answer = await one.sign_in("can.bo")
    [cookie] = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{sessions.COOKIE}=")]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"path=/", "secure", "httponly", "samesite=lax"}, (
        "no Domain, no Max-Age: gone with the browser"
    )
    assert sessions.COOKIE.startswith("__Host-")


@pytest.mark.parametrize("token", ["guessed", "x" * 10_000, "a b", "é", "%00"])
async def test_a_guessed_token_is_nobodys(officer: UUID, browser: Opens, token: str) -> None:
    one = await browser()
    one.client.headers["cookie"] = f"{sessions.COOKIE}={token}".encode().decode("latin-1")
    assert not await one.is_in()
    answer = await one.open("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faccount")
