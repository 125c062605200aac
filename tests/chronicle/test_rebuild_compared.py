"""What a comparison says: how many rows, which, in what, and since which fact at the latest; and a hash anybody can make again."""

import asyncio
from hashlib import sha256
from typing import Any

import pytest

from chronicle.clock import SystemClock
from chronicle.live_view import LiveView
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Key
from chronicle.reader import Reader
from chronicle.rebuild import comparing
from chronicle.rebuild.operation import Differing, Found
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from tests.chronicle.rebuilding import Asking, manner
from tests.chronicle.sample_component import MODELS, UNITS, closed, grown, proposed
from tests.chronicle.telling import healed, item


@pytest.fixture
async def asking(settings: Settings, pool: Any) -> Asking:
    """Facts 1 to 4 are about m1, 5 and 6 about m2, 7 and 8 about m3, 9 is about m1 again."""
    log = PostgresLog(pool, SystemClock())
    await log.append([item("models.model:m1", proposed("m1"), grown("m1", 1, 1), grown("m1", 2, 3), grown("m1", 3, 6))])
    for name in ("m2", "m3"):
        await log.append([item(f"models.model:{name}", proposed(name), grown(name, 5, 5))])
    await log.append([item("models.model:m1", closed("m1"))])
    for projection in (MODELS, UNITS):
        await healed(Reader(LiveView("models", projection, pool, CATALOGUE), log), log)
    return Asking(settings, pool)


async def differing(asking: Asking) -> tuple[Found, dict[Key, Differing]]:
    one = await asking.compared(MODELS, how=manner(3))
    [found] = one.found
    assert await asking.wish(one.rebuild_id, "discard")
    await asking.rebuilds([MODELS]).act()
    return found, {each.key: each for each in found.samples}


async def test_a_row_that_stopped_following_names_the_fact_before_which_it_stopped(asking: Asking, pool: Any) -> None:
    await pool.execute(
        "UPDATE models.models_seen SET points = 3, state = 'open', last_position = 3, changes = 2 WHERE model_id = 'm1'"
    )
    found, samples = await differing(asking)
    row = samples[("m1",)]
    assert (found.changed, found.apart_since) == (1, 9)
    assert row.live is not None and row.rebuilt is not None
    assert {name: (row.live[name], row.rebuilt[name]) for name in row.columns}["points"] == ("3", "6")
    assert (row.last_fact, row.stopped_before) == (9, 4), "with three points it is what it was before fact 4"


async def test_a_row_that_never_was_so_names_no_such_fact(asking: Asking, pool: Any) -> None:
    await pool.execute("UPDATE models.models_seen SET points = 77 WHERE model_id IN ('m1', 'm3')")
    found, samples = await differing(asking)
    assert (found.changed, found.apart_since) == (2, 8), "the earlier of 8 (m3) and 9 (m1)"
    assert {key[0]: (row.last_fact, row.stopped_before) for key, row in samples.items()} == {
        "m1": (9, None),
        "m3": (8, None),
    }


async def test_a_row_that_is_missing_and_one_no_fact_tells_of(asking: Asking, pool: Any) -> None:
    await pool.execute("DELETE FROM models.models_seen WHERE model_id = 'm2'")
    await pool.execute("INSERT INTO models.models_seen (model_id) VALUES ('forged')")
    found, samples = await differing(asking)
    assert (found.only_rebuilt, found.only_live, found.apart_since) == (1, 1, 6)
    assert (samples[("m2",)].live, samples[("m2",)].last_fact, samples[("m2",)].stopped_before) == (None, 6, 5)
    assert (samples[("forged",)].rebuilt, samples[("forged",)].last_fact) == (None, None)


async def test_so_many_rows_are_shown_and_all_are_counted(
    asking: Asking, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "samples_max", 2)
    await pool.execute("UPDATE models.models_seen SET points = 77")
    found, samples = await differing(asking)
    assert (found.differing, sorted(samples)) == (3, [("m1",), ("m2",)])
    assert found.apart_since == 6, "m2 is not the last of those looked into"


async def test_the_hash_is_what_psql_makes_of_the_rows(asking: Asking, pool: Any) -> None:
    one = await asking.switched(MODELS)
    chunks: list[bytes] = []

    async def take(data: bytes) -> None:
        chunks.append(data)
        await asyncio.sleep(0)

    columns = ", ".join(MODELS.columns)
    async with pool.acquire() as connection:
        await connection.copy_from_query(
            f'SELECT {columns} FROM models.models_seen ORDER BY model_id COLLATE "C"', output=take, format="binary"
        )
    assert sha256(b"".join(chunks)).hexdigest() == one.found[0].sha256
    await pool.execute("UPDATE models.models_seen SET points = points + 1 WHERE model_id = 'm3'")
    again = await asking.compared(MODELS)
    assert again.found[0].sha256 == one.found[0].sha256, "it is of the rebuilt rows, whatever the live ones are"
