"""A table declared once: the page, the workbook and the CSV show the same rows in the same order under the same titles."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from io import BytesIO, StringIO
from math import floor
from typing import Any, Generic, Literal, TypeVar

import xlsxwriter  # type: ignore[import-untyped]

from portal.share import Share, Standing
from portal.words import Words

Row = TypeVar("Row")
Kind = Literal["text", "number", "day", "moment", "share"]
"""A moment is written out: a day and an hour on one line."""
Value = str | int | date | Share | None
Flat = str | int | float | date | None

sheet_rows_max = 20_000
column_characters_max = 60
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What begins a formula; the wide ones do where a spreadsheet has an East Asian locale (OWASP, CSV injection)."""
smallest_shown = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a number leads: a path of ours and its parameters; the page adds what it carries along."""

    path: str
    query: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at one place. `to` is where the value leads, of a share what is reached; `total_to` its total."""

    value: Value = None
    to: Address | None = None
    total_to: Address | None = None
    standing: Standing | None = None
    note: str = ""
    note_to: Address | None = None
    written: bool = False
    """Somebody wrote the value in Vietnamese: it is not translated and says so to who reads aloud."""
    note_written: bool = False
    key: str = ""
    """The class of a patch of colour that a drawing beside the table uses for this row."""
    tick: str = ""
    """What a form around the table sends where the box before the value is ticked; "" has no box."""
    tick_as: str = "unit"
    """The name it is sent by."""
    press: str = ""
    """What a form around the table sends as `only` where the value itself, a button, is pressed; "" is no button."""
    said: str = ""
    """What the button is called by who reads aloud: the same word stands in every row."""
    also: tuple[tuple[str, Address], ...] = ()
    """More values of the same place, each with where it leads."""


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A title and what stands under it. `order` is what `sort=` calls the order of this column; "" has none."""

    name: str
    title: str
    cell: Callable[[Row], Cell]
    kind: Kind = "text"
    order: str = ""
    percent: bool = False
    """A share that shows its percentage first."""
    on_page: bool = True
    """False for what the page shows in another way: a code, a count that is a note of its neighbour."""
    on_sheet: bool = True
    """False for what is only there to be followed: a file to fetch, a form to fill in."""
    for_reader: bool = False
    """Says something else to everybody who looks: no part of what a printout is held against."""


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """Columns and rows, and the row that adds them up where there is one."""

    columns: tuple[Column[Row], ...]
    rows: Sequence[Row]
    whole: Row | None = None

    @property
    def shown(self) -> tuple[Column[Row], ...]:
        return tuple(column for column in self.columns if column.on_page)

    @property
    def filed(self) -> tuple[Column[Row], ...]:
        return tuple(column for column in self.columns if column.on_sheet)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """A table that leaves the page: under what title, and about what, when and under which filters it speaks."""

    title: str
    about: tuple[tuple[str, str], ...]
    table: Table[Row]
    words: Words

    def titles(self) -> list[str]:
        """One title a column of the sheet: a share takes three, so that its fraction stays exact."""
        found: list[str] = []
        for column in self.table.filed:
            if column.kind == "share":
                found += [
                    self.words("%(title)s: đạt", title=column.title),
                    self.words("%(title)s: tổng", title=column.title),
                    self.words("%(title)s: tỷ lệ", title=column.title),
                ]
            else:
                found.append(column.title)
        return found

    def rows(self) -> Iterable[list[Flat]]:
        """The rows of the page and its totals, flat."""
        whole = () if self.table.whole is None else (self.table.whole,)
        for row in (*self.table.rows, *whole):
            yield [value for column in self.table.filed for value in flat(column.kind, column.cell(row))]


def flat(kind: Kind, cell: Cell) -> Sequence[Flat]:
    """What a cell is on a sheet: one value, of a share three."""
    if kind == "share":
        share = cell.value
        if not isinstance(share, Share) or share.fraction is None:
            return (None, None, None)
        return (share.reached, share.total, never_rounded_up(share.fraction))
    if isinstance(cell.value, str) and (cell.note or cell.also):
        told = ", ".join((cell.value, *(value for value, _ in cell.also)))
        return (f"{told} ({cell.note})" if cell.note else told,)
    assert not isinstance(cell.value, Share)
    return (cell.value,)


def never_rounded_up(share: Fraction) -> float:
    """The share cut off after a tenth of a percent, so that no sheet rounds 99.96 % to 100; a smaller one is kept."""
    if 0 < share < smallest_shown:
        return float(share)
    return floor(share / smallest_shown) / smallest_shown.denominator


def written_csv(sheet: Sheet[Any]) -> bytes:
    """CSV with a byte order mark, so that Excel reads the marks; what it is about stands above the titles."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(sheet.title)])
    writer.writerows([harmless(name), harmless(value)] for name, value in sheet.about)
    writer.writerow([])
    writer.writerow([harmless(title) for title in sheet.titles()])
    for row in sheet.rows():
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, CSV injection): a quote before what would begin one."""
    return f"'{text}" if text.lstrip().startswith(FORMULA_SIGNS) or text.startswith(("\t", "\r", "\n")) else text


def written_workbook(sheet: Sheet[Any]) -> bytes:
    """A workbook of one sheet: numbers as numbers, days as days, and no text is ever taken for a formula."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    # the same rows make the same bytes
    book.set_properties({"title": sheet.title, "created": datetime(2021, 1, 1)})
    page = book.add_worksheet(sheet.words("Bảng"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    formats = {
        "number": book.add_format({"num_format": "#,##0"}),
        "share": book.add_format({"num_format": '[=0]0%;[<0.001]"< 0.1%";0.0%'}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
    }
    page.write_string(0, 0, sheet.title, bold)
    for line, (name, value) in enumerate(sheet.about, start=1):
        page.write_string(line, 0, name)
        page.write_string(line, 1, value)
    first = len(sheet.about) + 2
    titles = sheet.titles()
    for place, title in enumerate(titles):
        page.write_string(first, place, title, wrapped)
    rows = list(sheet.rows())
    for line, row in enumerate(rows, start=first + 1):
        for place, flat_value in enumerate(row):
            _write(page, line, place, flat_value, formats)
    for place, title in enumerate(titles):
        widest = max((len(str(row[place])) for row in rows if isinstance(row[place], str)), default=0)
        page.set_column(place, place, min(max(widest, min(len(title), 18), 10) + 2, column_characters_max))
    page.freeze_panes(first + 1, 1)
    page.repeat_rows(first)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


def _write(page: Any, line: int, place: int, value: Flat, formats: Mapping[str, Any]) -> None:
    if isinstance(value, str):
        page.write_string(line, place, value)
    elif isinstance(value, float):
        page.write_number(line, place, value, formats["share"])
    elif isinstance(value, int):
        page.write_number(line, place, value, formats["number"])
    elif value is not None:
        page.write_datetime(line, place, datetime.combine(value, time()), formats["day"])
