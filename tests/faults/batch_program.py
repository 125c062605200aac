"""Carries one batch out and ends; a fault test arms where it is killed. Its argument is JSON: settings and the batch's id."""

import asyncio
import json
import sys
from uuid import UUID

import asyncpg

from chronicle.batch import Batches
from chronicle.clock import SystemClock
from chronicle.handling import Handler
from chronicle.postgres.log import PostgresLog
from chronicle.secrets import service_url
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from tests.chronicle.sample_component import DAY, POINTS, REVIEWS, Open, Review, context

models = 1_200


async def main(given: dict[str, str]) -> None:
    settings = Settings(**json.loads(given["settings"]))
    pool = await asyncpg.create_pool(service_url(str(settings.database_url), "models", settings.secrets))
    log = PostgresLog(pool, SystemClock())
    batches = Batches(Handler((POINTS, REVIEWS), log, CATALOGUE), log)
    commands = [Open(occurred_on=DAY, model_id=f"m{n}") for n in range(models)]
    await batches.carry_out(
        commands, lambda _: Review(occurred_on=DAY, model_id="batch"), UUID(given["batch"]), context()
    )


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
