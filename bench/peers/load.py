"""The load both peers carry: one small fact per command, every caller on units of its own."""

import argparse
import json
import math
import multiprocessing
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from threading import BrokenBarrierError
from typing import Any

UNITS_PER_CALLER = 10
HOUSEHOLDS_TOTAL = 118
START_WAIT_S_MAX = 120
FIRST_DAY = date(2021, 1, 1)

Append = Callable[[dict], None]


@dataclass(frozen=True)
class Share:
    """What one process of a benchmark carries: its callers and the appends each of them makes."""

    first_caller: int
    callers: int
    events_per_caller: int


def unit_id(caller: int, unit: int) -> str:
    return f"unit.{caller:03d}.{unit:03d}"


def count(unit: str, turn: int) -> dict:
    """One household count: the fact of our own load, field for field."""
    return {
        "unit_id": unit,
        "households_total": HOUSEHOLDS_TOTAL,
        "households_registered": turn % (HOUSEHOLDS_TOTAL + 1),
        "as_of": (FIRST_DAY + timedelta(days=turn % 365)).isoformat(),
    }


def counts(events: int, units: int) -> Iterator[dict]:
    """The history to rebuild from: `events` counts, going round `units` units."""
    return (count(unit_id(0, turn % units), turn // units) for turn in range(events))


def arguments(description: str, *, processes: int | None = None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--database-url", required=True, help="a server where this user may create a database")
    parser.add_argument("--events", type=int, required=True)
    if processes is not None:
        parser.add_argument("--callers", type=int, default=1)
        parser.add_argument("--processes", type=int, default=processes, help="processes the callers are spread over")
    return parser


def shares(callers: int, processes: int, events: int) -> list[Share]:
    processes = min(processes, callers)
    sizes = [callers // processes + (place < callers % processes) for place in range(processes)]
    each = math.ceil(events / callers)
    return [Share(sum(sizes[:place]), size, each) for place, size in enumerate(sizes)]


def run_callers(share: Share, appender: Callable[[int], Append]) -> list[float]:
    """Run a thread per caller; the answer is the seconds of every append."""

    def call(caller: int) -> list[float]:
        append = appender(caller)
        seconds = []
        for turn in range(share.events_per_caller):
            fact = count(unit_id(caller, turn % UNITS_PER_CALLER), turn // UNITS_PER_CALLER)
            began = time.perf_counter()
            append(fact)
            seconds.append(time.perf_counter() - began)
        return seconds

    mine = range(share.first_caller, share.first_caller + share.callers)
    with ThreadPoolExecutor(max_workers=share.callers) as pool:
        return [second for seconds in pool.map(call, mine) for second in seconds]


def run_processes(worker: Callable, parts: list[Share], *arguments: object) -> tuple[list[float], float]:
    """Run `worker(share, start, *arguments)` in a process per share; seconds of every append, and of the whole.

    Each worker waits at `start` until all are warm, so that opening pools is not measured.
    """
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(len(parts)) as pool:
        start = manager.Barrier(len(parts) + 1, timeout=START_WAIT_S_MAX)
        results = [pool.apply_async(guarded, (worker, share, start, *arguments)) for share in parts]
        with suppress(BrokenBarrierError):
            start.wait()
        began = time.perf_counter()
        seconds = [second for result in results for second in result.get()]
        return seconds, time.perf_counter() - began


def guarded(worker: Callable, share: Share, start: Any, *arguments: object) -> list[float]:
    """A worker that fails before the start sends the others home, so that nobody waits for it."""
    try:
        return worker(share, start, *arguments)
    except Exception:
        traceback.print_exc()
        start.abort()
        raise


def append_report(peer: str, seconds: list[float], elapsed_s: float, **details: object) -> None:
    ordered = sorted(seconds)
    report(
        peer,
        "append",
        len(ordered),
        elapsed_s,
        p50_ms=round(1000 * percentile(ordered, 50), 3),
        p99_ms=round(1000 * percentile(ordered, 99), 3),
        **details,
    )


def percentile(ordered: list[float], rank: int) -> float:
    return ordered[max(0, math.ceil(len(ordered) * rank / 100) - 1)]


def report(peer: str, benchmark: str, events: int, elapsed_s: float, **details: object) -> None:
    line = {
        "peer": peer,
        "benchmark": benchmark,
        "events": events,
        "elapsed_s": round(elapsed_s, 3),
        "events_per_s": round(events / elapsed_s, 1),
        **details,
    }
    print(json.dumps(line))
