"""What is different between two states of one table: cell by cell, each beside what it was before. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.share import Share
from portal.tables import EMPTY, Cell, Column, Kind, Table
from portal.words import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not what it was. Of a row that is not there on one side, that side's cells are empty."""

    row: Cell
    """What its row begins with."""
    column: str
    """The column's name in code."""
    title: str
    kind: Kind
    before: Cell
    after: Cell
    new: bool
    """The row was not there before."""
    gone: bool
    """The row is not there any more."""
    occurrence: int = 0
    """How many rows that begin with the same and lead to the same stand above it."""


def differences(before: Table[Any], after: Table[Any]) -> list[Difference]:
    """In the order of the rows of now, then of those that are gone; the same columns on both sides."""
    olds, news = dict(_rows(before)), dict(_rows(after))
    found = []
    for key in [*news, *(key for key in olds if key not in news)]:
        old, new = olds.get(key), news.get(key)
        first = (new or old or {})[after.columns[0].name]
        for column in after.columns[1:]:
            was, now = _cell(old, column), _cell(new, column)
            if (was.value, was.note) != (now.value, now.note):
                found.append(
                    Difference(
                        first, column.name, column.title, column.kind, was, now, old is None, new is None, key[-1]
                    )
                )
    return found


def _rows(table: Table[Any]) -> Iterator[tuple[Any, dict[str, Cell]]]:
    """Each row by what it begins with and where that leads, as two units may have the same name; then by how often that came."""
    came: Counter[Any] = Counter()
    for row in (*table.rows, *(() if table.whole is None else (table.whole,))):
        cells = {column.name: column.cell(row) for column in table.columns}
        first = cells[table.columns[0].name]
        leads_to = tuple(sorted(first.to.query.items(), key=str)) if first.to else ()
        begins = (first.value, first.to and first.to.path, leads_to)
        yield (*begins, came[begins]), cells
        came[begins] += 1


def _cell(row: dict[str, Cell] | None, column: Column[Any]) -> Cell:
    return EMPTY if row is None else row.get(column.name, EMPTY)


def said(words: Words, kind: Kind, cell: Cell) -> str:
    """A cell's value in words, as on its page: a share with its percentage; "" for none."""
    value = cell.value
    if isinstance(value, Share):
        if value.fraction is None:
            return cell.note
        counted = f"{words.number(value.reached)}/{words.number(value.total)}"
        return f"{counted} ({words.percent(value.fraction)})"
    if value is None:
        return cell.note
    if isinstance(value, int):
        return words.number(value)
    text = value if isinstance(value, str) else words.day(value)
    return f"{text} ({cell.note})" if cell.note else text


def said_before(words: Words, change: Difference) -> Cell:
    """What it was, in words."""
    return Cell(("" if change.new else said(words, change.kind, change.before)) or words("chưa có"))


def said_after(words: Words, change: Difference) -> Cell:
    """What it is, in words."""
    return Cell(("" if change.gone else said(words, change.kind, change.after)) or words("không còn"))
