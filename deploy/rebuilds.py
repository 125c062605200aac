"""What the operator does about rebuilds: ask for them, follow them to their end, decide, cancel, carry on after a kill."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TimeRemainingColumn
from rich.table import Table

from chronicle.ending import end
from chronicle.host import RELAY, Host
from chronicle.rebuild.carrying_out import Manner
from chronicle.rebuild.operation import Operation, operation, operations
from chronicle.service import Service
from chronicle.settings import Settings
from deploy.installation import opened_to_record
from deploy.operations import Unknown, print_json
from services.audit.component import COMPONENT as AUDIT
from services.audit.rebuilds import asking
from services.audit.rebuilds.receipts import record_receipts

OPERATOR = "operator"
"""Account and role of who has the command line."""
listed_max = 50
page_facts_default = 20_000
look_again_ms = 200

Wish = Literal["switch", "discard", "wait"]
"""What becomes of a rebuild once it was compared; `wait` leaves it for a later decision, here or on the page."""


class RebuildFailed(Exception):
    """It stopped at an error, which is said; the live views were not changed."""


async def rebuild_views(
    settings: Settings, console: Console, decide: Wish = "switch", page: int = page_facts_default, *,
    chosen: Sequence[str] | None, as_json: bool, here: bool = False,
) -> int:  # fmt: skip
    """Rebuilds the chosen views (all for None), one scan a service. Returns 1 when a live view differed from its rebuild.

    `here`: this program folds them itself, also while another one serves, and makes nothing else.
    """
    async with opened_to_record(settings, here=here) as host:
        numbers = []
        began = time.perf_counter()
        audit = host.services[AUDIT.name].pool
        for service, views in _by_service(host, chosen).items():
            if not here:
                # audit knows views by their tables, which are made when a service first runs
                await asyncio.gather(*(view.checkpoint() for view in host.services[service].views.values()))
            numbers.append(
                await asking.ask(
                    audit, service, views, switch_when_same=decide == "switch", account=OPERATOR, role=OPERATOR, apart=here
                )
            )  # fmt: skip
        return await _follow(host, console, numbers, decide, page, began, as_json=as_json, here=here)


async def carry_on(
    settings: Settings, console: Console, decide: Wish, page: int, *, as_json: bool, here: bool = False
) -> int:
    """Goes on with all that has not ended, and decides what waits. `here`: with what is rebuilt apart, else with the rest."""
    async with opened_to_record(settings, here=here) as host:
        found = await operations(host.services[AUDIT.name].pool, listed_max)
        numbers = sorted(one.rebuild_id for one in found if one.ended_at is None and one.apart == here)
        return await _follow(host, console, numbers, decide, page, time.perf_counter(), as_json=as_json, here=here)


async def cancel(settings: Settings, console: Console, number: int) -> None:
    async with opened_to_record(settings) as host:
        await asking.decide(host.services[AUDIT.name].pool, number, "cancel", OPERATOR, OPERATOR)
        await _carried_out(host, number, Manner(), None)
        await record_receipts(host.services[AUDIT.name])
    console.print(f"rebuild {number} is cancelled, nothing was changed · đã hủy, không thay đổi gì")


async def show(settings: Settings, console: Console, *, as_json: bool) -> None:
    """The newest rebuilds, the newest first."""
    async with opened_to_record(settings) as host:
        found = await operations(host.services[AUDIT.name].pool, listed_max)
    table = Table("number", "service", "views", "state", "facts", "of", "asked at (UTC)")
    for one in found:
        if as_json:
            print_json({"rebuild": one.rebuild_id, "service": one.service, "views": list(one.views), "state": one.state,
                        "position": one.position, "pin": one.pin, "asked_at": one.asked_at})  # fmt: skip
        else:
            table.add_row(str(one.rebuild_id), one.service, ", ".join(one.views) or "all", one.state, str(one.position),
                          str(one.pin or ""), f"{one.asked_at:%Y-%m-%d %H:%M:%S}")  # fmt: skip
    if not as_json:
        console.print(table)


def _by_service(host: Host, chosen: Sequence[str] | None) -> dict[str, list[str]]:
    """Service → views; none for all of its."""
    known = {view.name: service for service in host.services.values() for view in service.views.values()}
    if chosen is None:
        return {service.name: [] for service in host.services.values() if service.views}
    if unknown := set(chosen) - set(known):
        raise Unknown(f"no view {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    found: dict[str, list[str]] = {}
    for name in chosen:
        found.setdefault(known[name].name, []).append(name.partition(".")[2])
    return found


async def _follow(
    host: Host, console: Console, numbers: Sequence[int], decide: Wish, page: int, began: float, *, as_json: bool,
    here: bool,
) -> int:  # fmt: skip
    """To the end of each, one after the other. Raises RebuildFailed."""
    audit = host.services[AUDIT.name]
    manner = Manner(page_facts=page, rests=False)
    done: list[Operation] = []
    with Progress(
        "{task.description}", BarColumn(), MofNCompleteColumn(), "events", TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        for number in numbers:
            one = await _carried_out(host, number, manner, bar)
            if one.waits_for_a_decision and decide != "wait":
                await asking.decide(audit.pool, number, decide, OPERATOR, OPERATOR, apart=one.apart)
                one = await _carried_out(host, number, manner, bar)
            done.append(one)
    if not here:  # facts are recorded by the program that serves
        await record_receipts(audit)
    _show(console, done, await host.services[RELAY.name].log.head(), time.perf_counter() - began, as_json=as_json)
    if failed := [f"rebuild {one.rebuild_id}: {one.error}" for one in done if one.state == "failed"]:
        raise RebuildFailed("; ".join(failed))
    return 1 if any(found.differing for one in done for found in one.found) else 0


async def _carried_out(host: Host, number: int, manner: Manner, bar: Progress | None) -> Operation:
    """Carries a rebuild out here, or watches where another process does: until it has ended, or waits for a decision."""
    asked = await asking.known(host.services[AUDIT.name].pool, number)
    service = host.services[asked.service]
    async with service.rebuild_connections() as pool:
        rebuilds = service.rebuilds(pool, manner, apart=asked.apart)
        task = None if bar is None else bar.add_task(service.name, total=None)
        watching = [asyncio.create_task(_watch(service, number, bar, task))] if bar and task is not None else []
        try:
            while True:
                await rebuilds.act()
                one = await operation(service.pool, number)
                assert one is not None
                if one.ended_at is not None or one.waits_for_a_decision:
                    return one
                await asyncio.sleep(look_again_ms / 1000)
        finally:
            await end(watching)


async def _watch(service: Service, number: int, bar: Progress, task: TaskID) -> None:
    with suppress(asyncio.CancelledError):
        while (one := await operation(service.pool, number)) is not None:
            bar.update(task, completed=one.position, total=one.pin)
            await asyncio.sleep(look_again_ms / 1000)


def _show(console: Console, done: Sequence[Operation], head: int, seconds: float, *, as_json: bool) -> None:
    table = Table("rebuild", "view", "state", "position", "rows", "only rebuilt", "only live", "changed", "apart since")
    for one in done:
        for found in one.found:
            counts = (found.only_rebuilt, found.only_live, found.changed)
            if as_json:
                print_json({"rebuild": one.rebuild_id, "state": one.state, "view": found.view, "position": found.position,
                            "rows": found.rows, "only_rebuilt": counts[0], "only_live": counts[1], "changed": counts[2],
                            "apart_since": found.apart_since, "sha256": found.sha256})  # fmt: skip
            else:
                told = ["live view was behind", "", ""] if counts[0] is None else [str(count) for count in counts]
                table.add_row(str(one.rebuild_id), found.view, one.state, str(found.position), str(found.rows), *told,
                              str(found.apart_since or ""))  # fmt: skip
    if not as_json:
        console.print(table)
        views = sum(len(one.found) for one in done)
        console.print(f"{views} views from {head} facts in {seconds:.1f} s")
