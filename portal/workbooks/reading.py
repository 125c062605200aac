"""A workbook that came in, read against its form: rows as numbered in the file, cells by key, one class of problem at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.workbooks.columns import Places, found_columns
from portal.workbooks.csv_files import csv_grid
from portal.workbooks.form import Cells, Form, Value, matched
from portal.workbooks.grid import Grid, cell_name
from portal.workbooks.limits import workbook_bytes_max
from portal.workbooks.problems import Problem, ProblemClass, Unreadable
from portal.workbooks.rows import read_rows
from portal.workbooks.sheets import sheet_grid

ARCHIVE, OLE = b"PK", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """A row in which something was entered and nothing is wrong. Every column has its cell: None is no change."""

    number: int
    cells: Cells

    def identity(self, form: Form) -> tuple[Value | None, ...]:
        """What tells this row from the others."""
        return tuple(self.cells[key] for key in form.identifies)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the good rows, how many were left as we gave them out, and the first class of problems met."""

    form: Form
    rows: tuple[Row, ...] = ()
    untouched: int = 0
    """Rows in which nothing was entered."""
    problems: tuple[Problem, ...] = ()
    grid: Grid | None = field(default=None, repr=False)
    """The sheet as uploaded; None when the file could not be opened."""
    places: Places | None = field(default=None, repr=False)
    """Where the columns stand; None when they could not be told."""

    @property
    def stage(self) -> ProblemClass | None:
        """The class of the problems; None when there are none."""
        return self.problems[0].of if self.problems else None

    def problem(self, row: int, column: str, code: str, vi: str, en: str) -> Problem:
        """A problem of the class `limits`, for what the caller's rules refuse; `column` is a key or ""."""
        place = self.places.at.get(column) if self.places else None
        return Problem("limits", code, vi, en, row, column, "" if place is None else cell_name(row - 1, place))


def read(content: bytes, form: Form, known: Sequence[Cells] | None = None) -> Read:
    """Reads an XLSX or a CSV. Never raises for what a file holds; takes a good part of a second for the largest: use a thread.

    `known` are the rows the template is made of, as `template` takes them: with them a row that is not ours and a fixed cell that
    was changed are problems. Without them any identity is taken.
    """
    try:
        grid = _grid(content, form)
    except Unreadable as refusal:
        return Read(form, problems=(refusal.problem,))
    places, problems = found_columns(grid, form)
    if places is None or problems:
        return Read(form, problems=problems, grid=grid, places=places)
    taken, untouched, problems = read_rows(grid, places, form, known)
    rows = tuple(Row(number, cells) for number, cells in taken)
    return Read(form, rows, untouched, problems, grid, places)


def _grid(content: bytes, form: Form) -> Grid:
    if len(content) > workbook_bytes_max:
        megabytes = workbook_bytes_max // 2**20
        raise Unreadable(
            "workbook.too_large", f"Tệp không được quá {megabytes} MB", f"The file may have at most {megabytes} MB"
        )
    if not content.strip():
        raise Unreadable("workbook.empty", "Tệp không có nội dung", "The file is empty")
    if content.startswith((ARCHIVE, OLE)):
        return sheet_grid(content)
    return csv_grid(content, {matched(text) for column in form.columns for text in column.heading})
