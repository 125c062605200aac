"""A rebuild equals the fold, whatever its pages and while facts keep coming; at a bad fact it stops and changes nothing."""

import asyncio
from typing import Any

import pytest

from chronicle.live_view import LiveView
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Patch, Projection
from chronicle.reader import Reader
from chronicle.rebuild.operation import Found, Operation
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from contracts.models import ModelProposed, ModelReplicated
from tests.chronicle.rebuilding import Asking, manner
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

written_every_ms = 10
"""Slow enough that small pages overtake it on a machine that has much else to do."""


@pytest.fixture
def asking(settings: Settings, pool: Any) -> Asking:
    return Asking(settings, pool)


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


def _counts(found: Found) -> tuple[int | None, int | None, int | None]:
    return found.only_rebuilt, found.only_live, found.changed


@pytest.mark.parametrize("page", [1, 7, 20_000])
async def test_it_equals_the_live_view_and_the_fold_whatever_its_pages(
    pool: Any, log: PostgresLog, asking: Asking, page: int
) -> None:
    await _a_history(log)
    views = _views(pool, *PROJECTIONS)
    await _all_live(views, log)
    one = await asking.switched(*PROJECTIONS, how=manner(page))
    head = await log.head()
    assert (one.state, one.pin, one.position, one.pace.pages) == ("switched", head, head, -(-head // page))
    assert [(found.view, found.position, found.same) for found in one.found] == [(v.name, head, True) for v in views]
    for view, found in zip(views, one.found, strict=True):
        held = await holds(view, pool)
        assert held == await should_hold(view.projection, log)
        assert found.rows == len(held)
    assert await _tables(pool) == {projection.name for projection in PROJECTIONS}


async def test_a_live_view_that_is_wrong_is_told_of_and_put_right(pool: Any, log: PostgresLog, asking: Asking) -> None:
    await _a_history(log)
    views = _views(pool, MODELS, UNITS)
    await _all_live(views, log)
    await pool.execute("UPDATE models.models_seen SET points = points + 1 WHERE model_id = 'm1'")
    await pool.execute("DELETE FROM models.models_seen WHERE model_id = 'm2'")
    await pool.execute("INSERT INTO models.models_seen (model_id) VALUES ('forged')")
    one = await asking.switched(MODELS, UNITS)
    models, units = one.found
    assert (_counts(models), models.same, one.same) == ((1, 1, 1), False, False)
    assert units.same
    assert await holds(views[0], pool) == await should_hold(MODELS, log)
    again = await asking.switched(MODELS)
    assert again.same and again.found[0].sha256 == models.sha256


async def test_a_live_view_is_behind_only_by_what_is_of_use_to_it(pool: Any, log: PostgresLog, asking: Asking) -> None:
    await _a_history(log)
    [view] = _views(pool, MODELS)
    await _all_live([view], log)
    await log.append([item("models.model:m1", reviewed("m1"))])
    one = await asking.switched(MODELS)
    assert one.same, "a fact it does not fold made it count as behind"
    await log.append([item("models.model:m1", closed("m1"))])
    one = await asking.switched(MODELS)
    assert (one.same, _counts(one.found[0])) == (False, (None, None, None))


async def test_facts_keep_coming_while_it_is_under_way(
    pool: Any, open_pool: Any, log: PostgresLog, settings: Settings
) -> None:
    await _a_history(log, models=40)
    views = _views(pool, *PROJECTIONS)
    await _all_live(views, log)
    readers = [Reader(view, log) for view in views]
    going_on = True

    async def write() -> int:
        written = 0
        while going_on:
            name = f"new{written}"
            await log.append([item(f"models.model:{name}", proposed(name, "u1"), grown(name, 1, 1))])
            written += 1
            await asyncio.sleep(written_every_ms / 1000)
        return written

    async def read(reader: Reader) -> None:
        while going_on:
            await healed(reader, log)

    writing, *reading = [asyncio.create_task(write()), *(asyncio.create_task(read(reader)) for reader in readers)]
    await asyncio.sleep(0.2)
    asking = Asking(settings, await open_pool("models"))
    for page in (3, 11, 500):
        one = await asking.switched(*PROJECTIONS, how=manner(page))
        assert (one.state, [found for found in one.found if found.differing]) == ("switched", [])
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


async def test_a_projection_that_looks_at_what_it_did_not_declare_is_stopped(log: PostgresLog, asking: Asking) -> None:
    """`sees` decides which columns a rebuild reads; what is missing there is an error and never a default."""

    def proposed_by(fact: ModelProposed, seen: Any) -> Any:
        return [Patch((fact.model_id,), {"unit_id": seen.office})]

    def declaring(sees: tuple[str, ...]) -> Projection:
        return Projection(MODELS.name, ModelRow, ("model_id",), {ModelProposed: proposed_by}, sees)

    await _a_history(log, models=2)
    assert "office" in _said(await asking.switched(declaring(())))
    assert (await asking.switched(declaring(("office",)))).found[0].rows == 2


def _said(one: Operation) -> str:
    assert (one.state, one.ended_at is None) == ("failed", False)
    return one.error or ""


async def test_it_stops_at_a_bad_fact_and_changes_nothing(pool: Any, log: PostgresLog, asking: Asking) -> None:
    await _a_history(log)
    live = _views(pool, MODELS, UNITS)
    await _all_live(live, log)
    await pool.execute("UPDATE models.units_seen SET points = 7")
    before = [await holds(view, pool) for view in live]
    said = _said(await asking.switched(UNITS, _stumbling("m5"), how=manner(4)))
    assert "position 12 (models.model_replicated v1)" in said and "nothing was changed" in said
    assert [await holds(view, pool) for view in live] == before
    assert [await view.checkpoint() for view in live] == [await log.head()] * 2
    assert await _tables(pool) == {"models_seen", "units_seen"}


async def test_it_stops_at_a_bad_fact_that_came_while_it_was_under_way(
    pool: Any, log: PostgresLog, asking: Asking
) -> None:
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

    said = _said(await asking.switched(UNITS, _stumbling("late"), log=Growing(pool, log._clock)))
    assert "models.models_seen: position 49 " in said and "nothing was changed there" in said
    for view in live:
        assert await holds(view, pool) == await should_hold(view.projection, log)
    assert await _tables(pool) == {"models_seen", "units_seen"}


async def test_a_rebuild_clears_what_was_parked_once_it_can_be_folded(
    pool: Any, log: PostgresLog, asking: Asking
) -> None:
    await _a_history(log)
    await _all_live(_views(pool, _stumbling("m5")), log)
    assert await pool.fetchval("SELECT count(*) FROM models.parked") == 1
    one = await asking.switched(MODELS)
    assert _counts(one.found[0]) == (0, 0, 1)
    assert await pool.fetchval("SELECT count(*) FROM models.parked") == 0
    assert await holds(_views(pool, MODELS)[0], pool) == await should_hold(MODELS, log)


async def test_a_view_that_was_never_read_is_built_from_nothing(pool: Any, log: PostgresLog, asking: Asking) -> None:
    await _a_history(log)
    [view] = _views(pool, OPEN)
    one = await asking.switched(OPEN)
    assert _counts(one.found[0]) == (None, None, None)
    assert await holds(view, pool) == await should_hold(OPEN, log)
    reader = Reader(view, log)
    await log.append([item("models.model:m1", closed("m1"))])
    await healed(reader, log)
    assert await holds(view, pool) == await should_hold(OPEN, log)


async def test_an_empty_log_makes_an_empty_view(asking: Asking) -> None:
    one = await asking.switched(UNITS)
    assert (one.state, one.pin, one.found[0].rows, one.same) == ("switched", 0, 0, True)


async def _tables(pool: Any) -> set[str]:
    rows = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'models'")
    return {row[0] for row in rows} - {"reader", "parked"}
