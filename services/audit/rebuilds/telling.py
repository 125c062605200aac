"""A rebuild as it is told to who asks: how far, how fast, until when, and what was found, as far as they may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chronicle.rebuild.operation import Differing, Found, Operation
from chronicle.rebuild.pace import Left


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` facts are folded. The rest takes `seconds_left`, nine times out of ten between `least` and `most`; all
    three are None while nothing is folded or too little is known."""

    done: int
    total: int
    facts_per_second: int | None
    seconds_left: float | None
    seconds_least: float | None
    seconds_most: float | None


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """Values are written out; `in_use` and `rebuilt` are None where there is no such row.

    `last_fact` is the last fact that has a say in the row. `stopped_before`: the row in use is what it was before this fact came.
    `parted_at`: since this fact the two are not the same, where the past of the row in use is written so far.
    """

    key: tuple[str | None, ...]
    columns: tuple[str, ...]
    in_use: Mapping[str, str | None] | None
    rebuilt: Mapping[str, str | None] | None
    last_fact: int | None
    stopped_before: int | None
    parted_at: int | None


@dataclass(frozen=True, slots=True)
class ViewFound:
    """Counts of rows are None where the view in use had not come as far. `sha256` is over the rebuilt rows in order of their keys.

    From the fact `apart_since` on, at the latest, the view in use had left the log. `rows_differing` shows some of the rows.
    """

    view: str
    position: int
    rows: int
    sha256: str
    only_rebuilt: int | None
    only_in_use: int | None
    changed: int | None
    apart_since: int | None
    rows_differing: tuple[DifferingRow, ...]


@dataclass(frozen=True, slots=True)
class Rebuild:
    """`views` is empty where all of the service are meant. `receipt` is the position of the fact that tells how it ended. `apart`:
    carried out by another program than the one that serves."""

    rebuild_id: int
    service: str
    views: tuple[str, ...]
    switch_when_same: bool
    asked_role: str
    asked_at: datetime
    state: str
    wish: str | None
    progress: Progress
    found: tuple[ViewFound, ...]
    error: str | None
    ended_at: datetime | None
    receipt: int | None
    apart: bool


def told(one: Operation, receipt: int | None, *, everything: bool) -> Rebuild:
    """Rows are told to who may see those of every unit; what went wrong may hold some of a row."""
    return Rebuild(
        one.rebuild_id, one.service, one.views, one.switch_when_same, one.asked_role, one.asked_at, one.state, one.wish,
        progress_of(one), tuple(_found(each, everything) for each in one.found), one.error if everything else None,
        one.ended_at, receipt, one.apart,
    )  # fmt: skip


def progress_of(one: Operation) -> Progress:
    total = one.pin or 0
    rate, left = None, None
    if one.state == "folding" and one.position < total:
        rate = one.pace.facts_per_second(one.page_facts)
        left = one.pace.left(total - one.position, one.page_facts)
    return Progress(one.position, total, None if rate is None else round(rate), *_seconds(left))


def _seconds(left: Left | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if left is None else (round(left.seconds, 1), round(left.least, 1), round(left.most, 1))


def _found(found: Found, everything: bool) -> ViewFound:
    rows = tuple(map(_row, found.samples)) if everything else ()
    return ViewFound(
        found.view.partition(".")[2], found.position, found.rows, found.sha256, found.only_rebuilt, found.only_live, found.changed,
        found.apart_since, rows,
    )  # fmt: skip


def _row(row: Differing) -> DifferingRow:
    return DifferingRow(row.key, row.columns, row.live, row.rebuilt, row.last_fact, row.stopped_before, row.parted_at)
