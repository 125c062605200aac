"""How a workbook of a form is written: its widths and formats, what is locked, what a cell takes, and the sheet that explains.

No text is ever taken for a formula. The sheet is locked without a password: that keeps from slips, not from anybody.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from portal.workbooks.form import KINDS, Column, Form, Kind, Value, said
from portal.workbooks.grid import Raw
from portal.workbooks.guide import About, taken, write_guide
from portal.workbooks.limits import workbook_rows_max
from portal.workbooks.problems import Both
from portal.workbooks.sheets import MARK
from reference.vietnamese import Language

SHEET = Both("Nhập liệu", "Data entry")
NUMBER_FORMATS: Mapping[Kind, str] = {"count": "#,##0", "day": "dd/mm/yyyy", "fixed": "General"}
"""The rest is text, so that no spreadsheet makes a day of what was typed."""
ERROR_TITLE = Both("Giá trị không được nhận", "This value is not taken")
CREATED = datetime(2021, 1, 1)
"""The same rows make the same bytes."""
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}  # fmt: skip
PROTECTION = {
    "format_columns": True, "format_rows": True, "autofilter": True, "sort": True, "insert_hyperlinks": False,
}  # fmt: skip


class Writing:
    """A workbook of a form being written: its first sheet, its formats; `done` gives the bytes."""

    def __init__(self, form: Form, language: Language) -> None:
        self.form, self.language = form, language
        self._target = BytesIO()
        self.book = xlsxwriter.Workbook(self._target, OPTIONS)
        self.book.set_properties({"title": said(form.title, language), "created": CREATED})
        self.book.define_name(MARK, f'="{form.mark}"')
        # XlsxWriter has no parameter for a name that is out of sight
        self.book.defined_names[-1][3] = True
        self.page = self.book.add_worksheet(said(SHEET, language))
        self.heading = self.book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
        )
        self.formats: dict[Kind, Any] = {kind: self._format(kind) for kind in KINDS}
        self._to_correct: dict[Kind, Any] = {kind: self._format(kind, bg_color="#FFD9D6") for kind in KINDS}

    def _format(self, kind: Kind, **more: str) -> Any:
        described = {"num_format": NUMBER_FORMATS.get(kind, "@"), "locked": kind == "fixed", "valign": "top", **more}
        if kind == "fixed":
            described = {"font_color": "#595959", **described}
        return self.book.add_format(described)

    def format_of(self, column: Column | None, bad: bool = False) -> Any:
        """How the cells of a column look; one that is to be corrected is coloured."""
        return (self._to_correct if bad else self.formats)[column.kind if column else "text"]

    def set_columns(self, places: Mapping[int, Column], first: int, about: About = ()) -> None:
        """Widths, locks and what may be entered, from row `first` (counted from 0) down to the last that is taken."""
        sources = write_guide(self.book, self.form, about)
        for place, column in places.items():
            self.page.set_column(place, place, column.width, self.format_of(column), {"hidden": column.hidden})
            rule = _rule(column, sources, self.language)
            if rule:
                self.page.data_validation(first, place, first + workbook_rows_max - 1, place, rule)

    def write(self, row: int, place: int, raw: Raw | Value, format: Any) -> None:
        """One cell as what it is; text is text whatever it begins with."""
        if isinstance(raw, str):
            if raw:
                self.page.write_string(row, place, raw, format)
            else:
                self.page.write_blank(row, place, None, format)
        elif isinstance(raw, bool):
            self.page.write_boolean(row, place, raw, format)
        elif isinstance(raw, int | float):
            self.page.write_number(row, place, raw, format)
        elif isinstance(raw, date) and not isinstance(raw, datetime):
            self.write(row, place, datetime.combine(raw, time()), format)
        elif isinstance(raw, datetime) and raw.year < 1900:
            self.page.write_string(row, place, raw.isoformat(), format)
        else:
            self.page.write_datetime(row, place, raw, format)

    def done(self, heading_row: int, frozen: int) -> bytes:
        """The workbook, with the headings and so many columns in view wherever one scrolls."""
        self.page.freeze_panes(heading_row + 1, frozen)
        self.page.repeat_rows(heading_row)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        if self.form.locked:
            self.page.protect("", PROTECTION)
        self.book.close()
        return self._target.getvalue()


def _rule(column: Column, sources: Mapping[str, str], language: Language) -> dict[str, Any] | None:
    """What a spreadsheet checks while one types; what is pasted over it is checked when it comes in."""
    if column.kind == "fixed":
        return None
    rule: dict[str, Any]
    if column.kind == "choice":
        rule = {"validate": "list", "source": sources[column.key]}
    elif column.kind == "count":
        rule = {"validate": "integer", "criteria": "between", "minimum": column.count_min, "maximum": column.count_max}
    elif column.kind == "day":
        rule = {"validate": "date", "criteria": "between", "minimum": column.day_min, "maximum": column.day_max}
    else:
        rule = {"validate": "length", "criteria": "<=", "value": column.characters_max}
    return {**rule, "error_title": said(ERROR_TITLE, language), "error_message": said(taken(column), language)[:250]}
