"""What if: a whole year of the decade judged by another rule set, by the rehearsal that pages and the command ask."""

import time
from typing import Any

import asyncpg

from bench.decade.looking_back import brought_up
from bench.decade.province import YEARS
from bench.figures import Figure
from chronicle.host import Host
from chronicle.settings import Settings
from deploy.installation import sight_at
from portal.component import COMPONENT as PORTAL
from reference.rule_sets import shipped
from services.recognition.component import COMPONENT as RECOGNITION
from services.recognition.rule_set_files import content_of
from services.recognition.screens.rule_rehearsed import rehearsal

SUPPOSED = "tt124-2021-year-2022"


async def measure(settings: Settings) -> list[Figure]:
    """Builds what is not there; then every year the log has appraisals of, each once."""
    content = content_of(shipped()[SUPPOSED])
    async with Host((PORTAL, RECOGNITION), settings, readers_run=False) as host:
        service = host.services[RECOGNITION.name]
        owner = await asyncpg.connect(settings.owner_url)
        try:
            for one in host.services.values():
                await brought_up(owner, one, await one.log.head())
        finally:
            await owner.close()
        figures = []
        async with sight_at(host, service, None) as seen:
            for year in YEARS:
                began = time.perf_counter()
                found = await rehearsal(seen, content, year)
                if dossiers := sum(one.dossiers for one in found.kinds):
                    figures.append(_figure(year, dossiers, time.perf_counter() - began))
        return figures


def _figure(year: int, dossiers: int, seconds: float) -> Figure:
    given: dict[str, Any] = {"year": year, "dossiers": dossiers}
    return Figure(
        "decade-what-if",
        f"a whole year under {SUPPOSED}",
        given,
        dossiers / seconds,
        "dossiers/s",
        {"seconds": seconds},
    )
