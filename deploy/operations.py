"""What the operator's command does: status, events, parked facts, rebuilds."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from chronicle.archive.archive import Archive
from chronicle.clock import SystemClock
from chronicle.postgres.answering import answering
from chronicle.postgres.log import PostgresLog
from chronicle.settings import Settings
from contracts.catalogue import CATALOGUE
from deploy.components import COMPONENTS
from deploy.embedded import with_servers
from portal.as_of import position_of

events_window = 20_000
"""So many positions are looked through at a time, and no more than that is held in memory."""

_EVENTS = """
    SELECT position, stream, version, type, schema_version, event_id, occurred_on, recorded_at, actor, role, office,
           on_behalf_of, correlation_id, causation, command_id, rule_set, data
      FROM {events}
     WHERE position BETWEEN $1 AND $2 AND ($3::text IS NULL OR stream LIKE $3) AND ($4::text IS NULL OR type = $4)
     ORDER BY position LIMIT $5"""


class Unknown(Exception):
    """The operator named something that is not there."""


@asynccontextmanager
async def owner_of(settings: Settings) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection as the owner, on the servers named or on those of the data directory, running or not."""
    async with with_servers(settings, join=True) as named:
        url = str(named.owner_url)
        await answering(url, seconds_max=0)
        connection = await asyncpg.connect(url)
        try:
            if await connection.fetchval("SELECT to_regclass('chronicle.head')") is None:
                raise Unknown("this database holds no log yet: run `antoan up` or `antoan demo` · chưa có dữ liệu")
            yield connection
        finally:
            await connection.close()


def log_of(connection: Any, settings: Settings) -> PostgresLog:
    """The whole log as the owner reads it, archived ranges included."""
    return PostgresLog(connection, SystemClock(), Archive(settings.archive))


async def show_status(settings: Settings, console: Console, *, as_json: bool) -> None:
    """One line a reader: position, how far behind the log, facts parked."""
    async with owner_of(settings) as connection:
        head = await connection.fetchrow("SELECT position, recorded_at, clock FROM chronicle.head")
        assert head is not None
        position = head["position"]
        lines = [line for component in COMPONENTS for line in await _readers(connection, component.name, position)]
    if as_json:
        print_json({"head": position, "recorded_at": head["recorded_at"] if position else None, "clock": head["clock"]})
        for line in lines:
            print_json(line)
        return
    last = f", the last at {head['recorded_at']:%Y-%m-%d %H:%M:%S} UTC" if position else ""
    console.print(f"log: {position} facts{last} ({head['clock']} clock)")
    table = Table("reader", "position", "behind", "parked")
    for line in lines:
        table.add_row(line["reader"], str(line["position"]), str(line["behind"]), str(line["parked"]))
    console.print(table)


async def _readers(connection: Any, service: str, head: int) -> list[dict[str, Any]]:
    rows = await connection.fetch(
        f'SELECT reader, position, (SELECT count(*) FROM "{service}".parked p WHERE p.reader = r.reader) AS parked '
        f'FROM "{service}".reader r ORDER BY reader'
    )
    return [{**dict(row), "behind": max(0, head - row["position"])} for row in rows]


@dataclass(frozen=True)
class Wanted:
    """Which facts: `stream` may end in * for all that begin so, `as_of` is a day or a position; None where any will do."""

    stream: str | None
    wire_name: str | None
    since: int
    as_of: str | None
    limit: int


async def show_events(settings: Settings, console: Console, wanted: Wanted, *, as_json: bool) -> None:
    """Facts in order. Raises Rejected where there is no such day."""
    pattern = None if wanted.stream is None else _like(wanted.stream)
    table = Table("position", "recorded (UTC)", "occurred", "type", "stream", "office")
    async with owner_of(settings) as connection:
        log = log_of(connection, settings)
        last, after, left = await _last(log, wanted.as_of, settings), wanted.since, wanted.limit
        while left and after < last:
            upper = min(after + events_window, last)
            mentioning = [wanted.wire_name] if wanted.wire_name in CATALOGUE.facts else ()
            found = log.find(_EVENTS, after + 1, upper, pattern, wanted.wire_name, left, mentioning=mentioning)
            async for *_, rows in found:
                for row in rows[:left]:
                    left -= 1
                    _show_event(table, row, as_json=as_json)
            after = upper
    if not as_json:
        console.print(table)


async def _last(log: PostgresLog, as_of: str | None, settings: Settings) -> int:
    if as_of is None:
        return await log.head()
    position, _ = await position_of(log, as_of, ZoneInfo(settings.time_zone), SystemClock().today())
    return position


def _show_event(table: Table, row: Any, *, as_json: bool) -> None:
    if as_json:
        print_json({**dict(row), "data": json.loads(row["data"])})
    else:
        table.add_row(
            str(row["position"]), f"{row['recorded_at']:%Y-%m-%d %H:%M:%S}", str(row["occurred_on"]), row["type"],
            row["stream"], row["office"],
        )  # fmt: skip


def _like(stream: str) -> str:
    escaped = stream.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return escaped[:-1] + "%" if escaped.endswith("*") else escaped


async def show_parked(settings: Settings, console: Console, *, as_json: bool) -> None:
    """Everything parked in any service, with its reason."""
    table = Table("id", "reader", "position", "stream", "parked at (UTC)", "error")
    count = 0
    async with owner_of(settings) as connection:
        for component in COMPONENTS:
            for row in await connection.fetch(
                "SELECT parked_id, reader, position, stream, parked_at, error "
                f'FROM "{component.name}".parked ORDER BY parked_id'
            ):
                count += 1
                if as_json:
                    print_json(dict(row))
                else:
                    table.add_row(*(str(value) for value in row.values()))
    if not as_json:
        console.print(table if count else "nothing is parked · không có gì bị gác lại")


def print_json(values: dict[str, Any]) -> None:
    """One JSON object a line, Vietnamese readable."""
    typer.echo(json.dumps(values, ensure_ascii=False, default=_as_text))


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
