"""For every history of merging, splitting, moving and ending, both maps count the same units, each once, in its place."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from chronicle.host import Host
from chronicle.spec import recorded
from services.dashboards.component import COMPONENT
from services.dashboards.projections.coverage import OF_BRANCHES, CoverageRow
from services.dashboards.projections.lineage import LINEAGE
from services.dashboards.projections.units import UNITS
from services.dashboards.projections.units_before import UNITS_BEFORE
from services.dashboards.screens.placement import CHILDREN_RECAST, MapDays, ask_of_branches, map_days
from services.dashboards.screens.reconciliation import reconciled
from tests.services.dashboards.histories import NOW, YEARS, Register, registers

SPRING = date(2021, 3, 12)


@pytest.fixture
async def views(open_host: Callable[..., Any]) -> Host:
    """The views of dashboards, empty and with nobody who reads."""
    host: Host = await open_host(COMPONENT, readers_run=False)
    async with host.services["dashboards"].pool.acquire() as connection:
        for view in host.services["dashboards"].views.values():
            await view.table.recreate(connection)
    return host


def households(unit: str) -> int:
    """A number of its own for every unit, so that no two sums are the same by chance."""
    return 1 << (sum(map(ord, unit)) % 23)


async def fill(host: Host, made: Register) -> None:
    """The rows that the projections fold out of the facts, and what every area and commune did in each year."""
    service = host.services["dashboards"]
    facts = [recorded(fact, position=number) for number, fact in enumerate(made.facts, start=1)]
    done = [
        CoverageRow(unit, year, SPRING, False, None, households(unit), households(unit) // 2, SPRING)
        for unit in made.kinds for year in YEARS
    ]  # fmt: skip
    columns = service.views["coverage"].projection.columns
    rows: dict[str, Any] = {one.name: one.fold(facts) for one in (UNITS, UNITS_BEFORE, LINEAGE)}
    rows["coverage"] = {(row.unit_id, row.year): [getattr(row, name) for name in columns] for row in done}
    async with service.pool.acquire() as connection, connection.transaction():
        for name, found in rows.items():
            await connection.execute(f"TRUNCATE dashboards.{name}")
            await service.views[name].table.copy(connection, found)


def expected(made: Register, top: str, days: MapDays) -> Counter[tuple[str | None, str]]:
    """Households by branch and kind, worked out from below."""
    found: Counter[tuple[str | None, str]] = Counter()
    for unit, kind in made.kinds.items():
        if made.stands(unit, days.counted) and (line := made.line_below(unit, top, days.placed)) is not None:
            found[line, kind] += households(unit)
            found[None, kind] += households(unit)
    return found


async def counted(connection: Any, top: str, year: int, days: MapDays) -> tuple[Counter[Any], dict[str, Any]]:
    told = await ask_of_branches(connection, top, year, days, {"coverage": OF_BRANCHES, "children": CHILDREN_RECAST})
    found = Counter({(row["branch"], row["unit_kind"]): row["households_total"] for row in told["coverage"]})
    return found, {row["unit_id"]: row for row in told["children"]}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(made=registers())
async def test_totals_as_they_were_are_totals_recast_and_what_is_flagged(views: Host, made: Register) -> None:
    await fill(views, made)
    async with views.services["dashboards"].pool.acquire() as connection:
        for year in YEARS:
            then, today = map_days("then", year, NOW), map_days("today", year, NOW)
            was, _ = await counted(connection, "p", year, then)
            now, children = await counted(connection, "p", year, today)
            assert was == expected(made, "p", then)
            assert now == expected(made, "p", today)
            assert {key: n for key, n in was.items() if key[0] is None} == {
                key: n for key, n in now.items() if key[0] is None
            }
            places = {line for line, kind in now if line not in (None, "p") and kind not in ("province", "district")}
            assert places <= set(children), "every line that counts anything is on the page"
            both = await reconciled(connection, "p", year, today)
            assert both.is_even and not any(row.left or row.came for row in both.sums)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(made=registers())
async def test_of_every_commune_the_difference_between_both_maps_is_named(views: Host, made: Register) -> None:
    await fill(views, made)
    async with views.services["dashboards"].pool.acquire() as connection:
        for commune in made.standing("commune", NOW):
            days = map_days("today", 2020, NOW)
            both = await reconciled(connection, commune, 2020, days)
            [total] = [row for row in both.sums if row.measure == "households_total"]
            assert total.then - total.left + total.came == total.recast
            recast, _ = await counted(connection, commune, 2020, days)
            assert (
                total.recast
                == recast[None, "residential_area"]
                == expected(made, commune, days)[None, "residential_area"]
            )
            roots = [unit for unit in made.kinds if made.counted_at(unit, NOW) == commune]
            before = {unit for root in roots for unit in made.below(root, days.counted)}
            assert total.then == sum(
                households(unit) for unit in before
                if made.kinds[unit] == "residential_area" and made.stands(unit, days.counted)
            )  # fmt: skip
