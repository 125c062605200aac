"""Which facts have a say in a row, and up to which of them the live row still was what the log says."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from chronicle.log import Log
from chronicle.projection import Change, Key, Projection, Rows, RowValues, comparable
from chronicle.rebuild.folding import pages_of
from chronicle.rebuild.parting import Parting
from contracts.catalogue import Catalogue

facts_kept_max = 10


@dataclass(slots=True)
class Trace:
    """`last` is the last fact that has a say in the row, None where none has.

    `stopped_before` is the first fact to come to it after the fold last was what the live row is; None where the fold never was
    that, or no fact came after. `facts` are the last of those that have a say in it, the oldest first; `parted_at` is the one
    since which the rebuilt row is not the live one, where that is known.
    """

    last: int | None = None
    stopped_before: int | None = None
    alike: bool = False
    parted_at: int | None = None
    facts: deque[int] = field(default_factory=lambda: deque(maxlen=facts_kept_max))


async def traced(
    projection: Projection,
    live: Mapping[Key, RowValues | None],
    log: Log,
    catalogue: Catalogue,
    until: int,
    page: int,
    partings: Mapping[Key, Parting],
) -> dict[Key, Trace]:
    """Folds the log again for these keys alone, and has their partings go along.

    A key whose live row is None is not in the live view.
    """
    rows: Rows = {}
    traces = {key: Trace(alike=row is None) for key, row in live.items()}
    async for facts, _ in pages_of([projection], log, 0, until, page):
        for seen in facts:
            seen.fact = catalogue.decode(seen.type, seen.schema_version, seen.fact)
            by_key: dict[Key, list[Change]] = {}
            for change in projection.changes(seen):
                if (key := projection.key_of(change)) in traces:
                    by_key.setdefault(key, []).append(change)
            for key, changes in by_key.items():
                if key in partings:
                    partings[key].before(seen.position, rows.get(key))
                for change in changes:
                    projection.apply(rows, change)
                if key in partings:
                    partings[key].after(seen.position, rows.get(key))
                _note(traces[key], seen.position, comparable(rows.get(key)) == comparable(live[key]))
    for key, parting in partings.items():
        traces[key].parted_at = parting.found(rows.get(key), live[key])
    return traces


def _note(trace: Trace, position: int, alike: bool) -> None:
    trace.last = position
    trace.facts.append(position)
    if alike:
        trace.stopped_before = None
    elif trace.alike:
        trace.stopped_before = position
    trace.alike = alike
