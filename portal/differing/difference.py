"""What is different in a table of ours: from what was, where something is supposed; from what is in use, where it was rebuilt;
from now, at a moment of the past."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request, Response

from chronicle.service import Service
from chronicle.supposed.following import facts_of
from chronicle.supposed.supposition import Supposition
from portal.compared import Difference, differences, said_after, said_before
from portal.differing.asked_again import asked_again
from portal.differing.causes import causes_of
from portal.differing.rows_apart import facts_about, rows_apart, unit_of
from portal.differing.telling import Telling, of_then, of_what_is_supposed, of_what_was_rebuilt
from portal.languages import chosen
from portal.links import OF_NOW
from portal.printouts.settling import days_of
from portal.problems import Rejected
from portal.shell import Shell
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words

SHELL = Shell()
causes_seconds_max = 4
"""For so long facts are told apart; what is not by then is named as a group."""
facts_named_max = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A cell that is not what it is in the other history, and the facts behind that."""

    change: Difference
    facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What is different; `of` is the table in the history that was asked for, with what is said above it."""

    title: str
    of: Sheet[Any]
    table: Table[Line]

    @property
    def sheet(self) -> Sheet[Line]:
        return Sheet(f"{self.title}: {self.of.title}", self.of.about, self.table, self.of.words)


async def difference_asked(request: Request, service: Service, seen: Sight, sheet: Sheet[Any]) -> Found:
    """Raises Rejected where neither a moment nor anything supposed is asked for."""
    moment = seen.moment
    if moment is None:
        raise Rejected(
            422, "difference.of_what",
            vi="Hãy chọn một thời điểm (as_of), một điều giả sử (without, held_on) hoặc một bản dựng lại (rebuilt) để so sánh",
            en="Choose a moment (as_of), what to suppose (without, held_on), or a rebuild (rebuilt), to compare with",
        )  # fmt: skip
    words = Words(chosen(request))
    if moment.supposed is not None:
        lines, telling = await _from_what_was(request, service, seen, sheet), of_what_is_supposed(words)
    elif moment.rebuilt is not None:
        lines, telling = await _from_what_is_in_use(request, service, seen, sheet), of_what_was_rebuilt(words)
    else:
        lines, telling = await _from_now(request, sheet), of_then(words)
    of = replace(sheet, about=(*sheet.about, *telling.about))
    return Found(telling.title, of, difference_table(words, lines, telling))


def difference_page(request: Request, found: Found) -> Response:
    here, query = request.url.path.partition(".difference")[0], request.url.query
    files: dict[str, Any] = {kind: f"{here}.difference.{kind}?{query}" for kind in ("xlsx", "csv")}
    return SHELL.page(request, "difference.html", title=found.title, of=found.of, table=found.table, **files)


async def _from_now(request: Request, then: Sheet[Any]) -> list[Line]:
    now = await asked_again(request, {})
    return [Line(change) for change in differences(then.table, _or_empty(now, then))]


async def _from_what_is_in_use(request: Request, service: Service, seen: Sight, rebuilt: Sheet[Any]) -> list[Line]:
    """The same facts, as the views in use have folded them, looked at on the same day."""
    moment, asked = seen.moment, request.query_params
    assert moment is not None and moment.rebuilt is not None
    in_use = _or_empty(await asked_again(request, {"as_of": str(moment.position), **days_of(moment)}), rebuilt)
    apart = await rows_apart(service, seen, moment.rebuilt.number)
    return [
        Line(change, facts_about(apart, seen, unit_of(change.row.to) or asked.get("unit")))
        for change in differences(in_use, rebuilt.table)
    ]


async def _from_what_was(request: Request, service: Service, seen: Sight, supposed: Sheet[Any]) -> list[Line]:
    assert seen.moment is not None and seen.moment.supposed is not None
    supposition, asked = seen.moment.supposed.supposition, request.query_params
    base = {"as_of": asked.get("held_on") or asked.get("as_of") or str(supposition.base)}
    was = _or_empty(await asked_again(request, base), supposed)
    began = time.monotonic()
    changes = {_place(change): change for change in differences(was, supposed.table)}

    async def apart(facts: Sequence[int]) -> set[Any]:
        some = await asked_again(request, base, supposition.of_these({*facts}))
        return {_place(change) for change in differences(was, _or_empty(some, supposed))}

    def goes_on() -> bool:
        return time.monotonic() - began < causes_seconds_max

    facts = await causes_of(await _side_by_side(service, seen, supposition), changes, apart, goes_on)
    return [Line(change, tuple(facts[place])) for place, change in changes.items()]


async def _side_by_side(service: Service, seen: Sight, supposition: Supposition) -> list[int]:
    """The facts that are supposed, those about one unit and what is below it side by side: so they are found soonest."""

    def above(fact: Any) -> list[str]:
        found, unit = list[str](), getattr(fact, "unit_id", None)
        while unit is not None and unit not in found:
            found.insert(0, unit)
            unit = seen.viewer.tree.parent(unit)
        return found

    facts = await facts_of(supposition, service.log, service.catalogue)
    return [seen.position for seen in sorted(facts, key=lambda seen: (above(seen.fact), seen.position))]


def _or_empty(sheet: Sheet[Any] | None, other: Sheet[Any]) -> Table[Any]:
    """The table; of what was not there, the other's without rows."""
    return replace(other.table, rows=(), whole=None) if sheet is None else sheet.table


def _place(change: Difference) -> Any:
    """Where a cell stands: in which row, by what that begins with and leads to, and under which title."""
    to = change.row.to
    return (
        change.row.value,
        to and (to.path, tuple(sorted(to.query.items(), key=str))),
        change.occurrence,
        change.column,
    )


def difference_table(words: Words, lines: Sequence[Line], telling: Telling) -> Table[Line]:
    """A cell that is different a row."""

    def facts(line: Line) -> Cell:
        if not line.facts:
            return Cell("")
        first, *others = [(words.number(at), Address("/audit/event", {"position": at, **OF_NOW})) for at in line.facts]
        more = len(line.facts) - facts_named_max
        note = words.several("và %(shown)s sự kiện nữa", more) if more > 0 else ""
        return Cell(first[0], to=first[1], also=tuple(others[: facts_named_max - 1]), note=note)

    why = () if telling.facts is None else (Column("facts", telling.facts, facts),)
    return Table(
        (
            Column("row", words("Dòng"), lambda line: Cell(line.change.row.value, to=line.change.row.to)),
            Column("number", words("Số liệu"), lambda line: Cell(line.change.title)),
            Column("before", telling.before, lambda line: said_before(words, line.change)),
            Column("after", telling.after, lambda line: said_after(words, line.change)),
            *why,
        ),
        lines,
    )
