"""Waits for a PostgreSQL that is still starting, for a bounded time."""

import asyncio

import asyncpg
import structlog

from chronicle.refusal import Unreachable

connect_seconds_max = 10
retry_ms = 500

STARTING = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError)
"""What a server says, or does not say, that may answer soon. A wrong password or a missing database is said at once."""

logger = structlog.get_logger("chronicle.postgres")


async def answering(url: str, seconds_max: float) -> None:
    """Returns when the server answers; with 0 seconds it is asked once. Raises Unreachable."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds_max
    while True:
        try:
            connection = await asyncpg.connect(url, timeout=connect_seconds_max)
        except STARTING as error:
            if loop.time() >= deadline:
                raise Unreachable(
                    f"cannot reach PostgreSQL, see ANTOAN_DATABASE_URL: {error or repr(error)} "
                    "· không kết nối được PostgreSQL, hãy xem ANTOAN_DATABASE_URL"
                ) from error
            logger.warning("database_awaited", error=repr(error))
            await asyncio.sleep(retry_ms / 1000)
        else:
            await connection.close()
            return
