"""A CSV read as a sheet: UTF-8, parted by semicolons, commas or tabs, whichever lets more headings be recognised."""

import csv
from collections.abc import Set
from io import StringIO

from portal.tables import harmless
from portal.workbooks.form import matched
from portal.workbooks.grid import Grid, Raw, cell_name
from portal.workbooks.limits import heading_rows_max, workbook_columns_max, workbook_rows_max
from portal.workbooks.problems import Unreadable
from portal.workbooks.sheets import too_many_rows

PARTED_BY = ";,\t"
BINARY = (b"\x00", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")


def csv_grid(content: bytes, headings: Set[str]) -> Grid:
    """The cells of a CSV; `headings` as `matched` gives them. Raises Unreadable."""
    if any(sign in content[:4_096] for sign in BINARY) and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(
            "workbook.not_one",
            "Tệp không phải sổ Excel (.xlsx) hoặc CSV: hãy dùng mẫu tải về từ đây",
            "The file is neither an Excel workbook (.xlsx) nor a CSV: use the template from here",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(
            "csv.not_utf_8",
            "Tệp CSV không ở dạng UTF-8: trong Excel hãy lưu thành “CSV UTF-8” hoặc .xlsx",
            "The CSV is not in UTF-8: save it in Excel as “CSV UTF-8” or as .xlsx",
        ) from None
    rows = _parted(text, max(PARTED_BY, key=lambda sign: _recognised(text, sign, headings)))
    width = max(map(len, rows), default=0)
    return Grid([[*row, *[""] * (width - len(row))] for row in rows])


def _recognised(text: str, sign: str, headings: Set[str]) -> int:
    """How many headings the best of the first rows holds."""
    found = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=sign)):
            if number >= heading_rows_max:
                break
            found = max(found, sum(matched(cell) in headings for cell in row))
    except csv.Error:
        return 0
    return found


def _parted(text: str, sign: str) -> list[list[Raw]]:
    rows: list[list[Raw]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=sign):
            while row and not row[-1].strip():
                row.pop()
            if row and len(rows) >= workbook_rows_max + heading_rows_max:
                raise too_many_rows(cell_name(len(rows), 0))
            if len(row) > workbook_columns_max:
                raise Unreadable(
                    "workbook.too_wide",
                    f"Dòng {len(rows) + 1} có hơn {workbook_columns_max} cột",
                    f"Row {len(rows) + 1} has more than {workbook_columns_max} columns",
                )
            rows.append([_unquoted(cell) for cell in row])
    except csv.Error:
        raise Unreadable(
            "csv.unreadable",
            "Không tách được các ô của tệp CSV: hãy nộp dạng .xlsx",
            "The cells of the CSV cannot be told apart: upload it as .xlsx",
        ) from None
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _unquoted(cell: str) -> str:
    """The text without the quote that our own CSV puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell
