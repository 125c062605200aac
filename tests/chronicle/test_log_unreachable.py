"""When PostgreSQL dies in the middle of an append the caller is told, and the same command sent again has one effect."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from chronicle.clock import SystemClock
from chronicle.handling import Handler
from chronicle.log import Outcome
from chronicle.postgres.log import PostgresLog
from chronicle.refusal import Unreachable
from chronicle.secrets import service_url
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from tests.chronicle.breakable import BreakableServers, CutLine, crash_postgresql
from tests.chronicle.sample_component import DAY, POINTS, Grow, Open, context, proposed, reviewed
from tests.chronicle.telling import facts_of, item

patience_seconds_max = 20


async def _pool(url: Any, settings: Settings) -> Any:
    return await asyncpg.create_pool(service_url(url, "models", settings.secrets), min_size=1, max_size=4)


async def _as_soon_as_possible(log: PostgresLog, sent: Any) -> Any:
    """Sends it again and again until the log can be reached."""
    async with asyncio.timeout(patience_seconds_max):
        while True:
            try:
                return (await log.append([sent]))[0]
            except Unreachable:
                await asyncio.sleep(0.05)


async def test_an_answer_lost_on_the_way_is_unreachable_and_the_same_command_gets_it_later(
    settings: Settings, log: PostgresLog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with CutLine(str(settings.database_url), tmp_path_factory.mktemp("line")) as line:
        pool = await _line_pool(line, settings)
        await PostgresLog(pool, SystemClock()).append([item("models.model:b", proposed("b"))])
        sent = item("models.model:a", proposed("a"), expected=0)
        line.cut_before_answer = True
        with pytest.raises(Unreachable):
            await PostgresLog(pool, SystemClock()).append([sent])
        line.cut_before_answer = False
        async with asyncio.timeout(patience_seconds_max):
            while await log.head() < 2:
                await asyncio.sleep(0.01)
        [again] = await PostgresLog(pool, SystemClock()).append([sent])
        assert (again.outcome, again.first_position) == (Outcome.ALREADY, 2)
        await pool.close()
    assert len(await facts_of(log)) == 2


async def _line_pool(line: CutLine, settings: Settings) -> Any:
    """One connection, so that what is cut is the answer to an append and not to its preparation."""
    url = service_url(line.url, "models", settings.secrets)
    return await asyncpg.create_pool(url, min_size=1, max_size=1)


async def test_a_handler_sent_the_same_command_after_a_lost_answer_answers_as_the_first_time(
    settings: Settings, log: PostgresLog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with CutLine(str(settings.database_url), tmp_path_factory.mktemp("line")) as line:
        pool = await _line_pool(line, settings)
        far = PostgresLog(pool, SystemClock())
        handler = Handler((POINTS,), far, CATALOGUE)
        await handler.handle(Open(occurred_on=DAY, model_id="a"), context())
        grow, once = Grow(occurred_on=DAY, model_id="a", added=3), context(uuid4())
        line.cut_before_answer = True
        with pytest.raises(Unreachable):
            await far.append(
                [item("models.model:a", *await _decided(log, grow), expected=1, command_id=once.command_id)]
            )
        line.cut_before_answer = False
        async with asyncio.timeout(patience_seconds_max):
            while await log.head() < 2:
                await asyncio.sleep(0.01)
        result = await handler.handle(grow, once)
        assert (result.changed, result.first_position, result.version) == (False, 2, 2)
        await pool.close()
    assert len(await facts_of(log)) == 2


async def _decided(log: PostgresLog, command: Any) -> Any:
    state = POINTS.fold.of([recorded.fact for recorded in await facts_of(log)])
    return POINTS.decisions[type(command)](command, state)


async def test_a_crash_of_the_server_in_mid_append_leaves_no_gap_and_no_double(breakable_settings: Settings) -> None:
    pool = await _pool(breakable_settings.database_url, breakable_settings)
    log = PostgresLog(pool, SystemClock())
    unsure = 0

    async def write(writer: int) -> None:
        nonlocal unsure
        for turn in range(15):
            sent = item(f"models.model:{writer}", reviewed(f"{writer}-{turn}"), expected=turn)
            try:
                await log.append([sent])
            except Unreachable:
                unsure += 1
                answer = await _as_soon_as_possible(log, sent)
                assert answer.outcome in (Outcome.APPENDED, Outcome.ALREADY)
            await asyncio.sleep(0.01)

    async def crash() -> None:
        await asyncio.sleep(0.15)
        await crash_postgresql(pool)

    await asyncio.gather(*(write(writer) for writer in range(4)), crash())
    assert unsure > 0, "nobody was in the middle of anything"
    assert len(await facts_of(log)) == 60
    await pool.close()


async def test_a_pool_recovers_when_postgresql_restarts(
    breakable: BreakableServers, breakable_settings: Settings
) -> None:
    pool = await _pool(breakable_settings.database_url, breakable_settings)
    log = PostgresLog(pool, SystemClock())
    await log.append([item("models.model:a", reviewed("a"))])
    await breakable.stop()
    for attempt in (log.head(), log.append([item("models.model:a", reviewed("a"))]), log.read(0, 10)):
        with pytest.raises(Unreachable):
            await attempt
    await breakable.start()
    answer = await _as_soon_as_possible(log, item("models.model:a", reviewed("a")))
    assert answer.first_position == 2
    assert len(await facts_of(log)) == 2
    await pool.close()
