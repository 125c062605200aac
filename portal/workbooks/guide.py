"""The second sheet of a workbook: how to fill it in, what each column takes and which limits there are, in both languages."""

from collections.abc import Sequence
from typing import Any

from portal.workbooks.form import Column, Form
from portal.workbooks.limits import workbook_bytes_max, workbook_rows_max
from portal.workbooks.problems import Both
from portal.workbooks.sheets import GUIDE
from reference.vietnamese import number, short_date

About = Sequence[tuple[str, str]]
"""What a workbook is about, as name and value: the unit, the year, when it was made."""

MEGABYTES = workbook_bytes_max // 2**20
ROWS_VI, ROWS_EN = number(workbook_rows_max), number(workbook_rows_max, language="en")
HOW = (
    Both(
        "Chỉ điền các ô không khóa; ô để trống nghĩa là không thay đổi.",
        "Fill in the unlocked cells; an empty cell means no change.",
    ),
    Both(
        "Không gộp ô, không dùng công thức, không thêm hoặc đổi tên cột.",
        "No merged cells, no formulas, no added or renamed columns.",
    ),
    Both(
        "Số: 118 hoặc 1.234 (dấu chấm ngăn hàng nghìn). Ngày: ngày/tháng/năm, ví dụ 05/8/2021.",
        "Numbers: 118 or 1.234 (the dot parts thousands). Days: day/month/year, such as 05/8/2021.",
    ),
    Both(
        f"Mỗi tệp không quá {ROWS_VI} dòng và {MEGABYTES} MB; lưu dạng .xlsx hoặc CSV UTF-8, không macro, không mật khẩu.",
        f"A file has at most {ROWS_EN} rows and {MEGABYTES} MB; .xlsx or CSV UTF-8, no macros, no password.",
    ),
)
TITLES = (
    Both("Cột", "Column"), Both("Điền gì", "What it takes"), Both("Bắt buộc", "Required"), Both("Ghi chú", "Note"),
)  # fmt: skip
WIDTHS = (34, 60, 14, 60)


def write_guide(book: Any, form: Form, about: About = ()) -> dict[str, str]:
    """Writes the sheet; returns where the choices of a column stand, as a formula, by its key."""
    page = book.add_worksheet(GUIDE)
    bold, plain = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for place, width in enumerate(WIDTHS):
        page.set_column(place, place, width)
    row = 0
    page.write_string(row, 0, f"{form.title.vi} / {form.title.en}", book.add_format({"bold": True}))
    for name, value in about:
        row += 1
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)
    for words in (*HOW, *form.notes):
        row += 1
        page.write_string(row, 0, f"{words.vi} / {words.en}")
    row += 2
    for place, words in enumerate(TITLES):
        page.write_string(row, place, f"{words.vi} / {words.en}", bold)
    for column in form.columns:
        row += 1
        for place, words in enumerate((column.heading, taken(column), _required(column), column.note)):
            page.write_string(row, place, _both(words), plain)
    return _write_choices(page, form, row + 2, bold)


def _write_choices(page: Any, form: Form, row: int, bold: Any) -> dict[str, str]:
    sources: dict[str, str] = {}
    for column in form.columns:
        if column.choices:
            page.write_string(row, 0, _both(column.heading), bold)
            for number_of, choice in enumerate(column.choices, start=1):
                page.write_string(row + number_of, 0, choice.said.vi)
                page.write_string(row + number_of, 1, choice.said.en)
            sources[column.key] = f"='{GUIDE}'!$A${row + 2}:$A${row + 1 + len(column.choices)}"
            row += len(column.choices) + 2
    return sources


def taken(column: Column) -> Both:
    """What a column takes, with its limits."""
    if column.kind == "fixed":
        return Both("Do hệ thống điền, không sửa", "Filled in by us; not to be changed")
    if column.kind == "choice":
        return Both("Chọn trong danh sách", "Choose from the list")
    if column.kind == "count":
        least, most = column.count_min, column.count_max
        return Both(
            f"Số nguyên từ {number(least)} đến {number(most)}",
            f"A whole number from {number(least, language='en')} to {number(most, language='en')}",
        )
    if column.kind == "day":
        return Both(
            f"Ngày từ {short_date(column.day_min)} đến {short_date(column.day_max)}",
            f"A day from {short_date(column.day_min, 'en')} to {short_date(column.day_max, 'en')}",
        )
    return Both(f"Chữ, tối đa {column.characters_max} ký tự", f"Text of at most {column.characters_max} characters")


def _required(column: Column) -> Both:
    return Both("Có", "Yes") if column.required else Both("Không", "No")


def _both(words: Both) -> str:
    return " / ".join(text for text in words if text)
