"""Carries out the rebuild that is under way and ends; a fault test arms where it is killed.

Its argument is JSON: settings, and with `apart` that it is the program the rebuild was left to.
"""

import asyncio
import json
import sys

import asyncpg

from chronicle.clock import SystemClock
from chronicle.postgres.log import PostgresLog
from chronicle.secrets import service_url
from chronicle.settings import Settings
from tests.chronicle.rebuilding import SERVICE, manner, rebuilds
from tests.chronicle.sample_component import PROJECTIONS


async def main(given: str) -> None:
    told = json.loads(given)
    apart, settings = told.pop("apart"), Settings(**told)
    async with asyncpg.create_pool(
        service_url(str(settings.database_url), SERVICE, settings.secrets), min_size=1
    ) as pool:
        how = manner(20, keep_facts=60, rows_held_max=50)
        await rebuilds(pool, PostgresLog(pool, SystemClock()), PROJECTIONS, how, apart=apart).act()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
