"""The workbook back as it came: the same rows in the same places, with two columns that say what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice

from xlsxwriter.exceptions import OverlappingRange  # type: ignore[import-untyped]

from portal.workbooks.columns import Places
from portal.workbooks.form import RESULT, TO_CORRECT, Column, said
from portal.workbooks.grid import Grid, placed
from portal.workbooks.limits import cell_notes_max
from portal.workbooks.problems import BadRow, Both, Problem, bad_rows
from portal.workbooks.reading import Read
from portal.workbooks.values import blank
from portal.workbooks.writing import Writing
from reference.vietnamese import Language

BAD, GOOD, UNTOUCHED = Both("Cần sửa", "To correct"), Both("Hợp lệ", "Good"), Both("Không thay đổi", "No change")
SAID_WIDTH = 70


def returned(read: Read, problems: Iterable[Problem] = (), language: Language = "vi") -> bytes:
    """The uploaded sheet (XLSX) with `Kết quả` and `Cần sửa` at its right end.

    `problems` are further ones than those of reading: the caller's rules. A value that cannot be taken stays as it was, its cell
    coloured and with the reason as a note; in place of a formula stands what it showed. Raises ValueError when the file could not
    be opened or its columns not be told: there is nothing to give back then (`read.stage` is "file" or "columns").
    """
    if read.grid is None or read.places is None:
        raise ValueError("what could not be read cannot be given back")
    writing = Writing(read.form, language)
    columns = {read.places.at[column.key]: column for column in read.form.columns if column.key in read.places.at}
    writing.set_columns(columns, read.places.heading_row + 1)
    found = [*read.problems, *problems]
    _merge(writing, read.grid, read.places)
    _write_cells(writing, read.grid, read.places, columns, found)
    _write_results(writing, read, {bad.row: bad for bad in bad_rows(found)}, _free_place(read.grid, read.places))
    return writing.done(read.places.heading_row, 0)


def _free_place(grid: Grid, places: Places) -> int:
    """The first column right of all that holds anything but our own two of an earlier time."""
    used = {place for row in grid.rows for place, raw in enumerate(row) if not blank(raw)} - places.ours
    return max(used, default=-1) + 1


def _merge(writing: Writing, grid: Grid, places: Places) -> None:
    """What was merged stays so: taken apart, its lower rows would seem to say that nothing changes."""
    for block in grid.merged:
        if block[:2] != block[2:]:
            with suppress(OverlappingRange):
                writing.page.merge_range(*block, "", writing.format_of(None, bad=block.last_row > places.heading_row))


def _write_cells(
    writing: Writing, grid: Grid, places: Places, columns: Mapping[int, Column], problems: Sequence[Problem]
) -> None:
    reasons: dict[str, Problem] = {}
    for problem in problems:
        if problem.cell:
            reasons.setdefault(problem.cell, problem)
    bad = {placed(cell) for cell in reasons}
    for row, raws in enumerate(grid.rows):
        for place, raw in enumerate(raws):
            is_bad = (row, place) in bad
            if place in places.ours or (raw == "" and not is_bad):
                continue
            is_heading = row == places.heading_row and not is_bad
            writing.write(
                row, place, raw, writing.heading if is_heading else writing.format_of(columns.get(place), is_bad)
            )
    for cell, problem in islice(reasons.items(), cell_notes_max):
        writing.page.write_comment(cell, said(Both(problem.vi, problem.en), writing.language), {"x_scale": 2})


def _write_results(writing: Writing, read: Read, bad: Mapping[int, BadRow], place: int) -> None:
    assert read.grid is not None and read.places is not None
    page, language = writing.page, writing.language
    page.set_column(place, place, 16)
    page.set_column(place + 1, place + 1, SAID_WIDTH)
    for beside, words in enumerate((RESULT, TO_CORRECT)):
        page.write_string(read.places.heading_row, place + beside, said(words, language), writing.heading)
    good = {row.number for row in read.rows}
    for row, raws in enumerate(read.grid.rows[read.places.heading_row + 1 :], start=read.places.heading_row + 1):
        if found := bad.get(row + 1):
            page.write_string(row, place, said(BAD, language), writing.format_of(None, bad=True))
            page.write_string(row, place + 1, said(found.said, language))
        elif any(not blank(raw) for raw in raws):
            page.write_string(row, place, said(GOOD if row + 1 in good else UNTOUCHED, language))
