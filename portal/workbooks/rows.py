"""The rows below the headings: every cell by its kind, every row known and there once."""

from collections.abc import Iterable, Mapping, Sequence

from portal.workbooks.columns import Places
from portal.workbooks.form import Cells, Column, Form, Value
from portal.workbooks.grid import Block, Grid, Raw, cell_name
from portal.workbooks.limits import workbook_rows_max
from portal.workbooks.problems import Problem
from portal.workbooks.values import Reader, Wrong, as_text, blank, fault, reader, shown

Taken = tuple[int, Cells]
Identity = tuple[str, ...]
Known = Mapping[Identity, Cells]

FORMULA = Wrong(
    "cell.formula",
    "ô có công thức: hãy thay bằng giá trị. Trong tệp trả lại đã thay sẵn bằng giá trị đang hiện, kiểm tra rồi nộp lại",
    "the cell holds a formula: replace it by its value. The returned file has the value shown; check it and upload again",
)
MISSING = Wrong("cell.missing", "chưa ghi, cột này bắt buộc", "nothing is entered and this column must have a value")
NO_IDENTITY = Wrong(
    "row.not_identified",
    "thiếu giá trị cho biết dòng này của ai: hãy lấy lại từ mẫu đã tải về",
    "what says whose row this is has been lost: take it from the template again",
)


def read_rows(
    grid: Grid, places: Places, form: Form, known: Sequence[Cells] | None
) -> tuple[list[Taken], int, tuple[Problem, ...]]:
    """The good rows with something entered, how many had nothing entered, and the problems in the order of the file."""
    first = places.heading_row + 1
    if len(grid.rows) - first > workbook_rows_max:
        return [], 0, (_too_many(len(grid.rows)),)
    reading = _Rows(grid, places, form, known)
    for row in range(first, len(grid.rows)):
        reading.row(row)
    return reading.taken, reading.untouched, tuple(reading.problems)


def _too_many(rows: int) -> Problem:
    return Problem(
        "file",
        "workbook.too_many_rows",
        f"Tệp có đến dòng {rows}, mỗi tệp không quá {workbook_rows_max} dòng: hãy chia tệp",
        f"The file goes down to row {rows}; it may have {workbook_rows_max} rows: split it",
    )


class _Rows:
    """One pass down the rows."""

    def __init__(self, grid: Grid, places: Places, form: Form, known: Iterable[Cells] | None) -> None:
        self.taken: list[Taken] = []
        self.problems: list[Problem] = []
        self.untouched = 0
        self._grid, self._form = grid, form
        self._columns: list[tuple[Column, int, Reader]] = [
            (column, places.at[column.key], reader(column)) for column in form.columns
        ]
        self._places = places.at
        self._formula_rows = {row for row, _ in grid.formulas}
        self._merged = _first_blocks(grid.merged, places)
        self._known = None if known is None else {self._identity(cells): cells for cells in known}
        self._empty: dict[str, Value | None] = dict.fromkeys(column.key for column in form.columns)
        self._seen: dict[Identity, int] = {}

    def row(self, row: int) -> None:
        """Reads one row and keeps it, or what is wrong with it."""
        if row in self._merged:
            self._say(row, *self._merged[row])
            return
        so_far = len(self.problems)
        cells, filled = self._cells(row)
        if not filled:
            return
        self._check_identity(row, cells, filled)
        entered = any(column.kind != "fixed" and column.key in filled for column, _, _ in self._columns)
        if entered:
            for column, _, _ in self._columns:
                if column.required and column.key not in filled and column.key not in self._form.identifies:
                    self._say(row, column.key, MISSING)
        if len(self.problems) == so_far:
            if entered:
                self.taken.append((row + 1, {**self._empty, **cells}))
            else:
                self.untouched += 1

    def _cells(self, row: int) -> tuple[dict[str, Value], set[str]]:
        """The cells that could be read, and the keys of all that hold anything."""
        raws = self._grid.rows[row]
        formulas = self._grid.formulas if row in self._formula_rows else ()
        cells: dict[str, Value] = {}
        filled = set()
        for column, place, value_of in self._columns:
            raw = raws[place]
            formula = (row, place) in formulas
            if not formula and blank(raw):
                continue
            filled.add(column.key)
            found = FORMULA if formula else fault(raw) or value_of(raw)
            if isinstance(found, Wrong):
                self._say(row, column.key, found)
            else:
                cells[column.key] = found
        return cells, filled

    def _identity(self, cells: Cells) -> Identity:
        return tuple(as_text(_present(cells.get(key))) for key in self._form.identifies)

    def _check_identity(self, row: int, cells: Mapping[str, Value], filled: set[str]) -> None:
        identifies = self._form.identifies
        if not identifies:
            return
        lost = next((key for key in identifies if key not in filled), None)
        if lost is not None:
            self._say(row, lost, NO_IDENTITY)
        if any(key not in cells for key in identifies):
            return
        identity = self._identity(cells)
        first = self._seen.setdefault(identity, row + 1)
        if first != row + 1:
            self._say(row, identifies[0], _double(first))
        if self._known is not None:
            self._check_known(row, cells, identity, self._known)

    def _check_known(self, row: int, cells: Mapping[str, Value], identity: Identity, known: Known) -> None:
        ours = known.get(identity)
        if ours is None:
            self._say(row, self._form.identifies[0], _unknown(", ".join(identity)))
            return
        for column, place, _ in self._columns:
            if column.kind == "fixed" and column.key in cells and column.key not in self._form.identifies:
                given = as_text(_present(ours.get(column.key)))
                if cells[column.key] != given:
                    self._say(row, column.key, _changed(self._grid.rows[row][place], given))

    def _say(self, row: int, key: str, wrong: Wrong) -> None:
        cell = cell_name(row, self._places[key])
        self.problems.append(Problem("rows", wrong.code, wrong.vi, wrong.en, row + 1, key, cell))


def _present(value: Value | None) -> Value:
    return "" if value is None else value


def _first_blocks(merged: Iterable[Block], places: Places) -> dict[int, tuple[str, Wrong]]:
    """For every row that a merged block reaches: the first column of the form it covers, and what is wrong."""
    found: dict[int, tuple[str, Wrong]] = {}
    in_order = sorted((place, key) for key, place in places.at.items())
    for block in merged:
        key = next((key for place, key in in_order if block.column <= place <= block.last_column), None)
        if key is not None:
            wrong = Wrong(
                "row.merged",
                f"khối ô gộp {block}: hãy bỏ gộp và điền từng dòng",
                f"the cells {block} are merged: unmerge them and fill in every row",
            )
            for row in range(max(block.row, places.heading_row + 1), block.last_row + 1):
                found.setdefault(row, (key, wrong))
    return found


def _double(first: int) -> Wrong:
    return Wrong(
        "row.double",
        f"đã có ở dòng {first}: chỉ giữ một dòng",
        f"is in row {first} already: keep one of them",
    )


def _unknown(identity: str) -> Wrong:
    return Wrong(
        "row.unknown",
        f"“{shown(identity)}” không thuộc phạm vi của bạn hoặc không có: hãy lấy lại từ mẫu đã tải về",
        f"“{shown(identity)}” is not among yours or does not exist: take it from the template again",
    )


def _changed(raw: Raw, given: str) -> Wrong:
    return Wrong(
        "cell.changed",
        f"“{shown(raw)}” khác với mẫu (“{shown(given)}”): cột này không sửa ở đây",
        f"“{shown(raw)}” differs from the template (“{shown(given)}”): this column is not changed here",
    )
