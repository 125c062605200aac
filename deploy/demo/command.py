"""`antoan demo`: finds what is there, plays what is missing, prints the result, serves the pages."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chronicle.clock import PlayedClock
from chronicle.host import RELAY, Host
from chronicle.postgres.log import PostgresLog
from chronicle.postgres.migrate import migrate
from chronicle.settings import Settings
from contracts.calendar import DayBegan
from deploy.components import COMPONENTS
from deploy.demo.accounts import settle_accounts
from deploy.demo.files import open_filer
from deploy.demo.play import office_opens, play, settle
from deploy.demo.reforms import play_reforms
from deploy.demo.result import print_result
from deploy.demo.script import write
from deploy.demo.story import Story
from deploy.embedded import with_servers
from deploy.operations import Unknown, log_of
from reference.campaigns import OpenedCampaign, open_campaign

days_after_last_step = 5
_LAST_DAY = """
    SELECT occurred_on FROM {events} WHERE position BETWEEN $1 AND $2 AND type = 'calendar.day_began'
     ORDER BY position DESC LIMIT 1"""


async def play_demo(settings: Settings, campaign: Path, console: Console, *, serve: bool, reform: bool = False) -> None:
    """Plays the campaign's year, or goes on where an earlier run stopped; then prints and, with `serve`, serves.

    `reform` plays what became of the province's units after that year as well.
    """
    opened = await asyncio.to_thread(open_campaign, campaign)
    clock = PlayedClock(datetime(opened.campaign.year, 1, 1, tzinfo=UTC))
    async with with_servers(settings) as named:
        await migrate(str(named.database_url), COMPONENTS, named.secrets)
        played_until = await _found(named, opened, console)
        await open_filer(str(named.database_url))
        async with Host(COMPONENTS, named, clock=clock, days_begin=False) as host:
            await _play(host, clock, opened, played_until, console)
            await print_result(host, opened, console)
            if reform:
                await play_reforms(host, clock, opened, campaign, console)
            if serve:
                first_day = date(opened.campaign.year - 1, 1, 1)
                begins = Story(opened).left_to_register
                await settle_accounts(str(named.database_url), first_day, console, begins.unit_id if begins else None)
                console.print("[bold]Ctrl-C[/bold] ends · nhấn Ctrl-C để dừng")
                await host.serve(announce=lambda url: console.print(f"Tổng quan · overview: [bold]{url}/[/bold]"))


async def _found(settings: Settings, opened: OpenedCampaign, console: Console) -> date | None:
    """The last day already played, or None for a fresh log. Refuses a log of another kind."""
    connection = await asyncpg.connect(str(settings.database_url))
    try:
        head = await connection.fetchrow("SELECT position, clock FROM chronicle.head")
        assert head is not None
        if head["position"] == 0:
            await connection.execute("SELECT chronicle.play_clock()")
            return None
        stream = f"registration.unit:{opened.province_id}"
        known = await connection.fetchval("SELECT count(*) FROM chronicle.command WHERE stream = $1", stream)
        if head["clock"] != "played" or not known:
            raise Unknown(
                f"this database holds another log ({head['position']} facts): give the demonstration a data directory of "
                "its own with --data · thư mục dữ liệu này chứa dữ liệu khác, hãy dùng --data"
            )
        last = await _last_day(log_of(connection, settings), head["position"])
    finally:
        await connection.close()
    console.print(f"found a demonstration played up to {last} ({head['position']} facts): going on from there")
    return last


async def _last_day(log: PostgresLog, head: int) -> date | None:
    async for *_, days in log.find(_LAST_DAY, 1, head, mentioning=[DayBegan.name], newest_first=True):
        if days:
            return days[0]["occurred_on"]  # type: ignore[no-any-return]
    return None


async def _play(
    host: Host, clock: PlayedClock, opened: OpenedCampaign, played_until: date | None, console: Console
) -> None:
    steps = await asyncio.to_thread(write, opened)
    last_day = steps[-1].day + timedelta(days=days_after_last_step)
    log = host.services[RELAY.name].log
    before, began = await log.head(), time.perf_counter()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("commands"), TimeElapsedColumn(),
        console=console,
    ) as bar:  # fmt: skip
        task = bar.add_task("…", total=len(steps))
        await play(
            host, clock, steps, last_day, played_until,
            lambda done, day: bar.update(task, completed=done, description=f"{day:%d/%m/%Y}"),
        )  # fmt: skip
    if played_until is not None and played_until > last_day:
        clock.instant = datetime.combine(played_until, office_opens, tzinfo=ZoneInfo(host.settings.time_zone))
    await settle(host)
    facts, seconds = await log.head() - before, time.perf_counter() - began
    if facts:
        console.print(f"{facts} facts in {seconds:.1f} s ({facts / seconds:.0f} a second), every view current")
