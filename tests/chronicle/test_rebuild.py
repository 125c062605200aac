"""A rebuild equals the live view, whatever its pages and while facts keep coming; at a bad fact it stops and changes nothing."""

import asyncio
from typing import Any

import pytest

from chronicle.live_view import LiveView
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Patch, Projection
from chronicle.reader import Reader
from chronicle.rebuild import RebuildStopped, rebuild
from contracts.catalogue import CATALOGUE
from contracts.models import ModelProposed, ModelReplicated
from tests.chronicle.sample_component import (
    MODELS,
    OPEN,
    PROJECTIONS,
    UNITS,
    ModelRow,
    closed,
    grown,
    proposed,
    reviewed,
)
from tests.chronicle.telling import healed, holds, item, should_hold


async def _a_history(log: PostgresLog, models: int = 20) -> None:
    for number in range(models):
        name, unit = f"m{number}", f"u{number % 3}"
        await log.append([item(f"models.model:{name}", proposed(name, unit), grown(name, number, number))])
    await log.append([item(f"models.model:m{number}", closed(f"m{number}")) for number in range(0, models, 3)])


def _views(pool: Any, *projections: Projection) -> list[LiveView]:
    return [LiveView("models", projection, pool, CATALOGUE) for projection in projections]


async def _all_live(views: list[LiveView], log: PostgresLog) -> None:
    for view in views:
        await healed(Reader(view, log), log)


@pytest.mark.parametrize("page", [1, 7, 20_000])
async def test_it_equals_the_live_view_and_the_fold_whatever_its_pages(pool: Any, log: PostgresLog, page: int) -> None:
    await _a_history(log)
    views = _views(pool, *PROJECTIONS)
    await _all_live(views, log)
    seen: list[tuple[int, int]] = []
    receipts = await rebuild(
        [(view, pool) for view in views],
        log,
        CATALOGUE,
        page=page,
        progress=lambda done, total: seen.append((done, total)),
    )
    head = await log.head()
    assert [(receipt.view, receipt.position, receipt.same) for receipt in receipts] == [
        (view.name, head, True) for view in views
    ]
    for view, receipt in zip(views, receipts, strict=True):
        held = await holds(view, pool)
        assert held == await should_hold(view.projection, log)
        assert receipt.rows == len(held)
    assert seen[-1] == (head, head)
    assert len(seen) == -(-head // page)


async def test_a_live_view_that_is_wrong_is_told_of_and_put_right(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    views = _views(pool, MODELS, UNITS)
    await _all_live(views, log)
    await pool.execute("UPDATE models.models_seen SET points = points + 1 WHERE model_id = 'm1'")
    await pool.execute("DELETE FROM models.models_seen WHERE model_id = 'm2'")
    await pool.execute("INSERT INTO models.models_seen (model_id) VALUES ('forged')")
    models, units = await rebuild([(view, pool) for view in views], log, CATALOGUE)
    assert (models.missing, models.surplus, models.same) == (2, 2, False)
    assert units.same
    assert await holds(views[0], pool) == await should_hold(MODELS, log)
    [again] = await rebuild([(views[0], pool)], log, CATALOGUE)
    assert again.same


async def test_a_live_view_is_behind_only_by_what_is_of_use_to_it(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    [view] = _views(pool, MODELS)
    await _all_live([view], log)
    await log.append([item("models.model:m1", reviewed("m1"))])
    [receipt] = await rebuild([(view, pool)], log, CATALOGUE)
    assert receipt.same, "a fact it does not fold made it count as behind"
    await log.append([item("models.model:m1", closed("m1"))])
    [receipt] = await rebuild([(view, pool)], log, CATALOGUE)
    assert (receipt.missing, receipt.surplus) == (None, None)


async def test_facts_keep_coming_while_it_is_under_way(pool: Any, open_pool: Any, log: PostgresLog) -> None:
    await _a_history(log, models=40)
    views = _views(pool, *PROJECTIONS)
    readers = [Reader(view, log) for view in views]
    going_on = True

    async def write() -> int:
        written = 0
        while going_on:
            name = f"new{written}"
            await log.append([item(f"models.model:{name}", proposed(name, "u1"), grown(name, 1, 1))])
            written += 1
        return written

    async def read(reader: Reader) -> None:
        while going_on:
            await healed(reader, log)

    writing, *reading = [asyncio.create_task(write()), *(asyncio.create_task(read(reader)) for reader in readers)]
    await asyncio.sleep(0.2)
    own_pool = await open_pool("models")
    rebuilt = [LiveView("models", projection, own_pool, CATALOGUE) for projection in PROJECTIONS]
    for page in (3, 11, 500):
        receipts = await rebuild([(view, own_pool) for view in rebuilt], log, CATALOGUE, page=page)
        assert all(receipt.missing in (0, None) and receipt.surplus in (0, None) for receipt in receipts)
    going_on = False
    assert await writing > 10, "nothing came while it was under way"
    await asyncio.gather(*reading)
    for reader, view in zip(readers, views, strict=True):
        await healed(reader, log)
        assert await holds(view, pool) == await should_hold(view.projection, log)


def _stumbling(at: str) -> Projection:
    def replicated(fact: ModelReplicated, recorded: Any) -> Any:
        return (
            [Patch((fact.model_id,), {"nowhere": 1})]
            if fact.model_id == at
            else MODELS.on[ModelReplicated](fact, recorded)
        )

    return Projection(MODELS.name, ModelRow, ("model_id",), {**MODELS.on, ModelReplicated: replicated})


async def test_a_projection_that_looks_at_what_it_did_not_declare_is_stopped(pool: Any, log: PostgresLog) -> None:
    """`sees` decides which columns a rebuild reads; what is missing there is an error and never a default."""

    def proposed_by(fact: ModelProposed, seen: Any) -> Any:
        return [Patch((fact.model_id,), {"unit_id": seen.office})]

    def view(sees: tuple[str, ...]) -> list[tuple[LiveView, Any]]:
        projection = Projection(MODELS.name, ModelRow, ("model_id",), {ModelProposed: proposed_by}, sees)
        return [(made, pool) for made in _views(pool, projection)]

    await _a_history(log, models=2)
    with pytest.raises(RebuildStopped, match="office"):
        await rebuild(view(()), log, CATALOGUE)
    [receipt] = await rebuild(view(("office",)), log, CATALOGUE)
    assert receipt.rows == 2


async def test_it_stops_at_a_bad_fact_and_changes_nothing(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    live = _views(pool, MODELS, UNITS)
    await _all_live(live, log)
    await pool.execute("UPDATE models.units_seen SET points = 7")
    before = [await holds(view, pool) for view in live]
    with pytest.raises(RebuildStopped, match=r"position 12 \(models\.model_replicated v1\).*nothing was changed"):
        await rebuild([(view, pool) for view in _views(pool, UNITS, _stumbling("m5"))], log, CATALOGUE, page=4)
    assert [await holds(view, pool) for view in live] == before
    assert [await view.checkpoint() for view in live] == [await log.head()] * 2
    assert await _tables(pool) == {"models_seen", "units_seen"}


async def test_it_stops_at_a_bad_fact_that_came_while_it_was_under_way(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    live = _views(pool, MODELS, UNITS)
    await _all_live(live, log)

    class Growing(PostgresLog):
        """Facts come just after the head was pinned, and the live view reads them."""

        async def head(self) -> int:
            pinned = await super().head()
            await log.append([item("models.model:late", proposed("late"), grown("late", 1, 1))])
            await _all_live(live, log)
            return pinned

    growing = Growing(pool, log._clock)
    with pytest.raises(RebuildStopped, match=r"models\.models_seen: position 49 .*nothing was changed there"):
        await rebuild([(view, pool) for view in _views(pool, UNITS, _stumbling("late"))], growing, CATALOGUE)
    for view in live:
        assert await holds(view, pool) == await should_hold(view.projection, log)
    assert await _tables(pool) == {"models_seen", "units_seen"}


async def test_a_rebuild_clears_what_was_parked_once_it_can_be_folded(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    await _all_live(_views(pool, _stumbling("m5")), log)
    assert await pool.fetchval("SELECT count(*) FROM models.parked") == 1
    [mended] = _views(pool, MODELS)
    [receipt] = await rebuild([(mended, pool)], log, CATALOGUE)
    assert (receipt.missing, receipt.surplus) == (1, 1)
    assert await pool.fetchval("SELECT count(*) FROM models.parked") == 0
    assert await holds(mended, pool) == await should_hold(MODELS, log)


async def test_a_view_that_was_never_read_is_built_from_nothing(pool: Any, log: PostgresLog) -> None:
    await _a_history(log)
    [view] = _views(pool, OPEN)
    [receipt] = await rebuild([(view, pool)], log, CATALOGUE)
    assert (receipt.missing, receipt.surplus) == (None, None)
    assert await holds(view, pool) == await should_hold(OPEN, log)
    reader = Reader(view, log)
    await log.append([item("models.model:m1", closed("m1"))])
    await healed(reader, log)
    assert await holds(view, pool) == await should_hold(OPEN, log)


async def test_an_empty_log_makes_an_empty_view(pool: Any, log: PostgresLog) -> None:
    [view] = _views(pool, UNITS)
    [receipt] = await rebuild([(view, pool)], log, CATALOGUE)
    assert (receipt.position, receipt.rows, receipt.same) == (0, 0, True)


async def _tables(pool: Any) -> set[str]:
    rows = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'models'")
    return {row[0] for row in rows} - {"reader", "parked"}
