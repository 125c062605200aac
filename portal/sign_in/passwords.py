"""Passwords as they are kept: argon2id, in a few threads of their own, in the same time whether an account exists or not."""

import asyncio
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

from chronicle.refusal import Refused
from portal.sign_in.password_rules import typed_characters_max

hashes_at_once_max = 2
"""Each takes 64 MiB and four lanes: two of them keep two processors busy and 128 MiB occupied."""
hashes_waiting_max = 32
"""At about a tenth of a second each the last one waits some seconds; beyond that a person is told to come back."""

HASHER = PasswordHasher(
    time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16, encoding="utf-8", type=Type.ID
)
"""RFC 9106, section 4, second recommended option: t=3, m=64 MiB, p=4, a tag of 256 and a salt of 128 bits.
More than OWASP's Password Storage Cheat Sheet asks for at least (19 MiB, t=2, p=1); about 0.1 s on two processors."""

NOBODYS = f"$argon2id$v=19$m=65536,t=3,p=4${'A' * 22}${'A' * 43}"
"""Compared with where there is no account, so that this takes as long as a wrong password. No known text leads to it."""

Answer = TypeVar("Answer")

_threads = ThreadPoolExecutor(hashes_at_once_max, "password")
_places = threading.BoundedSemaphore(hashes_at_once_max + hashes_waiting_max)


async def hash_password(text: str) -> str:
    """What to keep of a password that `must_be_acceptable` let through. Raises Refused `sign_in.busy`."""
    prepared = _prepared(text)
    if prepared is None:
        raise ValueError("ask must_be_acceptable first")
    return await _in_a_thread(lambda: HASHER.hash(prepared))


async def matches(stored: str | None, text: str) -> bool:
    """Whether the text is the password of which `stored` was kept; None where there is no such account.

    A text that no password can be is refused without hashing, whether the account exists or not. Raises Refused `sign_in.busy`.
    """
    prepared = _prepared(text)
    if prepared is None:
        return False
    same = await _in_a_thread(lambda: _same(NOBODYS if stored is None else stored, prepared))
    return same and stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether it was kept with other parameters than today's: hash again at the next successful sign-in."""
    return HASHER.check_needs_rehash(stored)


def _prepared(text: str) -> bytes | None:
    """The normalised text (NFKC, as SP 800-63B-4 asks), so that one password typed on two keyboards is one."""
    if len(text) > typed_characters_max:
        return None
    try:
        return unicodedata.normalize("NFKC", text).encode()
    except UnicodeEncodeError:
        return None


def _same(stored: str, prepared: bytes) -> bool:
    try:
        return HASHER.verify(stored, prepared)
    except VerifyMismatchError:
        return False


async def _in_a_thread(work: Callable[[], Answer]) -> Answer:
    """Runs it when a thread is free. The place is given back when the work has ended, not when nobody waits any more."""
    if not _places.acquire(blocking=False):
        raise Refused(
            "sign_in.busy",
            vi="Đang có quá nhiều người đăng nhập cùng lúc, hãy thử lại sau ít phút",
            en="Too many people are signing in at once, try again in a few minutes",
        )
    future: Future[Answer] = _threads.submit(work)
    future.add_done_callback(lambda _: _places.release())
    return await asyncio.wrap_future(future)
