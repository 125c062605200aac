"""The overview of a province of 10,000 residential areas, fifteen times Bình Thuận, adds up; its speed is in bench/overview.py."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx

from chronicle.host import Host
from chronicle.past.unfolding import EVER
from portal.sight import looking_freely
from reference.vietnamese import alphabetical_place, searched
from services.dashboards.projections.coverage import CoverageRow
from services.dashboards.projections.directory import DirectoryRow
from services.dashboards.projections.dossiers import DossierRow
from services.dashboards.projections.models_kept import ModelRow
from services.dashboards.projections.units import UnitRow
from services.dashboards.routes import overview_of
from tests.reading import past_written
from tests.services.dashboards.province import YEAR, campaign, tell

districts, communes_each, areas_each = 10, 50, 20
html_bytes_max = 150_000
"""Fifty communes with nine numbers each, every one a link to its list."""
transferred_bytes_max = 20_000
SPRING = date(2021, 3, 1)


def units() -> list[UnitRow]:
    """10 districts of 50 communes of 20 areas."""
    rows = [UnitRow("binh-thuan", None, "province", "Tỉnh", "Bình Thuận", valid_from=SPRING)]
    for d in range(districts):
        rows.append(UnitRow(f"d{d}", "binh-thuan", "district", "Huyện", f"Huyện {d}", valid_from=SPRING))
        for c in range(communes_each):
            rows.append(UnitRow(f"d{d}c{c}", f"d{d}", "commune", "Xã", f"Xã {c}", valid_from=SPRING))
            for a in range(areas_each):
                area = f"d{d}c{c}a{a}"
                rows.append(UnitRow(area, f"d{d}c{c}", "residential_area", "Thôn", f"{a}", valid_from=SPRING))
    return rows


def each(made: Callable[[str], str], row: UnitRow) -> tuple[str, str]:
    return made(row.title), made(row.unit_name)


async def fill(host: Host) -> None:
    """Rows as the views would hold them; only the campaign is told as a fact."""
    await tell(host, [campaign()])
    listed = units()
    areas = [row.unit_id for row in listed if row.unit_kind == "residential_area"]
    filled: dict[str, list[Any]] = {
        "units": listed,
        "directory": [DirectoryRow(row.unit_id, *each(searched, row), *each(alphabetical_place, row)) for row in listed],
        "coverage": [CoverageRow(area, YEAR, SPRING, False, None, 118, 100, SPRING) for area in areas],
        "dossiers": [DossierRow(f"y/{area}", area, "residential_area", YEAR, "opened") for area in areas],
        "models_kept": [ModelRow(f"m{n}", area, f"kind {n % 9}", "residential", "launched", 3, 4)
                        for n, area in enumerate(areas[::5])],
    }  # fmt: skip
    service = host.services["dashboards"]
    views = service.views

    await past_written(service)
    async with service.pool.acquire() as connection:
        for name, rows in filled.items():
            columns = views[name].projection.columns
            await views[name].table.copy(
                connection, {(n,): [getattr(row, column) for column in columns] for n, row in enumerate(rows)}
            )
            # and as their past would hold them since the campaign: a sheet is made as of the newest fact
            await connection.execute(
                f"INSERT INTO dashboards.{name}__versions SELECT 0, 1, {EVER}, {', '.join(columns)} FROM dashboards.{name}"
            )


async def test_a_province_a_district_and_a_commune_add_up(empty: Host, client: httpx.AsyncClient) -> None:
    await fill(empty)
    for unit, areas in (("binh-thuan", 10_000), ("d3", 1_000), ("d3c7", 20)):
        async with looking_freely(empty.services["dashboards"]) as seen:
            shown = await overview_of(empty.services["dashboards"], seen, unit, YEAR)
        assert sum(row.registered for row in shown.coverage if row.branch is None) == areas
        answer = await client.get(f"/?unit={unit}")
        assert answer.status_code == 200
        assert len(answer.content) <= html_bytes_max
        assert 0 < answer.num_bytes_downloaded <= transferred_bytes_max


async def test_lists_and_the_search_answer_for_all_of_them(empty: Host, client: httpx.AsyncClient) -> None:
    await fill(empty)
    for query, total in (("which=required&kind=residential_area", 10_000), ("which=missing&kind=commune&page=10", 500)):
        text = (await client.get(f"/units?{query}&sort=name")).text
        assert f'<data id="total" value="{total}">' in text
        assert len(text) <= html_bytes_max
    assert "Tìm thấy 500 đơn vị." in (await client.get("/search?q=thon+7")).text
    assert len((await client.get("/units.csv?which=required&kind=residential_area")).content.splitlines()) > 10_000
