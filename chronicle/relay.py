"""The relay: tails the log and carries it to the broker, in order. One is active at a time; another takes over."""

import asyncio
from contextlib import suppress

import asyncpg
import structlog
from redis.exceptions import RedisError

from chronicle.broker import Publisher
from chronicle.faultpoint import fault_point
from chronicle.log import batch_events_max
from chronicle.postgres.log import UNREACHABLE, PostgresLog
from chronicle.refusal import Unreachable
from chronicle.telemetry import PUBLISHED

poll_ms_max = 200
"""Notifications are hints; the relay looks anyway this often."""
gather_ms = 5
"""After news the relay waits this long for more: one delivery of twenty entries costs readers what one of one does."""
retry_ms = 500
partition_check_entries = 100_000

_LOCK = "SELECT pg_try_advisory_lock(hashtext('antoan.relay'))"

logger = structlog.get_logger("chronicle.relay")


class Relay:
    """`schema` holds its checkpoint. Published again after a crash between publishing and checkpoint: readers know."""

    def __init__(self, database_url: str, log: PostgresLog, publisher: Publisher, schema: str) -> None:
        self._database_url = database_url
        self._log = log
        self._publisher = publisher
        self._schema = schema
        self.position = 0
        self.active = False
        self.interrupted: str | None = None
        """What stopped it last, until it carries again or stands by."""

    async def run(self) -> None:
        """Until cancelled. Whatever goes away is waited for."""
        while True:
            try:
                await self._lead()
            except (*UNREACHABLE, Unreachable, RedisError, asyncpg.PostgresError) as error:
                self.interrupted = repr(error)
                logger.warning("relay_interrupted", error=repr(error))
            finally:
                self.active = False
            await asyncio.sleep(retry_ms / 1000)

    async def _lead(self) -> None:
        """Holds the lock on a connection of its own for as long as it leads; losing the connection ends the lead."""
        connection = await asyncpg.connect(self._database_url)
        try:
            if not await connection.fetchval(_LOCK):
                self.interrupted = None
                return
            news = asyncio.Event()
            await connection.add_listener("chronicle", lambda *_: news.set())
            self.position = await self._checkpoint(connection)
            self.active = True
            logger.info("relay_leads", position=self.position)
            while True:
                news.clear()
                carried = await self._carry(connection)
                self.interrupted = None
                if carried == 0:
                    # not wait_for: until Python 3.12 it loses a cancellation that comes together with the news
                    with suppress(TimeoutError):
                        async with asyncio.timeout(poll_ms_max / 1000):
                            await news.wait()
                        await asyncio.sleep(gather_ms / 1000)
        finally:
            with suppress(*UNREACHABLE):
                await connection.close(timeout=2)

    async def _checkpoint(self, connection: "asyncpg.Connection[asyncpg.Record]") -> int:
        await connection.execute("SELECT chronicle.keep_partition_ahead()")
        return int(
            await connection.fetchval(
                f'INSERT INTO "{self._schema}".reader (reader, position) VALUES ($1, 0) '
                "ON CONFLICT (reader) DO UPDATE SET reader = excluded.reader RETURNING position",
                "relay",
            )
        )

    async def _carry(self, connection: "asyncpg.Connection[asyncpg.Record]") -> int:
        """One batch; returns how many entries it carried. The lead's own connection is used, so a lost lead shows."""
        entries = await self._log.read(self.position, batch_events_max)
        if not entries:
            await connection.execute("SELECT 1")
            return 0
        fault_point("relay.before_publish")
        await self._publisher.publish(entries)
        fault_point("relay.after_publish")
        before, self.position = self.position, entries[-1].position
        await connection.execute(
            f'UPDATE "{self._schema}".reader SET position = $1 WHERE reader = $2', self.position, "relay"
        )
        fault_point("relay.after_checkpoint")
        PUBLISHED.inc(len(entries))
        if before // partition_check_entries != self.position // partition_check_entries:
            await connection.execute("SELECT chronicle.keep_partition_ahead()")
        return len(entries)
