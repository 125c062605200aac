"""What views passed over is stored soon for all of them together, and never over what another process stored."""

from collections.abc import Callable
from typing import Any

from chronicle.host import Host
from chronicle.live_view import LiveView
from chronicle.passed_over import keep_together
from chronicle.postgres.log import PostgresLog
from chronicle.reader import Reader
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from deploy.components import RELAY
from tests.chronicle.sample_component import COMPONENT, PROJECTIONS, proposed, reviewed
from tests.chronicle.telling import item, until, until_read

PLACES = "SELECT array_agg(DISTINCT position) FROM models.reader WHERE reader = ANY($1)"
VIEWS = [f"models.{projection.name}" for projection in PROJECTIONS]


async def test_views_that_had_no_use_for_what_came_say_so_long_before_they_heal(
    open_host: Callable[..., Any], settings: Settings, log: PostgresLog
) -> None:
    slow = settings.model_copy(update={"heal_interval_ms": 60_000})
    async with Host((RELAY, COMPONENT), slow, days_begin=False) as host:
        await until_read(host)
        await log.append([item("models.model:a", proposed("a"))])
        for _ in range(3):  # no view has any use for these
            await log.append([item("models.model:a", reviewed("a"))])
        head = await until_read(host)
        service = host.services["models"]

        async def stored() -> bool:
            return bool(await service.pool.fetchval(PLACES, VIEWS) == [head])

        await until(stored, "every view's place in the store")


async def test_a_place_that_another_moved_is_left_alone_and_found_out(pool: Any, log: PostgresLog) -> None:
    readers = await _that_passed_over(pool, log)
    await pool.execute("UPDATE models.reader SET position = 1 WHERE reader = $1", readers[0].name)
    await keep_together("models", pool, readers)
    places = dict(await pool.fetch("SELECT reader, position FROM models.reader"))
    assert places == {reader.name: 1 if reader is readers[0] else 2 for reader in readers}
    for _ in range(2):  # finds out, then goes on from there
        await readers[0].heal()
    assert await pool.fetchval(PLACES, VIEWS) == [2]


async def test_who_reads_just_now_is_not_waited_for(pool: Any, log: PostgresLog) -> None:
    readers = await _that_passed_over(pool, log)
    async with readers[0].turn:
        await keep_together("models", pool, readers)
    places = dict(await pool.fetch("SELECT reader, position FROM models.reader"))
    assert places == {reader.name: 0 if reader is readers[0] else 2 for reader in readers}
    await keep_together("models", pool, readers)
    assert await pool.fetchval(PLACES, VIEWS) == [2]


async def _that_passed_over(pool: Any, log: PostgresLog) -> list[Reader]:
    """One of each view, come over two facts that none has any use for; all stored places are still at the beginning."""
    readers = [Reader(LiveView("models", projection, pool, CATALOGUE), log) for projection in PROJECTIONS]
    await log.append([item("models.model:a", reviewed("a")), item("models.model:b", reviewed("b"))])
    for reader in readers:
        await reader.deliver(await log.read(0, 10))
    assert await pool.fetchval(PLACES, VIEWS) == [0]
    return readers
