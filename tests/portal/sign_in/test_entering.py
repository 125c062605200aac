"""Proving a password: one answer for every kind of wrong, waits that grow, and no way round them by being many or quick."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chronicle.host import Host
from chronicle.refusal import Refused
from portal.sign_in import accounts, audit
from portal.sign_in.passwords import HASHER
from portal.sign_in.throttle import consecutive_failures_max, free_failures_max
from tests.portal.sign_in.browser import PASSWORD, Browser

Opens = Callable[..., Awaitable[Browser]]
WRONG = "mật khẩu sai của kẻ đoán mò"


async def failures(owner: Any, officer: UUID) -> int:
    found = await accounts.by_id(owner, officer)
    assert found is not None
    return found.failures


async def have_failed(owner: Any, times: int, ago: timedelta = timedelta(0)) -> None:
    await owner.execute(
        "UPDATE portal.account SET failures = $1, last_failure_at = clock_timestamp() - $2::interval", times, ago
    )


def said(answer: httpx.Response) -> str:
    """The one sentence of the error summary."""
    return answer.text.partition('role="alert"')[2].partition("</div>")[0]


async def test_every_kind_of_wrong_looks_the_same(owner: Any, officer: UUID, kept: str, browser: Opens) -> None:
    disabled = await accounts.create(owner, "da.nghi", "x", password_hash=kept)
    await accounts.disable(owner, disabled, disabled=True)
    await accounts.create(owner, "sso", "x")
    tried = [
        await (await browser()).sign_in(name, password)
        for name, password in (
            ("can.bo", WRONG), ("nobody", PASSWORD), ("da.nghi", PASSWORD), ("sso", PASSWORD), ("", PASSWORD),
            ("can.bo", ""), ("can.bo", "\x00" * 20), ("a\nb", PASSWORD),
        )
    ]  # fmt: skip
    assert {answer.status_code for answer in tried} == {422}
    assert len({said(answer) for answer in tried}) == 1
    assert not any("__Host-antoan=" in line for answer in tried for line in answer.headers.get_list("set-cookie"))


async def test_after_some_wrong_ones_even_the_right_one_waits_and_later_it_enters(
    owner: Any, officer: UUID, browser: Opens
) -> None:
    for _ in range(free_failures_max + 1):
        answer = await (await browser()).sign_in("can.bo", WRONG)
        assert "không đúng" in said(answer)
    answer = await (await browser()).sign_in("can.bo")
    assert (answer.status_code, "30 giây" in said(answer) or "29 giây" in said(answer)) == (422, True)
    assert await failures(owner, officer) == free_failures_max + 1, (
        "who waits is not counted on, or nobody would ever enter"
    )
    english = await browser()
    answer = await english.send("/sign-in", "/sign-in?language=en", name="can.bo", password=PASSWORD)
    assert "seconds" in said(answer)
    await have_failed(owner, free_failures_max + 1, timedelta(seconds=31))
    assert (await (await browser()).sign_in("can.bo")).status_code == 303
    assert await failures(owner, officer) == 0


async def test_after_a_hundred_only_an_operator_opens_it_again(owner: Any, officer: UUID, browser: Opens) -> None:
    await have_failed(owner, consecutive_failures_max, timedelta(days=400))
    answer = await (await browser()).sign_in("can.bo")
    assert (answer.status_code, "quản trị hệ thống" in said(answer)) == (422, True)
    await accounts.forgive(owner, officer)
    assert (await (await browser()).sign_in("can.bo")).status_code == 303


async def test_of_many_wrong_ones_at_once_only_the_free_ones_are_looked_at(
    owner: Any, officer: UUID, browser: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    async def counted(stored: str | None, text: str) -> bool:
        looked_at.append(text)
        await asyncio.sleep(0.05)
        return False

    monkeypatch.setattr("portal.sign_in.entering.matches", counted)
    browsers = [await browser() for _ in range(25)]
    answers = await asyncio.gather(*(one.sign_in("can.bo", WRONG) for one in browsers))
    assert {answer.status_code for answer in answers} == {422}
    assert len(looked_at) == free_failures_max + 1
    assert await failures(owner, officer) == free_failures_max + 1


async def test_an_address_that_tries_many_names_is_told_to_wait(browser: Opens, portal: Host) -> None:
    limit = portal.services["portal"].settings.sign_in_attempts_per_minute_max
    one = await browser()
    codes = [(await one.sign_in(f"nobody{n}", "")).status_code for n in range(limit + 1)]
    assert codes == [422] * limit + [429]
    assert (await (await browser()).sign_in("nobody", "")).status_code == 422, "another address is not held up by it"


async def test_a_password_kept_with_weaker_parameters_is_kept_anew(owner: Any, officer: UUID, browser: Opens) -> None:
    weak = type(HASHER)(time_cost=1, memory_cost=8_192, parallelism=1)
    await accounts.set_password(owner, officer, weak.hash(PASSWORD))
    assert (await (await browser()).sign_in("can.bo")).status_code == 303
    found = await accounts.by_id(owner, officer)
    assert found is not None and found.password_hash is not None
    assert not HASHER.check_needs_rehash(found.password_hash)
    assert (await (await browser()).sign_in("can.bo")).status_code == 303


async def test_a_form_that_is_not_ours_is_refused_before_anything_is_tried(
    owner: Any, officer: UUID, browser: Opens
) -> None:
    one = await browser()
    fields = {"name": "can.bo", "password": PASSWORD}
    assert (await one.client.post("/sign-in", data=fields)).status_code == 403
    assert (await one.client.post("/sign-in", data={**fields, "form": "guessed"})).status_code == 403
    form = {"form": ""}
    await one.open("/sign-in")
    one.client.headers["origin"] = "https://evil.example"
    assert (await one.send("/sign-in", "/sign-in", **fields)).status_code == 403
    del one.client.headers["origin"]
    other = await browser()
    assert (await other.client.post("/sign-in", data={**fields, **form})).status_code == 403
    assert await failures(owner, officer) == 0
    assert (await one.sign_in("can.bo")).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/?unit=x", "/?unit=x"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"), ("/a\nSet-Cookie: x=y", "/"), ("", "/"),
    ],
)  # fmt: skip
async def test_one_goes_on_to_a_path_of_ours(officer: UUID, browser: Opens, wanted: str, led: str) -> None:
    answer = await (await browser()).sign_in("can.bo", next=wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, led)


async def test_the_audit_tells_what_happened_and_holds_no_name_and_no_whole_address(
    owner: Any, officer: UUID, browser: Opens
) -> None:
    one = await browser(address="203.0.113.77")
    await one.sign_in("can.bo", WRONG)
    await one.sign_in("nobody-of-this-name", PASSWORD)
    await one.sign_in("can.bo")
    await one.send("/account", "/sign-out", everywhere="yes")
    rows = await owner.fetch("SELECT kind, account_id, about, network FROM portal.audit ORDER BY audit_id")
    assert [(row["kind"], row["account_id"], row["about"]) for row in rows] == [
        ("sign_in_refused", officer, "password"), ("sign_in_refused", None, "password"),
        ("signed_in", officer, "password"), ("signed_out", officer, "everywhere"),
    ]  # fmt: skip
    assert {row["network"] for row in rows} == {"203.0.113.0/24"}
    text = str(await owner.fetch("SELECT a::text FROM portal.audit a"))
    for told in ("can.bo", "nobody", "Công an", "203.0.113.77", PASSWORD, WRONG):
        assert told not in text


async def test_the_audit_is_only_added_to(owner: Any, portal: Host) -> None:
    pool = portal.services["portal"].pool
    await audit.note(pool, "account_opened", None, "x" * 900)
    assert await owner.fetchval("SELECT length(about) FROM portal.audit") == 500
    for who in (owner, pool):
        for statement in (
            "UPDATE portal.audit SET kind = 'x'", "DELETE FROM portal.audit", "TRUNCATE portal.audit",
        ):  # fmt: skip
            with pytest.raises(Exception, match=r"append-only|permission denied|never changed|only"):
                await who.execute(statement)
    assert await owner.fetchval("SELECT count(*) FROM portal.audit WHERE kind = 'account_opened'") == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"), ("testclient", ""), ("", ""),
    ],
)  # fmt: skip
def test_of_an_address_only_its_network_is_kept(address: str, network: str) -> None:
    assert audit.network_of(address) == network


async def test_when_too_many_wait_a_person_is_told_to_come_back(
    officer: UUID, browser: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(stored: str | None, text: str) -> bool:
        raise Refused("sign_in.busy", vi="Đang có quá nhiều người", en="Too many people")

    monkeypatch.setattr("portal.sign_in.entering.matches", busy)
    answer = await (await browser()).sign_in("can.bo")
    assert (answer.status_code, "Đang có quá nhiều người" in said(answer)) == (422, True)
