"""A supervising process for the tests: runs the servers, prints their addresses, and lives until it is interrupted."""

import asyncio
import json
import sys
from pathlib import Path

import asyncpg

from chronicle.embedded.servers import EmbeddedServers


async def main() -> None:
    """Print one JSON line with the addresses; when cancelled, print whether the database still answered."""
    async with EmbeddedServers(Path(sys.argv[1])) as addresses:
        print(json.dumps({"database_url": addresses.database_url, "broker_url": addresses.broker_url}), flush=True)
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.3)  # a signal that also reached the servers has had its effect by now
            connection = await asyncpg.connect(addresses.database_url)
            print(await connection.fetchval("SELECT 'the database outlived the signal'"), flush=True)
            await connection.close()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
