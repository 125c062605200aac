"""What the operator looks at in a terminal: a unit's year, the facts behind it, and two moments of it, each as of any moment."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from rich.console import Console
from rich.table import Table as Printed

from chronicle.host import Host
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from deploy.embedded import with_servers
from deploy.operations import print_json
from deploy.overview_table import overview_table
from portal.as_of import readable
from portal.authority.remembered_tree import RememberedTree
from portal.component import COMPONENT as PORTAL
from portal.freshness import freshness
from portal.sight import Sight, looking_freely
from portal.tables import Sheet
from portal.words import Words
from services.dashboards.component import COMPONENT as DASHBOARDS
from services.dashboards.projections.history import Matter
from services.dashboards.routes import overview_of
from services.dashboards.screens.comparison import comparison, comparison_sheet, side
from services.dashboards.screens.facts import Asked, facts_sheet, facts_shown

past_seconds_max = 3_600


@dataclass(frozen=True, slots=True)
class Where:
    """Which unit's year; without a unit the province, without a year the newest that was opened."""

    unit: str | None
    year: int | None


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Host]:
    """The installation without its readers, on servers that run or are started for it."""
    async with (
        with_servers(settings, join=True) as named,
        Host(COMPONENTS, named, migrates=True, readers_run=False) as host,
    ):
        yield host


@asynccontextmanager
async def sight_at(host: Host, as_of: str | None) -> AsyncIterator[Sight]:
    """Everything, as of a day or a position, with the tree of then. The past is written first, however long that takes."""
    dashboards, portal = host.services[DASHBOARDS.name], host.services[PORTAL.name]
    remembered, moment = RememberedTree(), None
    if as_of is None:
        tree = await remembered.at(portal.pool, 0)
    else:
        for service in (portal, dashboards):
            await service.past.write_behind()
        moment = await readable(dashboards, as_of)
        tree = await remembered.as_of(portal.pool, moment.position)
    async with looking_freely(dashboards, moment) as seen:
        yield replace(seen, viewer=replace(seen.viewer, tree=tree))


async def show_overview(
    settings: Settings, console: Console, where: Where, as_of: str | None, *, as_json: bool
) -> None:
    """A unit's year, a row a unit below it."""
    async with opened(settings) as host, sight_at(host, as_of) as seen:
        service = host.services[DASHBOARDS.name]
        found = await overview_of(service, seen, where.unit, where.year)
    if as_json:
        print_json(asdict(found))
        return
    if found.campaign is None or not found.path:
        console.print("no year was opened by then · khi đó chưa phát động năm nào")
        return
    unit, fresh = found.path[-1], found.freshness
    console.print(overview_table(found, f"{unit.title} {unit.unit_name} {found.year}"))
    console.print(f"as of {fresh.day}, fact {fresh.position} · đến hết ngày {fresh.day}, sự kiện {fresh.position}")


async def show_facts(
    settings: Settings, console: Console, where: Where, matter: Matter | None, after: int, up_to: int | None,
    as_of: str | None, limit: int, *, as_json: bool,
) -> None:  # fmt: skip
    """The newest first."""
    words = Words("vi")
    async with opened(settings) as host, sight_at(host, as_of) as seen:
        asked = Asked(where.unit, matter, where.year, after, up_to)
        shown = await facts_shown(host.services[DASHBOARDS.name], seen, words, asked, 1, limit)
    sheet, _ = facts_sheet(words, shown)
    if as_json:
        for row in shown.table.rows:
            print_json(asdict(row))
    else:
        _print(console, sheet)
        console.print(f"{shown.paging.total} facts · sự kiện")


async def show_comparison(
    settings: Settings, console: Console, where: Where, since: str, until: str | None, *, as_json: bool
) -> None:
    """Which numbers of a unit's year are not what they were, from what to what."""
    words = Words("vi")
    async with opened(settings) as host, AsyncExitStack() as stack:
        service = host.services[DASHBOARDS.name]
        seen = [await stack.enter_async_context(sight_at(host, moment)) for moment in (since, until)]
        sides = [
            await side(service, one, where.unit, where.year, "then", await freshness(service, one.connection))
            for one in seen
        ]
        found = await comparison(words, *sides)
    sheet, _ = comparison_sheet(words, found)
    if as_json:
        for row in sheet.rows():
            print_json(dict(zip(sheet.titles(), row, strict=True)))
    else:
        _print(console, sheet)
        console.print(f"{len(found.lines)} numbers changed by {found.facts} facts · số liệu đã đổi, sự kiện")


def _print(console: Console, sheet: Sheet[Any]) -> None:
    for name, value in sheet.about:
        console.print(f"{name}: {value}", highlight=False)
    table = Printed(*sheet.titles(), title=sheet.title)
    for row in sheet.rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)
