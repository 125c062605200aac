"""Rebuild of views from a log of a million facts, against a bare asyncpg cursor scan of the same rows."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

from bench.figures import Figure
from chronicle.clock import SystemClock
from chronicle.command import derived_id
from chronicle.live_view import LiveView
from chronicle.log import Entry
from chronicle.postgres.log import PostgresLog
from chronicle.rebuild.carrying_out import Manner
from chronicle.rebuild.operation import operation
from chronicle.rebuild.worker import Rebuilds
from contracts.catalogue import CATALOGUE
from contracts.fact import Fact
from contracts.registration import HouseholdsReported, UnitListed, UnitRegistered
from services.dashboards.projections import PROJECTIONS

residential_areas = 5_000
START = date(2021, 1, 1)
COLUMNS = tuple(field.name for field in fields(Entry))


async def measure(owner_url: str, service_url: str, events: int, names: Sequence[str] = ()) -> list[Figure]:
    """Fills an empty log by COPY, then measures the scan and the rebuild of dashboards' views, all or those named."""
    connection = await asyncpg.connect(owner_url)
    await fill(connection, events)
    scan = await scanned(connection, events)
    await connection.close()
    return [await rebuilt(owner_url, service_url, events, names), scan]


def history(events: int) -> Iterator[tuple[str, int, Fact]]:
    """(stream, version, fact): areas are listed, register, and report households again and again, as in busy years."""
    for number in range(residential_areas):
        yield f"registration.unit:u{number}", 1, UnitListed(
            unit_id=f"u{number}", unit_kind="residential_area", title="Thôn", unit_name=f"{number}", parent_id="c1", codes=(),
            valid_from=START, latitude=None, longitude=None, generated=True, out_of_scope_reason=None,
        )  # fmt: skip
    for number in range(residential_areas):
        yield f"registration.unit_year:b/u{number}", 1, UnitRegistered(
            campaign_id="b", year=2021, unit_id=f"u{number}", unit_kind="residential_area", rule_set="r",
            registered_on=START, late=False,
        )  # fmt: skip
    for report in range(events - 2 * residential_areas):
        number, turn = report % residential_areas, report // residential_areas
        yield f"registration.households:b/u{number}", turn + 1, HouseholdsReported(
            campaign_id="b", year=2021, unit_id=f"u{number}", as_of=START + timedelta(days=turn % 365), total=300,
            registered=min(300, turn), previous_total=300, previous_registered=min(300, max(0, turn - 1)), newest=True,
            lowered=False,
        )  # fmt: skip


async def fill(connection: Any, events: int) -> None:
    """Writes the history past the append function: only the owner can, and only into an empty log."""
    instant = datetime(2021, 1, 1, tzinfo=UTC)
    run = derived_id("bench history")

    def rows() -> Iterator[tuple[Any, ...]]:
        for position, (stream, version, fact) in enumerate(history(events), start=1):
            yield (
                position, stream, version, fact.name, fact.version, derived_id(str(position)), fact.model_dump_json(), START,
                instant, "bench", "bench", "", None, run, None, derived_id(f"command {position}"), None,
            )  # fmt: skip

    await connection.execute("SELECT chronicle.ensure_partitions($1)", events)
    await connection.copy_records_to_table("event", schema_name="chronicle", columns=list(COLUMNS), records=rows())
    await connection.execute("UPDATE chronicle.head SET position = $1, recorded_at = $2", events, instant)
    await connection.execute("ANALYZE chronicle.event")


async def scanned(connection: Any, events: int) -> Figure:
    """A bare cursor over all columns of all rows, 10,000 at a time, nothing done with them."""
    began = time.perf_counter()
    seen = 0
    async with connection.transaction(readonly=True):
        cursor = await connection.cursor(f"SELECT {', '.join(COLUMNS)} FROM chronicle.event ORDER BY position")
        while rows := await cursor.fetch(10_000):
            seen += len(rows)
    seconds = time.perf_counter() - began
    assert seen == events
    return Figure("rebuild", "bare asyncpg cursor scan", {"events": events}, events / seconds, "events/s")


async def rebuilt(owner_url: str, url: str, events: int, names: Sequence[str] = ()) -> Figure:
    """Asked for and carried out to the switch, with nothing resting, as `antoan rebuild` does where no server runs.

    `names` of views; all of them where none is named.
    """
    listed = "{" + ",".join(names) + "}"
    number = await _asked(owner_url, f"audit.ask_rebuild('dashboards', '{listed}', false, 'bench', 'operator')")
    async with asyncpg.create_pool(url, min_size=2, max_size=4, command_timeout=None) as pool:
        log = PostgresLog(pool, SystemClock())
        views = [LiveView("dashboards", projection, pool, CATALOGUE) for projection in PROJECTIONS]
        rebuilds = Rebuilds("dashboards", views, pool, log, CATALOGUE, Manner(page_facts=20_000, rests=False))
        began = time.perf_counter()
        await rebuilds.act()
        compared = time.perf_counter()
        await _asked(owner_url, f"audit.decide_rebuild({number}, 'switch', 'bench', 'operator')")
        await rebuilds.act()
        seconds = time.perf_counter() - began
        done = await operation(pool, number)
    assert done is not None and done.state == "switched", done
    rows = sum(found.rows for found in done.found)
    folded_s = done.pace.pages * done.pace.mean
    given = {"events": events, "views": len(done.found), "rows": rows}
    also = {"folding_s": folded_s, "comparing_s": compared - began - folded_s, "in_all_s": seconds}
    who = f"antoan, {' and '.join(names) or 'all dashboards'}, kept, hashed and switched"
    return Figure("rebuild", who, given, events / seconds, "events/s", also)


async def _asked(owner_url: str, call: str) -> int:
    owner = await asyncpg.connect(owner_url)
    try:
        return int(await owner.fetchval(f"SELECT {call}"))
    finally:
        await owner.close()
