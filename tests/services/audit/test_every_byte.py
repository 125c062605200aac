"""Whatever byte of whatever stored field of whatever fact becomes another, verifying names that fact: a property."""

import random
import struct
import time
from collections.abc import AsyncIterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.leaf import leaf_hash, leaf_text
from chronicle.ledger.note import Signer
from chronicle.log import Entry
from chronicle.settings import Settings
from services.audit.ledger.sealing import seal_log
from services.audit.ledger.tampering import undone
from services.audit.ledger.verifying import verify_as_it_stands

FACTS = 10_000
CHANGES = 170
"""Ten for each of the columns."""
COLUMNS = tuple(field.name for field in fields(Entry))
SIGNER = Signer("antoan", bytes(32))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def a_fact(position: int) -> Entry:
    """No two alike, with something in every field."""
    number = random.Random(position)
    return Entry(
        position, f"registration.unit:x{position}", 1 + position % 7, "registration.unit_listed", 1,
        UUID(int=number.getrandbits(128)), f'{{"unit_id":"x{position}","title":"Xã","total":{position * 37}}}',
        date(2021, 1, 1) + timedelta(days=position % 365),
        EPOCH + timedelta(days=18_700, microseconds=number.getrandbits(40)),
        f"actor-{position % 50}", "provincial_officer", f"d{position % 9}", f"c{position % 11}",
        UUID(int=number.getrandbits(128)), position + 5, UUID(int=number.getrandbits(128)), f"rules-{position % 3}",
    )  # fmt: skip


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator[Any]:
    """Ten thousand facts in a real log, sealed."""
    connection = await asyncpg.connect(settings.database_url)
    rows = [tuple(getattr(fact, name) for name in COLUMNS) for fact in map(a_fact, range(1, FACTS + 1))]
    await connection.copy_records_to_table("event", schema_name="chronicle", columns=list(COLUMNS), records=rows)
    await connection.execute("UPDATE chronicle.head SET position = $1", FACTS)
    await seal_log(connection, lambda size, root: signed(Checkpoint("antoan", size, root), [SIGNER]))
    yield connection
    await connection.close()


def another(value: Any, chance: random.Random) -> Any:
    """The same value with one byte of how it is stored changed; of a text, to one that may stand in a text."""
    match value:
        case str():
            at = chance.randrange(len(value))
            return value[:at] + chance.choice([one for one in "abcxyz019" if one != value[at]]) + value[at + 1 :]
        case UUID():
            return UUID(int=value.int ^ (chance.randint(1, 255) << 8 * chance.randrange(16)))
        case datetime():
            return value + timedelta(microseconds=1 << 8 * chance.randrange(6))
        case date():
            return value + timedelta(days=1 << 8 * chance.randrange(2))
        case int():
            [changed] = struct.unpack(">i", (value ^ (chance.randint(1, 127) << 8 * chance.randrange(4))).to_bytes(4))
            return changed
    raise AssertionError(f"a stored field of another kind: {value!r}")


def another_fact(text: str, chance: random.Random) -> str:
    """JSON that the database takes: one letter or digit of what it says."""
    places = [at for at, letter in enumerate(text) if letter.isdigit() or (letter.isalpha() and letter.isascii())]
    at = chance.choice(places)
    choices = "123456789" if text[at].isdigit() else "abcxyz"
    return text[:at] + chance.choice([one for one in choices if one != text[at]]) + text[at + 1 :]


async def test_a_changed_byte_in_any_column_of_any_of_ten_thousand_facts_is_named(owner: Any) -> None:
    """One byte of each of these facts, some of them at once: every single one is named, and the first of them first."""
    chance = random.Random(20211108)
    places = chance.sample(range(1, FACTS + 1), CHANGES)
    changes = [(position, COLUMNS[at % len(COLUMNS)]) for at, position in enumerate(places)]
    began = time.monotonic()
    for batch in batches(changes):
        async with undone(owner):
            for position, column in batch:
                await change(owner, position, column, chance)
            verdict = await verify_as_it_stands(owner, keys=[str(SIGNER.key)])
        positions = {position for position, _ in batch}
        named = {found.position for found in verdict.findings if found.what in ("changed", "missing")}
        assert positions == named - {FACTS + 1}, "what is moved behind the end leaves a hole there as well"
        assert verdict.first_bad == min(positions)
    assert time.monotonic() - began < 20
    assert (await verify_as_it_stands(owner, keys=[str(SIGNER.key)])).holds, "the control: all was taken back"


def batches(changes: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Fewer at once than verifying stops at; a position alone, as it moves the fact to another place."""
    still = [change for change in changes if change[1] != "position"]
    moved = [[change] for change in changes if change[1] == "position"]
    return [*(still[first : first + 90] for first in range(0, len(still), 90)), *moved]


async def change(owner: Any, position: int, column: str, chance: random.Random) -> None:
    value = await owner.fetchval(f"SELECT {column} FROM chronicle.event WHERE position = $1", position)
    if column == "position":
        fresh = position + (1 << 16)  # its third byte: the others lead to the place of another fact, which is taken
    else:
        fresh = another_fact(value, chance) if column == "data" else another(value, chance)
    assert fresh != value
    await owner.execute(f"UPDATE chronicle.event SET {column} = $2 WHERE position = $1", position, fresh)


@pytest.mark.fast
@given(st.integers(1, FACTS), st.sampled_from(COLUMNS), st.randoms(use_true_random=False))
def test_no_changed_byte_of_a_field_leaves_the_leaf_as_it_was(
    position: int, column: str, chance: random.Random
) -> None:
    fact = a_fact(position)
    changed = replace(fact, **{column: another(getattr(fact, column), chance)})
    assert leaf_hash(leaf_text(changed)) != leaf_hash(leaf_text(fact))


@pytest.mark.fast
def test_no_other_value_of_any_byte_of_a_leaf_has_its_hash() -> None:
    """All bytes, all 255 other values, of the leaves of a few facts; and no field can be pushed into the one beside it."""
    for position in (1, 4_711, FACTS):
        fact = a_fact(position)
        text = leaf_text(fact).encode()
        whole = leaf_hash(text.decode())
        seen = {whole}
        for at in range(len(text)):
            for other in range(1, 256):
                seen.add(sha256(b"\x00" + text[:at] + bytes([text[at] ^ other]) + text[at + 1 :]).digest())
        assert len(seen) == 1 + 255 * len(text)
        pushed = replace(fact, actor=fact.actor + fact.role[:1], role=fact.role[1:])
        assert leaf_hash(leaf_text(pushed)) != whole
