"""The past in a database: as of any position every view is what a fold up to there gives, whatever pages and epochs wrote it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chronicle.live_view import LiveView
from chronicle.past import past as past_module
from chronicle.past import version_table
from chronicle.past.book import discard
from chronicle.past.moment import AsOf, Moment
from chronicle.past.past import NotYet, Past, PastStopped
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Patch, Projection, Rows
from chronicle.reader import Reader
from contracts.catalogue import CATALOGUE
from contracts.fact import Fact
from contracts.models import ModelProposed, ModelReplicated
from tests.chronicle.sample_component import DAY, MODELS, PROJECTIONS, ModelRow, closed, grown, proposed
from tests.chronicle.telling import healed, item

MODELS_OF_HISTORY = 12


async def _a_history(log: PostgresLog, first: int = 0) -> int:
    for number in range(first, first + MODELS_OF_HISTORY):
        name, unit = f"m{number}", f"u{number % 3}"
        await log.append([item(f"models.model:{name}", proposed(name, unit), grown(name, number, number))])
    for number in range(first, first + MODELS_OF_HISTORY, 3):
        await log.append([item(f"models.model:m{number}", closed(f"m{number}"))])
    return await log.head()


async def _read(log: PostgresLog, pool: Any, *projections: Projection) -> None:
    for projection in projections:
        await healed(Reader(LiveView("models", projection, pool, CATALOGUE), log), log)


def _past(log: PostgresLog, pool: Any, *projections: Projection) -> Past:
    return Past("models", projections or PROJECTIONS, pool, log, CATALOGUE)


@asynccontextmanager
async def _as_of(pool: Any, position: int, *projections: Projection) -> AsyncIterator[AsOf]:
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(f"SET LOCAL antoan.as_of = {position}")
        yield AsOf(
            connection, Moment(position, DAY, False, None), "models", [p.name for p in projections or PROJECTIONS]
        )


async def _held(pool: Any, position: int, projection: Projection) -> list[tuple[Any, ...]]:
    order = ", ".join(projection.key)
    async with _as_of(pool, position, projection) as connection:
        rows = await connection.fetch(f"SELECT * FROM models.{projection.name} ORDER BY {order}")
    return [tuple(row) for row in rows]


async def _folded(log: PostgresLog, position: int, projection: Projection) -> list[tuple[Any, ...]]:
    rows: Rows = {}
    async for page in log.scan(0, position, projection.types, 1000, projection.sees):
        for seen in page:
            seen.fact = CATALOGUE.decode(seen.type, seen.schema_version, seen.fact)
            projection.step(rows, seen)
    return sorted(tuple(list(v) if isinstance(v, tuple) else v for v in row) for row in rows.values())


async def _same_at_every_position(pool: Any, log: PostgresLog, head: int) -> None:
    for projection in PROJECTIONS:
        for position in range(head + 1):
            held = await _held(pool, position, projection)
            assert held == await _folded(log, position, projection), f"{projection.name} as of {position}"


@pytest.mark.parametrize(("page", "epoch", "rows_held"), [(1, 3, 2), (7, 5, 0), (5_000, 20_000, 100_000)])
async def test_every_position_is_a_fold_up_to_there(
    pool: Any, log: PostgresLog, monkeypatch: pytest.MonkeyPatch, page: int, epoch: int, rows_held: int
) -> None:
    monkeypatch.setattr(past_module, "page_events", page)
    monkeypatch.setattr(past_module, "rows_held_max", rows_held)
    monkeypatch.setattr(version_table, "epoch_versions_min", epoch)
    head = await _a_history(log)
    await _read(log, pool, *PROJECTIONS)
    await _past(log, pool).reach(head)
    await _same_at_every_position(pool, log, head)
    epochs = await pool.fetchval("SELECT count(*) FROM models.past_epoch WHERE view = 'models_seen'")
    assert (epochs > 3) is (epoch < 20_000)


async def test_it_goes_on_where_another_process_left_off(pool: Any, log: PostgresLog) -> None:
    first = await _a_history(log)
    await _read(log, pool, *PROJECTIONS)
    ours, theirs = _past(log, pool), _past(log, pool)
    await ours.reach(first)
    head = await _a_history(log, first=MODELS_OF_HISTORY)
    await _read(log, pool, *PROJECTIONS)
    await asyncio.gather(theirs.reach(head), ours.reach(head))
    await _same_at_every_position(pool, log, head)


async def test_what_is_not_written_yet_is_said_and_not_shown(pool: Any, log: PostgresLog) -> None:
    """The live views have not read: what those would park is not known yet."""
    head = await _a_history(log)
    past = _past(log, pool)
    with pytest.raises(NotYet) as told:
        await past.reach(head, seconds_max=0.2)
    assert (told.value.reached, told.value.position) == (0, head)
    await _read(log, pool, *PROJECTIONS)
    await past.reach(head)
    assert await past.reached() == head


async def test_a_view_of_another_shape_has_another_past(pool: Any, log: PostgresLog) -> None:
    head = await _a_history(log)
    await _read(log, pool, MODELS)
    await _past(log, pool, MODELS).reach(head)
    narrow = Projection("models_seen", ModelRow, ["model_id"], {ModelProposed: MODELS.on[ModelProposed]})
    await _read(log, pool, narrow)
    past = _past(log, pool, narrow)
    assert await past.reached() < 0
    await past.reach(head)
    assert await _held(pool, head, narrow) == await _folded(log, head, narrow)


async def test_a_past_that_is_discarded_is_written_anew(pool: Any, log: PostgresLog) -> None:
    head = await _a_history(log)
    await _read(log, pool, *PROJECTIONS)
    past = _past(log, pool)
    await past.reach(head)
    await pool.execute("UPDATE models.models_seen__versions SET points = 77")
    assert await _held(pool, head, MODELS) != await _folded(log, head, MODELS)
    async with pool.acquire() as connection:
        await discard(connection, "models", "models_seen")
    assert await past.reached() < 0
    await past.reach(head)
    await _same_at_every_position(pool, log, head)


async def test_what_the_live_view_parked_is_in_no_past(pool: Any, log: PostgresLog) -> None:
    def fails(fact: Any, seen: Any) -> Any:
        if fact.model_id == "m1":
            raise ValueError("no such model")
        return [Patch((fact.model_id,), {"points": fact.points})]

    frail = Projection("models_seen", ModelRow, ["model_id"], {**MODELS.on, ModelReplicated: fails})
    head = await _a_history(log)
    await _read(log, pool, frail)
    past = _past(log, pool, frail)
    await past.reach(head)
    live = [tuple(row) for row in await pool.fetch("SELECT * FROM models.models_seen ORDER BY model_id")]
    assert await _held(pool, head, frail) == live
    await pool.execute("DELETE FROM models.parked")
    async with pool.acquire() as connection:
        await discard(connection, "models", "models_seen")
    with pytest.raises(PastStopped, match="position 4"):
        await past.reach(head)


async def test_what_no_view_could_even_read_does_not_stop_the_past(pool: Any, log: PostgresLog) -> None:
    """And is an error where nobody parked it."""

    class Wrong(Fact, extra="allow"):
        name, version = ModelReplicated.name, ModelReplicated.version

    await _a_history(log)
    await log.append([item("models.model:m1", Wrong(**{"model_id": "m1", "points": "many"}))])
    head = await _a_history(log, MODELS_OF_HISTORY)
    await _read(log, pool, *PROJECTIONS)
    await _past(log, pool).reach(head)
    for projection in PROJECTIONS:
        order = ", ".join(projection.key)
        live = [tuple(row) for row in await pool.fetch(f"SELECT * FROM models.{projection.name} ORDER BY {order}")]
        assert await _held(pool, head, projection) == live and live
    await pool.execute("DELETE FROM models.parked")
    async with pool.acquire() as connection:
        await discard(connection, "models", "models_seen")
    with pytest.raises(ValueError, match="points"):
        await _past(log, pool).reach(head)


async def test_before_the_first_fact_everything_can_be_read_and_is_empty(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    await _past(log, pool).reach(0)
    for projection in PROJECTIONS:
        assert await _held(pool, 0, projection) == []


async def test_only_views_are_read_as_of(pool: Any, log: PostgresLog) -> None:
    """And a string, a column and a longer name that look like one are left alone."""
    head = await _a_history(log)
    await _read(log, pool, *PROJECTIONS)
    await _past(log, pool).reach(head)
    async with _as_of(pool, 0) as connection:
        row = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM models.models_seen), (SELECT count(*) FROM models.reader), "
            "(SELECT count(*) FROM models.models_seen__versions) > 0"
        )
    assert tuple(row) == (0, len(PROJECTIONS), True)
