"""The overview's one question over 10,000 residential areas, against counting the same rows without a tree."""

import time
from datetime import date
from typing import Any

from bench.figures import Figure, percentile
from chronicle.host import Host
from chronicle.settings import Settings
from portal.access import looking_freely
from services.dashboards.component import COMPONENT
from services.dashboards.projections.campaigns import CampaignRow
from services.dashboards.projections.coverage import CoverageRow
from services.dashboards.projections.dossiers import DossierRow
from services.dashboards.projections.models_kept import ModelRow
from services.dashboards.projections.units import UnitRow
from services.dashboards.routes import overview_of

districts, communes_each, areas_each = 10, 50, 20
asked_times = 30
YEAR, SPRING = 2021, date(2021, 3, 1)


async def measure(settings: Settings) -> list[Figure]:
    """Fills the views with a province fifteen times the size of Bình Thuận and asks for its whole and for a district."""
    async with Host((COMPONENT,), settings, readers_run=False) as host:
        service = host.services[COMPONENT.name]
        await _fill(service)
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


async def _fill(service: Any) -> None:
    units = list(_units())
    areas = [row.unit_id for row in units if row.unit_kind == "residential_area"]
    campaign = CampaignRow("b", province_id="p", year=YEAR, campaign_name="bench", opens=SPRING, closes=SPRING,
                           registration_closes=SPRING)  # fmt: skip
    filled: dict[str, list[Any]] = {
        "units": units,
        "campaigns": [campaign],
        "coverage": [CoverageRow(area, YEAR, SPRING, False, None, 118, 100, SPRING) for area in areas],
        "dossiers": [DossierRow(f"y/{area}", area, "residential_area", YEAR, "opened") for area in areas],
        "models_kept": [
            ModelRow(f"m{n}", area, f"kind {n % 9}", "residential", "launched", 3, 4)
            for n, area in enumerate(areas[::5])
        ],
    }
    async with service.pool.acquire() as connection:
        for view in service.views.values():
            await view.table.recreate(connection)
        for name, rows in filled.items():
            columns = service.views[name].projection.columns
            table = {(n,): [getattr(row, column) for column in columns] for n, row in enumerate(rows)}
            await service.views[name].table.copy(connection, table)


def _units() -> Any:
    """10 districts of 50 communes of 20 areas."""
    yield UnitRow("p", None, "province", "Tỉnh", "P", valid_from=SPRING)
    for d in range(districts):
        yield UnitRow(f"d{d}", "p", "district", "Huyện", f"{d}", valid_from=SPRING)
        for c in range(communes_each):
            yield UnitRow(f"d{d}c{c}", f"d{d}", "commune", "Xã", f"{c}", valid_from=SPRING)
            for a in range(areas_each):
                yield UnitRow(f"d{d}c{c}a{a}", f"d{d}c{c}", "residential_area", "Thôn", f"{a}", valid_from=SPRING)
