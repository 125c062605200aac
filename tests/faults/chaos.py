"""What goes on around the host that is killed: writers, a broker that forgets, and messages that come twice and shuffled."""

import asyncio
import random
from contextlib import suppress
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis

from chronicle import wire
from chronicle.broker import Publisher
from chronicle.handling import Handler
from chronicle.live_view import decode
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from chronicle.projection import Projection, Rows
from chronicle.refusal import Refused, Unreachable
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from tests.chronicle.sample_component import DAY, POINTS, Close, Grow, Open, context

newest_entries = 30


class Naive:
    """The control: reads the stream, takes each position once, keeps its place, and knows nothing of gaps."""

    def __init__(self, projections: tuple[Projection, ...]) -> None:
        self._projections = projections
        self._seen: set[int] = set()
        self._last: bytes = b"0-0"
        self.rows: list[Rows] = [{} for _ in projections]

    async def read(self, client: Any, stream: str) -> None:
        for _, messages in await client.xread({stream: self._last}, count=500) or ():
            for self._last, fields in messages:
                self._take(fields)

    def _take(self, fields: dict[bytes, bytes]) -> None:
        body = fields[b"__data__"]
        with suppress(wire.Malformed):
            entry = wire.decode(body[body.index(b'{"position"') :])
            if entry.position in self._seen:
                return
            self._seen.add(entry.position)
            recorded = decode(CATALOGUE, entry)
            for projection, rows in zip(self._projections, self.rows, strict=True):
                for change in projection.changes(recorded):
                    projection.apply(rows, change)


async def write(log: PostgresLog, chance: random.Random) -> None:
    """A writer in a process that is not killed: commands on models shared with the other writers."""
    handler = Handler((POINTS,), log, CATALOGUE)
    while True:
        model_id = f"w{chance.randrange(40)}"
        command = chance.choice(
            [
                Open(occurred_on=DAY, model_id=model_id, unit_id=f"u{chance.randrange(4)}"),
                Grow(occurred_on=DAY, model_id=model_id, added=chance.randint(1, 9)),
                Grow(occurred_on=DAY, model_id=model_id, added=1),
                Close(occurred_on=DAY, model_id=model_id),
            ]
        )
        once = context(uuid4())
        for _ in range(chance.randint(1, 2)):
            with suppress(Refused, Unreachable):
                await handler.handle(command, once)
        await asyncio.sleep(chance.random() * 0.02)


async def disturb(settings: Settings, log: PostgresLog, chance: random.Random, done: dict[str, int]) -> None:
    """Wipes the stream, takes single messages out of it, and brings recent ones again, shuffled and doubled."""
    assert settings.broker_url is not None
    client = Redis.from_url(settings.broker_url)
    async with client, Publisher(settings.broker_url, settings.broker_stream, 10_000) as publisher:
        while True:
            await asyncio.sleep(chance.random() * 0.03)
            match chance.randrange(4):
                case 0:
                    await client.delete(settings.broker_stream)
                    done["wiped"] += 1
                case 1:
                    newest = await client.xrevrange(settings.broker_stream, count=5)
                    for identity, _ in newest[:: chance.randint(1, 2)]:
                        done["taken out"] += await client.xdel(settings.broker_stream, identity)
                case _:
                    again = await _some_of_the_newest(log, chance)
                    await publisher.publish(again)
                    done["brought"] += len(again)


async def _some_of_the_newest(log: PostgresLog, chance: random.Random) -> list[Entry]:
    """With holes, shuffled, some twice; some perhaps before the relay comes to them."""
    head = await log.head()
    entries = await log.read(max(0, head - newest_entries), newest_entries)
    return chance.choices(entries, k=newest_entries // 2) if entries else []


async def follow(settings: Settings, naive: Naive, chance: random.Random) -> None:
    """The control reads on; it is never killed, so it has an easier life than the host."""
    assert settings.broker_url is not None
    async with Redis.from_url(settings.broker_url) as client:
        while True:
            await naive.read(client, settings.broker_stream)
            await asyncio.sleep(chance.random() * 0.05)
