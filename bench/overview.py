"""The overview's one question over 10,000 residential areas, against counting the same rows without a tree."""

import time
from typing import Any

from bench.figures import Figure, percentile
from bench.province import LARGE, YEAR, fill
from chronicle.host import Host
from chronicle.settings import Settings
from portal.sight import looking_freely
from services.dashboards.component import COMPONENT
from services.dashboards.routes import overview_of

asked_times = 30


async def measure(settings: Settings) -> list[Figure]:
    """Fills the views with a province fifteen times the size of Bình Thuận and asks for its whole and for a district."""
    async with Host((COMPONENT,), settings, readers_run=False) as host:
        service = host.services[COMPONENT.name]
        await fill(service, LARGE)
        figures = [
            await _asked(service, unit, name) for unit, name in (("p", "whole province"), ("d3", "one district"))
        ]
        began = time.perf_counter()
        for _ in range(asked_times):
            await service.pool.fetch(
                "SELECT u.unit_kind, count(*), count(c.registered_on), sum(c.households_registered) FROM dashboards.units u "
                "LEFT JOIN dashboards.coverage c USING (unit_id) GROUP BY u.unit_kind"
            )
        rate = asked_times / (time.perf_counter() - began)
        return [
            *figures,
            Figure("overview", "bare count of the same rows, no tree", {"areas": 10_000}, rate, "answers/s"),
        ]


async def _asked(service: Any, unit: str, name: str) -> Figure:
    waits = []
    for _ in range(asked_times):
        began = time.perf_counter()
        async with looking_freely(service) as seen:
            shown = await overview_of(service, seen, unit, YEAR)
        waits.append(time.perf_counter() - began)
    assert any(row.registered for row in shown.coverage)
    also = {"p50_ms": percentile(waits, 50) * 1000, "p95_ms": percentile(waits, 95) * 1000}
    return Figure(
        "overview", f"antoan, {name}, all views", {"areas": 10_000}, asked_times / sum(waits), "answers/s", also
    )
