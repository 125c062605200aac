"""A form, its rows, and workbooks of it as people and programs make them."""

import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from portal.workbooks.form import Choice, Column, Form, Value
from portal.workbooks.problems import Both

FORM = Form(
    "households",
    Both("Đăng ký hộ", "Households"),
    (
        Column("unit", Both("Mã", "Id"), "fixed", hidden=True),
        Column("name", Both("Đơn vị", "Unit"), "fixed", width=34),
        Column("total", Both("Tổng số hộ", "Households"), "count", required=True, count_max=50_000),
        Column("registered", Both("Hộ đăng ký", "Registered"), "count"),
        Column("day", Both("Tính đến ngày", "As of"), "day"),
        Column(
            "grade", Both("Loại", "Grade"), "choice",
            choices=(Choice("good", Both("Tốt", "Good")), Choice("fair", Both("Khá", "Fair"))),
        ),
        Column("paper", Both("Số văn bản", "Paper"), characters_max=40),
    ),
    identifies=("unit",),
)  # fmt: skip
KEYS = [column.key for column in FORM.columns]
HEADINGS = [column.heading.vi for column in FORM.columns]
KNOWN: list[dict[str, Value]] = [{"unit": f"thon-{n}", "name": f"Thôn Phú Thủy {n}"} for n in range(1, 6)]
Write = Callable[[Any, Any], None]


def workbook(write: Write, options: Mapping[str, Any] | None = None) -> bytes:
    """A workbook as `write` fills its first sheet; no mark of ours."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **(options or {})}) as book:
        write(book, book.add_worksheet())
    return made.getvalue()


def filled(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook with the headings in row 1 and these rows below."""

    def write(_: Any, page: Any) -> None:
        for line, row in enumerate((headings, *rows)):
            page.write_row(line, 0, row)

    return workbook(write)


def row(n: int, *entered: Any) -> list[Any]:
    """The row of the n-th unit with what was entered after its name."""
    return [*KNOWN[n - 1].values(), *entered]


def changed(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The same archive with parts replaced; of a part that is not there the change is given nothing."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in (*old.namelist(), *(name for name in changes if name not in old.namelist())):
            part = old.read(name) if name in old.namelist() else b""
            new.writestr(name, changes[name](part) if name in changes else part)
    return made.getvalue()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change that replaces what a pattern matches, and sees that it does."""

    def change(part: bytes) -> bytes:
        made, count = re.subn(old.encode(), new.encode(), part)
        assert count, f"nothing matches {old}"
        return made

    return change
