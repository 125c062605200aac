"""Accounts and authority as the database keeps them: one name once, a past that stays, out at once when disabled."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.host import Host
from chronicle.refusal import Refused
from chronicle.settings import Settings
from portal.sign_in import accounts
from tests import signed_in
from tests.portal.sign_in.browser import Browser

Opens = Callable[..., Awaitable[Browser]]
TODAY = date(2021, 6, 1)


async def test_a_name_is_kept_composed_and_in_lower_case_and_found_however_it_is_typed(owner: Any) -> None:
    typed = unicodedata.normalize("NFD", "  Phường.PHÚ-Thủy ")
    made = await accounts.create(owner, typed, "Công an phường")
    found = await accounts.by_name(owner, accounts.as_sign_in_name("phường.phú-thủy"))
    assert found is not None
    assert (found.account_id, found.sign_in_name) == (made, unicodedata.normalize("NFC", "phường.phú-thủy"))


@given(st.text(max_size=120))
def test_a_name_that_was_kept_is_kept_as_it_is(text: str) -> None:
    try:
        name = accounts.as_sign_in_name(text)
    except Refused as refusal:
        assert refusal.code == "account.name_wrong"
    else:
        assert accounts.as_sign_in_name(name) == name


@pytest.mark.parametrize("text", ["", "   ", "a" * 101, "a\nb", "a\0b", "\ud800"])
def test_a_name_nobody_can_type_or_read_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"account\.name_wrong"):
        accounts.as_sign_in_name(text)


async def test_a_name_is_taken_once_even_by_many_at_once(owner: Any, portal: Host) -> None:
    pool = portal.services["portal"].pool
    tried = await asyncio.gather(
        *(accounts.create(pool, name, "x") for name in ("An.Toàn", "an.toàn", "AN.TOÀN") * 3), return_exceptions=True
    )
    taken = [answer for answer in tried if not isinstance(answer, UUID)]
    assert len(taken) == 8
    assert {getattr(answer, "code", repr(answer)) for answer in taken} == {"account.name_taken"}
    assert await owner.fetchval("SELECT count(*) FROM portal.account") == 1


async def test_a_disabled_account_is_out_at_once_with_every_session_and_token(
    owner: Any, officer: UUID, settings: Settings, browser: Opens
) -> None:
    first, second = await browser("can.bo"), await browser("can.bo")
    program = await browser()
    program.client.headers.update(await signed_in.headers_of(settings, officer))
    assert [await one.is_in() for one in (first, second, program)] == [True, True, True]
    await accounts.disable(owner, officer, disabled=True)
    assert [await one.is_in() for one in (first, second, program)] == [False, False, False]
    assert (await (await browser()).sign_in("can.bo")).status_code == 422
    await accounts.disable(owner, officer, disabled=False)
    assert [await one.is_in() for one in (first, second)] == [False, False], "what was ended stays ended"
    assert (await (await browser()).sign_in("can.bo")).status_code == 303


async def test_authority_holds_from_its_first_day_to_its_last(
    owner: Any, officer: UUID, browser: Opens, portal: Host
) -> None:
    today = portal.services["portal"].clock.today()
    day = timedelta(days=1)
    for unit, first, last in (
        ("past", today - 9 * day, today - day), ("ends-today", today - day, today), ("begins-today", today, None),
        ("tomorrow", today + day, None),
    ):  # fmt: skip
        await accounts.give(owner, officer, "auditor", unit, first, last)
    one = await browser("can.bo")
    me = (await one.open("/api/portal/me")).json()
    assert [held["unit_id"] for held in me["authorities"]] == ["ends-today", "begins-today"]
    assert (me["everything"], me["units"]) == (False, 2)


async def test_authority_that_cannot_be_is_refused(owner: Any, officer: UUID) -> None:
    for code, account, role, unit, last in (
        ("role.unknown", officer, "king", "p", None),
        ("authority.needs_unit", officer, "commune_chair", None, None),
        ("authority.ends_early", officer, "auditor", "p", TODAY - timedelta(days=1)),
        ("account.unknown", uuid4(), "auditor", "p", None),
    ):
        with pytest.raises(Refused) as refused:
            await accounts.give(owner, account, role, unit, TODAY, last)
        assert refused.value.code == code
    assert await owner.fetchval("SELECT count(*) FROM portal.authority") == 0


async def test_of_a_past_only_the_end_can_be_set(owner: Any, officer: UUID, portal: Host) -> None:
    pool = portal.services["portal"].pool
    number = await accounts.give(pool, officer, "auditor", "p", TODAY)
    await accounts.end_authority(pool, number, TODAY - timedelta(days=30))
    [held] = (await accounts.authorities_of(pool, [officer]))[officer]
    assert (held.valid_from, held.valid_to) == (TODAY, TODAY), "it never ends before it began"
    for statement in (
        "UPDATE portal.authority SET role = 'operator'", "UPDATE portal.authority SET valid_from = '2000-01-01'",
        "UPDATE portal.authority SET unit_id = NULL", "DELETE FROM portal.authority", "DELETE FROM portal.account",
        "UPDATE portal.service_token SET expires_at = 'infinity'", "DELETE FROM portal.service_token",
    ):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)


async def test_an_identity_is_bound_once_and_for_good(owner: Any, officer: UUID) -> None:
    await accounts.bind(owner, officer, "https://sso.example", "first")
    await accounts.bind(owner, officer, "https://sso.example", "second")
    found = await accounts.by_identity(owner, "https://sso.example", "first")
    assert found is not None and found.account_id == officer
    assert await accounts.by_identity(owner, "https://sso.example", "second") is None
    assert await accounts.by_identity(owner, "https://other.example", "first") is None
    other = await accounts.create(owner, "other", "x")
    with pytest.raises(asyncpg.UniqueViolationError):
        await accounts.bind(owner, other, "https://sso.example", "first")


async def test_another_service_reads_no_account(settings: Settings, open_host: Any) -> None:
    from services.models.component import COMPONENT as MODELS

    pool = (await open_host(MODELS)).services["models"].pool
    for table in ("account", "authority", "session", "service_token", "audit"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.fetch(f"SELECT * FROM portal.{table}")
