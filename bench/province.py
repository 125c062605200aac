"""A province of any size, put into the views as they would hold it: without its facts, which take long to tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chronicle.service import Service
from portal.projections.places import PlaceRow
from reference.vietnamese import alphabetical_place, searched
from services.dashboards.projections.campaigns import CampaignRow
from services.dashboards.projections.coverage import CoverageRow
from services.dashboards.projections.directory import DirectoryRow
from services.dashboards.projections.dossier_turns import TURNS, TurnRow
from services.dashboards.projections.dossiers import DossierRow
from services.dashboards.projections.models_kept import ModelRow
from services.dashboards.projections.units import UnitRow

YEAR, SPRING = 2021, date(2021, 3, 1)


@dataclass(frozen=True)
class Size:
    districts: int
    communes_each: int
    areas_each: int

    @property
    def areas(self) -> int:
        return self.districts * self.communes_each * self.areas_each


LARGE = Size(10, 50, 20)
"""10,000 residential areas, fifteen times Bình Thuận."""
USUAL = Size(10, 12, 6)
"""720 residential areas: Bình Thuận has 691."""


def units(size: Size) -> Iterator[UnitRow]:
    yield UnitRow("p", None, "province", "Tỉnh", "P", valid_from=SPRING)
    for d in range(size.districts):
        yield UnitRow(f"d{d}", "p", "district", "Huyện", f"{d}", valid_from=SPRING)
        for c in range(size.communes_each):
            yield UnitRow(f"d{d}c{c}", f"d{d}", "commune", "Xã", f"{c}", valid_from=SPRING)
            for a in range(size.areas_each):
                yield UnitRow(f"d{d}c{c}a{a}", f"d{d}c{c}", "residential_area", "Thôn", f"{a}", valid_from=SPRING)


def turns(areas: list[str]) -> Iterator[TurnRow]:
    """An open dossier an area, at every step, due within a month of today, a third of them taken on."""
    today, steps = date.today(), tuple(TURNS)
    for n, area in enumerate(areas):
        step = steps[n % len(steps)]
        due = None if step == "compile" else today + timedelta(days=n % 29 - 10)
        holder = f"account-{n % 7}" if n % 3 == 0 else None
        kind = "residential_area"
        yield TurnRow(f"y/{area}", area, kind, YEAR, "r", TURNS[step], step, due, SPRING, holder)


async def fill(service: Service, size: Size) -> None:
    """The views of one service; those it has none of are left alone."""
    listed = list(units(size))
    areas = [row.unit_id for row in listed if row.unit_kind == "residential_area"]
    campaign = CampaignRow("b", province_id="p", year=YEAR, campaign_name="bench", opens=SPRING, closes=SPRING,
                           registration_closes=SPRING)  # fmt: skip
    filled: dict[str, list[Any]] = {
        "places": [PlaceRow(r.unit_id, r.parent_id, r.unit_kind, r.title, r.unit_name) for r in listed],
        "units": listed,
        "directory": [
            DirectoryRow(
                row.unit_id,
                searched(row.title),
                searched(row.unit_name),
                alphabetical_place(row.title),
                alphabetical_place(row.unit_name),
            )
            for row in listed
        ],
        "campaigns": [campaign],
        "coverage": [CoverageRow(area, YEAR, SPRING, False, None, 118, 100, SPRING) for area in areas],
        "dossiers": [DossierRow(f"y/{area}", area, "residential_area", YEAR, "opened") for area in areas],
        "dossier_turns": list(turns(areas)),
        "models_kept": [
            ModelRow(f"m{n}", area, f"kind {n % 9}", "residential", "launched", 3, 4)
            for n, area in enumerate(areas[::5])
        ],
    }
    async with service.pool.acquire() as connection:
        for name, view in service.views.items():
            await view.table.recreate(connection)
            rows = filled.get(name, [])
            table = {(n,): [getattr(row, column) for column in view.projection.columns] for n, row in enumerate(rows)}
            await view.table.copy(connection, table)
            await connection.execute(
                f'INSERT INTO "{service.name}".reader (reader, position, definition) VALUES ($1, 0, $2) '
                "ON CONFLICT (reader) DO UPDATE SET position = 0, definition = excluded.definition",
                view.name, view.projection.definition,
            )  # fmt: skip
        await connection.execute("ANALYZE")
