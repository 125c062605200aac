"""A search in the register of 10,000 units, by words without marks, against one row by its primary key."""

import random
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from typing import Any

from bench.figures import Figure, percentile
from chronicle.host import Host
from chronicle.settings import Settings
from portal.sight import looking_freely
from reference.vietnamese import alphabetical_place, searched
from services.registration.component import COMPONENT
from services.registration.projections import units
from services.registration.projections.units import UNITS, UnitRow

units_listed = 10_000
asked_times = 60
LISTED = date(2021, 1, 1)
FIRST = ("Hàm", "Phan", "Tân", "Đức", "Phú", "Bình", "Mũi", "Hòa", "Vĩnh", "Thuận", "Tiến", "Long", "Sông", "Hồng")
SECOND = ("Thuận", "Rí", "Thắng", "Hải", "Né", "Lâm", "Minh", "Sơn", "Lộc", "Thạnh", "Hiệp", "Phong", "Liêm", "Kiệm")
SEARCHES = ("phu thuy", "ham", "thon 7", "tan hai", "xa", "khong co gi", "")


async def measure(settings: Settings) -> list[Figure]:
    """Fills the view by COPY and asks it as the page does: the first 50, with how many there are."""
    async with Host((COMPONENT,), settings, readers_run=False) as host:
        service = host.services[COMPONENT.name]
        async with service.pool.acquire() as connection:
            table = service.views[UNITS.name].table
            await table.recreate(connection)
            rows = {(row.unit_id,): [getattr(row, column) for column in UNITS.columns] for row in listed()}
            await table.copy(connection, rows)
            await connection.execute("ANALYZE")
        async with looking_freely(service) as seen:
            within = sorted(key for (key,) in list(rows)[:3_000])

            async def search(number: int, scope: list[str] | None = None) -> Any:
                return await units.search(
                    seen.connection, scope, SEARCHES[number % len(SEARCHES)], None, 50, ended=False
                )

            assert await search(1)
            return [
                await _asked("search, whole register", search),
                await _asked("search within 3,000 units of one's own", lambda number: search(number, within)),
                await _asked("one row by its primary key", lambda number: units.unit(seen.connection, f"u{number}")),
            ]


def listed() -> Iterator[UnitRow]:
    """Communes and areas with names as they are there."""
    drawn = random.Random(7)
    for number in range(units_listed):
        commune = number % 20 == 0
        title = drawn.choice(("Xã", "Phường", "Thị trấn")) if commune else drawn.choice(("Thôn", "Khu phố"))
        name = (
            f"{drawn.choice(FIRST)} {drawn.choice(SECOND)}"
            if commune
            else f"{drawn.randrange(1, 30)} {drawn.choice(SECOND)}"
        )
        yield UnitRow(
            f"u{number}", f"u{number - number % 20}", "commune" if commune else "residential_area", title, name,
            searched(title), searched(name), alphabetical_place(name), f"{number:05}", LISTED,
        )  # fmt: skip


async def _asked(who: str, ask: Callable[[int], Awaitable[Any]]) -> Figure:
    waits = []
    for number in range(asked_times):
        began = time.perf_counter()
        await ask(number)
        waits.append(time.perf_counter() - began)
    also = {"p50_ms": percentile(waits, 50) * 1000, "p95_ms": percentile(waits, 95) * 1000}
    return Figure("register", who, {"units": units_listed}, asked_times / sum(waits), "answers/s", also)
