"""What the operator looks at in a terminal: a unit's year, the facts behind it, and two moments of it, each as of any moment."""

from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table as Printed

from chronicle.settings import Settings
from deploy.installation import opened, sight_at
from deploy.operations import Unknown, print_json
from deploy.overview_table import overview_table
from portal.component import COMPONENT as PORTAL
from portal.freshness import freshness
from portal.sight import Sight
from portal.tables import Sheet
from portal.words import Words
from services.dashboards.component import COMPONENT as DASHBOARDS
from services.dashboards.projections.history import Matter
from services.dashboards.routes import overview_of
from services.dashboards.screens.comparison import comparison, comparison_sheet, side
from services.dashboards.screens.facts import Asked, facts_sheet, facts_shown

ASKED = (PORTAL, DASHBOARDS)


@dataclass(frozen=True, slots=True)
class Where:
    """Which unit's year; without a unit the province, without a year the newest that was opened."""

    unit: str | None
    year: int | None


async def unit_of(seen: Sight, asked: str | None) -> str | None:
    """The id of a unit that is named by its id, its name, or its title and name. Raises Unknown where several are called so."""
    if asked is None:
        return None
    rows = await seen.connection.fetch(_CALLED, asked)
    if any(row["unit_id"] == asked for row in rows):
        return asked
    if len(rows) > 1:
        several = "; ".join(f"{row['called']}: {row['unit_id']}" for row in rows)
        raise Unknown(f"several units are called {asked}, say which · có nhiều đơn vị tên này, hãy chọn: {several}")
    return str(rows[0]["unit_id"]) if rows else asked


_CALLED = """SELECT unit_id, title || ' ' || unit_name AS called FROM dashboards.units
    WHERE unit_id = $1 OR lower($1) IN (lower(unit_name), lower(title || ' ' || unit_name)) ORDER BY unit_id LIMIT 10"""


async def show_overview(
    settings: Settings, console: Console, where: Where, as_of: str | None, *, as_json: bool
) -> None:
    """A unit's year, a row a unit below it."""
    async with (
        opened(settings, ASKED) as host,
        sight_at(host, service := host.services[DASHBOARDS.name], as_of) as seen,
    ):
        found = await overview_of(service, seen, await unit_of(seen, where.unit), where.year)
    if as_json:
        print_json(asdict(found))
        return
    if found.campaign is None or not found.path:
        console.print("no year was opened by then · khi đó chưa phát động năm nào")
        return
    unit, fresh = found.path[-1], found.freshness
    console.print(overview_table(found, f"{unit.title} {unit.unit_name} {found.year}"))
    console.print(f"unit · đơn vị: {unit.unit_id}", highlight=False)
    console.print(f"as of {fresh.day}, fact {fresh.position} · đến hết ngày {fresh.day}, sự kiện {fresh.position}")


async def show_facts(
    settings: Settings, console: Console, where: Where, matter: Matter | None, after: int, up_to: int | None,
    as_of: str | None, limit: int, *, as_json: bool,
) -> None:  # fmt: skip
    """The newest first."""
    words = Words("vi")
    async with (
        opened(settings, ASKED) as host,
        sight_at(host, service := host.services[DASHBOARDS.name], as_of) as seen,
    ):
        asked = Asked(await unit_of(seen, where.unit), matter, where.year, after, up_to)
        shown = await facts_shown(service, seen, words, asked, 1, limit)
    sheet, _ = facts_sheet(words, shown)
    if as_json:
        for row in shown.table.rows:
            print_json(asdict(row))
    else:
        print_sheet(console, sheet)
        console.print(f"{shown.paging.total} facts · sự kiện")


async def show_comparison(
    settings: Settings, console: Console, where: Where, since: str, until: str | None, *, as_json: bool
) -> None:
    """Which numbers of a unit's year are not what they were, from what to what."""
    words = Words("vi")
    async with opened(settings, ASKED) as host, AsyncExitStack() as stack:
        service = host.services[DASHBOARDS.name]
        seen = [await stack.enter_async_context(sight_at(host, service, moment)) for moment in (since, until)]
        unit = await unit_of(seen[-1], where.unit)
        sides = [
            await side(service, one, unit, where.year, "then", await freshness(service, one.connection)) for one in seen
        ]
        found = await comparison(words, *sides)
    sheet, _ = comparison_sheet(words, found)
    if as_json:
        for row in sheet.rows():
            print_json(dict(zip(sheet.titles(), row, strict=True)))
    else:
        print_sheet(console, sheet)
        console.print(f"{len(found.lines)} numbers changed by {found.facts} facts · số liệu đã đổi, sự kiện")


def print_sheet(console: Console, sheet: Sheet[Any]) -> None:
    """What it is about, and its rows, as a file would hold them."""
    for name, value in sheet.about:
        console.print(f"{name}: {value}", highlight=False)
    table = Printed(*sheet.titles(), title=sheet.title)
    for row in sheet.rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)
