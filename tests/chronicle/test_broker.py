"""The broker brings rubbish, forgets everything, goes away or was never there: views are complete all the same."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from chronicle import wire
from chronicle.broker import Publisher
from chronicle.clock import SystemClock
from chronicle.host import RELAY, Host
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from chronicle.settings import Settings
from tests.chronicle.breakable import BreakableServers
from tests.chronicle.sample_component import COMPONENT, PROJECTIONS, grown, proposed
from tests.chronicle.telling import holds, item, should_hold, until, until_read

OPEN: Any = Callable[..., Any]


@pytest.fixture
async def broker(settings: Settings) -> AsyncIterator[Any]:
    assert settings.broker_url is not None
    client = Redis.from_url(settings.broker_url)
    yield client
    await client.delete(settings.broker_stream)
    await client.aclose()


async def _complete(host: Any, log: PostgresLog) -> None:
    """Every view of the service equals the fold of the log, row by row."""
    service = host.services["models"]
    for projection in PROJECTIONS:
        assert await holds(service.views[projection.name], service.pool) == await should_hold(projection, log)


async def _parked(host: Any) -> list[Any]:
    service = host.services["models"]
    async with service.pool.acquire() as connection:
        return list(await service.parking.all(connection))


async def test_rubbish_is_parked_and_what_follows_flows(
    open_host: OPEN, settings: Settings, broker: Any, log: PostgresLog
) -> None:
    host = await open_host(RELAY, COMPONENT)
    await log.append([item("models.model:a", proposed("a"))])
    await until_read(host)
    [good] = await log.read(0, 1)
    message = json.loads(wire.encode(good))
    rubbish = [
        b"{not json", b"\xff\xfe\x00", b"", b"[]", wire.encode(good)[:-3],
        json.dumps({**message, "position": 2, "foreign": 1}).encode(),
        json.dumps({**message, "position": "2"}).encode(),
        json.dumps({**message, "fact": "a\\u0000b"}).encode(),
    ]  # fmt: skip
    for one in rubbish:
        await broker.xadd(settings.broker_stream, {"__data__": one})
    await broker.xadd(settings.broker_stream, {"another": b"field"})
    await log.append([item("models.model:a", grown("a", 2, 2))])
    await until_read(host)

    async def all_parked() -> bool:
        return len(await _parked(host)) == len(rubbish) + 1

    await until(all_parked, "every malformed message in the parking place")
    assert all(parked.reader == "models.broker" and parked.position is None for parked in await _parked(host))
    assert await host.services["models"].ready() == {}
    await _complete(host, log)


async def _forge(settings: Settings, forged: list[Entry]) -> None:
    assert settings.broker_url is not None
    async with Publisher(settings.broker_url, settings.broker_stream, 1_000) as publisher:
        await publisher.publish(forged)


async def test_a_message_that_reads_well_but_is_not_in_the_log_changes_nothing(
    open_host: OPEN, settings: Settings, broker: Any, log: PostgresLog
) -> None:
    """As when another log's relay publishes on this stream by mistake."""
    host = await open_host(RELAY, COMPONENT)
    await log.append([item("models.model:a", proposed("a"))])
    await until_read(host)
    [good] = await log.read(0, 1)
    forged = [
        replace(
            good,
            position=2,
            event_id=good.command_id,
            data=proposed("forged").model_dump_json(),
            stream="models.model:f",
        ),
        replace(good, position=3, event_id=good.correlation_id, type="models.model_closed", data='{"wrong": true}'),
        replace(good, position=900_000, event_id=good.correlation_id),
    ]
    await _forge(settings, forged)
    await _forge(settings, forged[:1])

    async def all_parked() -> bool:
        return len(await _parked(host)) == 4

    await until(all_parked, "every forged message in the parking place")
    await log.append([item("models.model:a", grown("a", 2, 2)), item("models.model:b", proposed("b"))])
    await until_read(host)
    await _complete(host, log)
    assert await host.services["models"].ready() == {}


async def test_a_wiped_stream_loses_nothing(open_host: OPEN, settings: Settings, broker: Any, log: PostgresLog) -> None:
    host = await open_host(RELAY, COMPONENT)
    await log.append([item("models.model:a", proposed("a"))])
    for number in range(20):
        await log.append([item("models.model:a", grown("a", 1, number))])
        if number % 3 == 0:
            await broker.delete(settings.broker_stream)
    await until_read(host)
    await _complete(host, log)
    assert await host.services["models"].ready() == {}


async def test_a_lost_tail_is_read_from_the_log(open_host: OPEN, log: PostgresLog) -> None:
    """Without a relay nothing is published at all."""
    host = await open_host(COMPONENT)
    await log.append([item("models.model:a", proposed("a"), grown("a", 1, 1))])
    await until_read(host)
    await _complete(host, log)


async def test_what_is_delivered_comes_by_the_broker_and_long_before_the_log_is_asked(
    open_host: OPEN, settings: Settings, log: PostgresLog
) -> None:
    slow = settings.model_copy(update={"heal_interval_ms": 60_000})
    async with Host((RELAY, COMPONENT), slow, days_begin=False) as host:
        await until_read(host)
        for number in range(3):  # the very first may fall between two looks at a stream that does not exist yet
            await log.append([item(f"models.model:{number}", proposed(str(number)))])
            await asyncio.sleep(0.1)
        await until_read(host)
        await _complete(host, log)


async def test_a_malformed_message_while_postgresql_is_away_does_not_end_the_subscription(
    open_host: OPEN, settings: Settings, broker: Any, log: PostgresLog, owner: Any
) -> None:
    host = await open_host(RELAY, COMPONENT)
    await log.append([item("models.model:a", proposed("a"))])
    await until_read(host)
    await owner.execute("ALTER TABLE models.parked RENAME TO parked_away")
    await broker.xadd(settings.broker_stream, {"__data__": b"{not json"})
    await asyncio.sleep(0.3)
    await owner.execute("ALTER TABLE models.parked_away RENAME TO parked")
    await broker.xadd(settings.broker_stream, {"__data__": b"{not json either"})

    async def parked() -> bool:
        return len(await _parked(host)) >= 1

    await until(parked, "the second malformed message in the parking place")
    assert await host.services["models"].ready() == {}


async def test_servers_that_restart_are_waited_for(breakable: BreakableServers, breakable_settings: Settings) -> None:
    async with Host((RELAY, COMPONENT), breakable_settings, days_begin=False) as host:
        log = PostgresLog(host.services["models"].pool, SystemClock())
        await log.append([item("models.model:a", proposed("a"))])
        await until_read(host)
        await breakable.stop()
        assert "broker" in await host.services["models"].ready()
        await breakable.start()

        async def appended() -> bool:
            try:
                await log.append([item("models.model:a", grown("a", 1, 1))])
            except Exception:
                return False
            return True

        await until(appended, "an append after the restart")
        await until_read(host)
        await _complete(host, log)

        async def ready() -> bool:
            return await host.services["models"].ready() == {} and host.relay is not None and host.relay.active

        await until(ready, "readiness after the restart")


async def test_a_broker_that_is_away_at_the_start_is_found_later(
    breakable: BreakableServers, breakable_settings: Settings, settings: Settings
) -> None:
    """The log is on servers that are there; the broker is one that starts later."""
    mixed = settings.model_copy(update={"broker_url": breakable_settings.broker_url})
    await breakable.stop()
    try:
        async with Host((RELAY, COMPONENT), mixed, days_begin=False) as host:
            log = PostgresLog(host.services["models"].pool, SystemClock())
            await log.append([item("models.model:a", proposed("a"))])
            await until_read(host)
            await _complete(host, log)
            assert "broker" in await host.services["models"].ready()
            await breakable.start()

            async def ready() -> bool:
                return await host.services["models"].ready() == {}

            await until(ready, "readiness once the broker is there")
    finally:
        await breakable.start()
