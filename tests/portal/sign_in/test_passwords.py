"""Passwords are kept as argon2id, in a bounded number of threads, and an account that is not there takes as long."""

import asyncio
import threading
import unicodedata
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from chronicle.refusal import Refused
from portal.sign_in import passwords
from portal.sign_in.passwords import (
    NOBODYS,
    hash_password,
    hashes_at_once_max,
    hashes_waiting_max,
    matches,
    needs_rehash,
)

pytestmark = pytest.mark.fast

TEXT = "một con vịt xòe ra hai cái cánh"


async def test_a_password_matches_what_was_kept_of_it_and_no_other() -> None:
    stored = await hash_password(TEXT)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$") and TEXT not in stored
    assert await matches(stored, TEXT)
    assert not await matches(stored, TEXT + " ")
    assert not await matches(stored, TEXT.upper())
    assert stored != await hash_password(TEXT), "every password has a salt of its own"


async def test_marks_typed_apart_or_together_are_one_password() -> None:
    apart = unicodedata.normalize("NFD", TEXT)
    assert apart != TEXT
    assert await matches(await hash_password(apart), TEXT)


async def test_no_text_matches_where_there_is_no_account() -> None:
    assert not await matches(None, TEXT)


async def test_not_even_the_text_that_leads_to_nobodys_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "NOBODYS", await hash_password(TEXT))
    assert not await matches(None, TEXT)


@pytest.mark.quiet
async def test_without_an_account_it_takes_as_long() -> None:
    stored = await hash_password(TEXT)
    with_account, without = [], []
    for _ in range(5):
        for times, kept in ((with_account, stored), (without, None)):
            before = perf_counter()
            assert not await matches(kept, "a wrong one of some length")
            times.append(perf_counter() - before)
    assert 0.5 < median(without) / median(with_account) < 2


async def test_texts_that_no_password_can_be_are_not_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", None)
    assert not await matches(None, "x" * 100_000)
    assert not await matches(NOBODYS, "\ud800" * 20)
    with pytest.raises(ValueError, match="must_be_acceptable"):
        await hash_password("x" * 100_000)


async def test_a_hash_with_older_parameters_still_matches_and_is_made_anew() -> None:
    older = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(TEXT)
    assert await matches(older, TEXT)
    assert needs_rehash(older) and not needs_rehash(await hash_password(TEXT))


def test_the_parameters_are_those_of_the_standard_also_for_nobody() -> None:
    assert extract_parameters(NOBODYS) == RFC_9106_LOW_MEMORY
    assert not needs_rehash(NOBODYS)


async def test_so_many_are_hashed_at_once_so_many_wait_and_the_next_is_refused() -> None:
    """With threads that stand still until told: the bound is of the threads, not of those who wait for them."""
    go_on, running = threading.Event(), threading.Semaphore(0)

    def stands_still() -> bool:
        running.release()
        return go_on.wait(10)

    waiting = [
        asyncio.create_task(passwords._in_a_thread(stands_still))
        for _ in range(hashes_at_once_max + hashes_waiting_max)
    ]
    try:
        await asyncio.sleep(0.1)
        assert sum(running.acquire(blocking=False) for _ in waiting) == hashes_at_once_max
        with pytest.raises(Refused) as refused:
            await matches(None, TEXT)
        assert refused.value.code == "sign_in.busy"
    finally:
        go_on.set()
        await asyncio.gather(*waiting)
    assert not await matches(None, TEXT), "the places are given back"


async def test_somebody_who_stops_waiting_gives_the_place_back() -> None:
    for _ in range(3 * (hashes_at_once_max + hashes_waiting_max)):
        task = asyncio.create_task(passwords._in_a_thread(lambda: True))
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.sleep(0.2)
    assert not await matches(None, TEXT)
