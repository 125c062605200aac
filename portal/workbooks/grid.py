"""The cells of one sheet as they stand in the file, and what the cells themselves do not tell."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

Raw = str | int | float | bool | date | datetime | time | timedelta
"""What a reader makes of a cell; "" is an empty one."""

FAULT = "#ERROR!"
FAULTS = {
    "#REF!",
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    FAULT,
}
"""What a spreadsheet shows instead of a value."""


class Block(NamedTuple):
    """A rectangle of cells, counted from 0, its last row and column within it."""

    row: int
    column: int
    last_row: int
    last_column: int

    def within(self, last_row: int, last_column: int) -> "Block":
        """The part of it up to a row and a column."""
        return self._replace(last_row=min(self.last_row, last_row), last_column=min(self.last_column, last_column))

    @property
    def cells(self) -> int:
        return max(self.last_row - self.row + 1, 0) * max(self.last_column - self.column + 1, 0)

    def __str__(self) -> str:
        return f"{cell_name(self.row, self.column)}:{cell_name(self.last_row, self.last_column)}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet from its first row and column on, every row equally long; places are counted from 0."""

    rows: list[list[Raw]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Block, ...] = ()
    mark: str = ""
    """Which form it says it is; "" where it says nothing, as no CSV can."""


def letters(column: int) -> str:
    """The name of a column counted from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """The name of a cell whose row and column are counted from 0."""
    return f"{letters(column)}{row + 1}"


def placed(name: str) -> tuple[int, int]:
    """The row and column of a cell's name, counted from 0. Raises ValueError."""
    column = name.rstrip("0123456789")
    place = 0
    for letter in column:
        if not "A" <= letter <= "Z" or len(column) > 3:
            raise ValueError(name)
        place = place * 26 + ord(letter) - ord("A") + 1
    if not place:
        raise ValueError(name)
    return int(name[len(column) :]) - 1, place - 1
