"""Which column of a sheet is which of the form; missing, double and unknown ones, and the template of something else."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.workbooks.form import RESULT, TO_CORRECT, Column, Form, matched
from portal.workbooks.grid import Grid, Raw, cell_name, letters
from portal.workbooks.limits import heading_rows_max
from portal.workbooks.problems import Problem
from portal.workbooks.values import shown


@dataclass(frozen=True, slots=True)
class Places:
    """The row of the headings and the place of every column by its key, counted from 0; `ours` are the two we once added."""

    heading_row: int
    at: dict[str, int]
    ours: frozenset[int] = frozenset()


def found_columns(grid: Grid, form: Form) -> tuple[Places | None, tuple[Problem, ...]]:
    """Where the columns are, None when there is no row of headings, and what is wrong with them."""
    if grid.mark and grid.mark != form.mark:
        return None, (_other_template(grid.mark, form),)
    known = {matched(text): column for column in form.columns for text in column.heading}
    row = _heading_row(grid, known)
    if row is None:
        named_vi = ", ".join(f"“{column.heading.vi}”" for column in form.columns[:3])
        named_en = ", ".join(f"“{column.heading.en}”" for column in form.columns[:3])
        problem = Problem(
            "columns",
            "columns.none",
            f"Không thấy dòng tiêu đề ({named_vi}…) trong {heading_rows_max} dòng đầu: hãy dùng mẫu tải về từ đây",
            f"No row of headings ({named_en} …) within the first {heading_rows_max} rows: use the template from here",
        )
        return None, (problem,)
    return _columns(grid, form, row, known)


def _columns(grid: Grid, form: Form, row: int, known: dict[str, Column]) -> tuple[Places, tuple[Problem, ...]]:
    places: dict[str, int] = {}
    problems: list[Problem] = []
    added = {matched(text) for text in (*RESULT, *TO_CORRECT)}
    ours: set[int] = set()
    for place, raw in enumerate(grid.rows[row]):
        name = matched(str(raw))
        column = known.get(name)
        if name in added:
            ours.add(place)
        elif column is None:
            if name or any(below[place] != "" for below in grid.rows[row + 1 :]):
                problems.append(_unknown(row, place, raw))
        elif column.key in places:
            problems.append(_double(row, place, column, places[column.key]))
        else:
            places[column.key] = place
    problems += _missing(row, form, places)
    return Places(row, places, frozenset(ours)), tuple(problems)


def _heading_row(grid: Grid, known: dict[str, Column]) -> int | None:
    counted = [sum(matched(str(raw)) in known for raw in row) for row in grid.rows[:heading_rows_max]]
    most = max(counted, default=0)
    return counted.index(most) if most else None


def _other_template(mark: str, form: Form) -> Problem:
    name = mark.partition("/")[0]
    if name == form.name:
        return Problem(
            "columns",
            "columns.other_version",
            f"Mẫu “{form.title.vi}” đã thay đổi từ khi tệp này được tải về: hãy tải mẫu mới và chép dữ liệu sang",
            f"The template “{form.title.en}” has changed since this file was downloaded: copy the data into a new one",
        )
    return Problem(
        "columns",
        "columns.other_template",
        f"Đây là mẫu khác (“{shown(name)}”), ở đây cần mẫu “{form.title.vi}”",
        f"This is another template (“{shown(name)}”); “{form.title.en}” is needed here",
    )


def _missing(row: int, form: Form, places: dict[str, int]) -> Iterator[Problem]:
    for column in form.columns:
        if column.key not in places:
            yield Problem(
                "columns",
                "columns.missing",
                f"Thiếu cột “{column.heading.vi}”",
                f"The column “{column.heading.en}” is missing",
                row + 1,
                column.key,
            )


def _unknown(row: int, place: int, raw: Raw) -> Problem:
    if raw == "":
        vi, en = f"Cột {letters(place)} có nội dung mà không có tiêu đề", f"Column {letters(place)} has no heading"
    else:
        vi, en = f"Mẫu không có cột “{shown(raw)}”", f"The template has no column “{shown(raw)}”"
    cell = cell_name(row, place)
    return Problem(
        "columns", "columns.unknown", f"{vi}: hãy xóa cột này", f"{en}: delete this column", row + 1, "", cell
    )


def _double(row: int, place: int, column: Column, first: int) -> Problem:
    return Problem(
        "columns",
        "columns.double",
        f"Cột “{column.heading.vi}” có hai lần ({letters(first)} và {letters(place)}): chỉ giữ một",
        f"The column “{column.heading.en}” is there twice ({letters(first)} and {letters(place)}): keep one",
        row + 1,
        column.key,
        cell_name(row, place),
    )
