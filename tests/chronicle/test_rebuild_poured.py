"""Rows that come fact by fact are written while the next page is folded: by whom the rebuild is, and only where they do come so."""

from typing import Any

import pytest

from chronicle.clock import SystemClock
from chronicle.live_view import LiveView
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Projection, Put
from chronicle.rebuild.folding import fold_page, pages_of
from chronicle.rebuild.operation import TakenOver
from chronicle.rebuild.pouring import Pouring, shadow_of
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from contracts.models import ModelReplicated
from tests.chronicle.rebuilding import Asking
from tests.chronicle.sample_component import TOLD, ToldRow, grown, proposed
from tests.chronicle.telling import item


@pytest.fixture
async def asking(settings: Settings, pool: Any) -> Asking:
    """A history of 100 facts."""
    log = PostgresLog(pool, SystemClock())
    for number in range(50):
        await log.append([item(f"models.model:m{number}", proposed(f"m{number}"), grown(f"m{number}", 1, 1))])
    return Asking(settings, pool)


async def test_what_is_poured_after_another_process_took_over_is_not_written(asking: Asking, pool: Any) -> None:
    shadow = shadow_of(LiveView("models", TOLD, pool, CATALOGUE))
    async with pool.acquire() as connection:
        await shadow.begin(connection)
    ours = True

    async def still_ours(_: Any) -> None:
        if not ours:
            raise TakenOver

    pouring = Pouring([shadow], pool, still_ours)
    async for page, position in pages_of([TOLD], PostgresLog(pool, SystemClock()), 0, 100, 50):
        fold_page([shadow], page, CATALOGUE)
        await pouring.begin()
        if position == 50:
            await pouring.end()
            ours = False
    with pytest.raises(TakenOver):
        await pouring.end()
    assert 0 < await pool.fetchval(f"SELECT max(position) FROM {shadow.table.name}") <= 50


async def test_a_fold_that_is_not_fact_by_fact_although_it_says_so_ends_it(asking: Asking) -> None:
    wrong = Projection(
        "wrong_seen", ToldRow, ("position",), {ModelReplicated: lambda fact, _: [Put(ToldRow(1))]}, fact_by_fact=True
    )
    one = await asking.compared(wrong)
    assert one.state == "failed" and one.error is not None and "fact by fact" in one.error
