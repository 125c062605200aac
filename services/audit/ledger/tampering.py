"""What whoever owns the database could do to the log, each of it found by verifying: for the drill, and for the tests."""

import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from portal.words import message
from services.audit.ledger import book
from services.audit.ledger.sealing import NoteOf, seal_log, sign
from services.audit.ledger.verdict import Verdict, What

dropped_facts = 10

_TABLES = """
    SELECT 'chronicle.event'::regclass::text
    UNION ALL SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'chronicle.event'::regclass"""
_END_OF_A_WORD = re.compile(r'(?<!\\)(?<!\\u[0-9A-Fa-f]{3})[A-Za-z0-9](?=")')
"""Where a byte may be another and the text still is JSON, which is all the database asks of it: no part of an escape."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is done: a fact that is sealed, with some before and after it; and who signs in the house's name."""

    position: int
    note_of: NoteOf


@dataclass(frozen=True, slots=True)
class Manipulation:
    """`said` is what is done, with the blank `position`; `found` is what verifying must answer."""

    name: str
    said: str
    found: What
    do: Callable[[Any, Place], Awaitable[None]]

    def is_caught(self, verdict: Verdict, place: Place) -> bool:
        """What was done is named, and where it was done; of a log that was written anew, that it was before an old checkpoint."""
        named = [found for found in verdict.findings if found.what == self.found]
        if self.found == "outside":
            return any(found.until < place.position <= found.position for found in named)
        return verdict.first_bad == place.position and place.position in {found.position for found in named}


@asynccontextmanager
async def undone(connection: Any) -> AsyncIterator[None]:
    """Triggers are no wall against the owner, who switches them off. All that is done inside is taken back at the end."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        for (table,) in await connection.fetch(_TABLES):
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
    finally:
        await transaction.rollback()


async def flip_a_byte(connection: Any, place: Place) -> None:
    """The lowest bit of one byte of the stored text of a fact."""
    text = await connection.fetchval("SELECT data::text FROM chronicle.event WHERE position = $1", place.position)
    await connection.execute(
        "UPDATE chronicle.event SET data = $2 WHERE position = $1", place.position, flipped(text, place.position)
    )


def flipped(text: str, seed: int) -> str:
    """The text of a JSON object with a key, another by the lowest bit of one byte, and JSON as before."""
    found = random.Random(seed).choice(list(_END_OF_A_WORD.finditer(text)))
    return text[: found.start()] + chr(ord(found[0]) ^ 1) + text[found.end() :]


async def edit_a_row(connection: Any, place: Place) -> None:
    """It happened a month earlier than it did."""
    await connection.execute(
        "UPDATE chronicle.event SET occurred_on = occurred_on - 30 WHERE position = $1", place.position
    )


async def drop_a_range(connection: Any, place: Place) -> None:
    await connection.execute(
        "DELETE FROM chronicle.event WHERE position BETWEEN $1 AND $2",
        place.position,
        place.position + dropped_facts - 1,
    )


async def write_anew(connection: Any, place: Place) -> None:
    """With the key as well: every hash and every checkpoint is made again, so that all inside agrees."""
    await edit_a_row(connection, place)
    sizes = [one.size for one in await book.sizes(connection)]
    await connection.execute("TRUNCATE audit.tile, audit.checkpoint, audit.cosignature")
    await seal_log(connection, place.note_of)
    for size in sizes:
        await sign(connection, size, place.note_of)


MANIPULATIONS: tuple[Manipulation, ...] = (
    Manipulation("flip", message("Đổi một bit trong một byte của sự kiện %(position)s."), "changed", flip_a_byte),
    Manipulation(
        "edit", message("Chủ cơ sở dữ liệu sửa ngày xảy ra của sự kiện %(position)s, lùi 30 ngày."), "changed", edit_a_row
    ),
    Manipulation("drop", message("Xóa 10 sự kiện, từ sự kiện %(position)s."), "missing", drop_a_range),
    Manipulation(
        "rewrite",
        message("Sửa sự kiện %(position)s, băm lại toàn bộ nhật ký và ký lại mọi điểm kiểm tra bằng đúng khóa của nhật ký."),
        "outside",
        write_anew,
    ),
)  # fmt: skip
