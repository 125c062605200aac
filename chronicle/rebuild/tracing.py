"""Which facts have a say in a row, and up to which of them the live row still was what the log says."""

from collections.abc import Mapping
from dataclasses import dataclass

from chronicle.log import Log
from chronicle.projection import Change, Key, Projection, Rows, RowValues, comparable
from chronicle.rebuild.folding import pages_of
from contracts.catalogue import Catalogue


@dataclass(slots=True)
class Trace:
    """`last` is the last fact that has a say in the row, None where none has.

    `stopped_before` is the first fact to come to it after the fold last was what the live row is; None where the fold never was
    that, or no fact came after.
    """

    last: int | None = None
    stopped_before: int | None = None
    alike: bool = False


async def traced(
    projection: Projection,
    live: Mapping[Key, RowValues | None],
    log: Log,
    catalogue: Catalogue,
    until: int,
    page: int,
) -> dict[Key, Trace]:
    """Folds the log again for these keys alone. A key whose live row is None is not in the live view."""
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
                for change in changes:
                    projection.apply(rows, change)
                _note(traces[key], seen.position, comparable(rows.get(key)) == comparable(live[key]))
    return traces


def _note(trace: Trace, position: int, alike: bool) -> None:
    trace.last = position
    if alike:
        trace.stopped_before = None
    elif trace.alike:
        trace.stopped_before = position
    trace.alike = alike
