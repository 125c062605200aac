"""What a cell means to a column, as it is written by hand in Vietnam: 1.234 is a thousand and more, 05/8/2021 is in August."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from portal.workbooks.form import Column, Value
from portal.workbooks.grid import FAULTS, Raw
from portal.workbooks.limits import number_max, shown_characters_max
from reference.vietnamese import number, short_date


class Wrong(NamedTuple):
    """Why a cell cannot be taken: a code for programs, and what is wrong and what to do in both languages."""

    code: str
    vi: str
    en: str


Reader = Callable[[Raw], Value | Wrong]

COUNT = re.compile(r"([+-]?)(\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+)|\d{1,18})(?:,(\d+))?", re.ASCII)
"""A sign, a number grouped by dots or spaces, or not at all, and decimals after a comma."""
DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
DAY_IN_WORDS = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.ASCII | re.IGNORECASE)
DAY_OF_PROGRAMS = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", re.ASCII)
INVISIBLE = {"Cc", "Cf"}


def clean(text: str) -> str:
    """Text in NFC, without what cannot be seen, every run of spaces of any kind as one."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in INVISIBLE)
    return " ".join(text.split())


def blank(raw: Raw) -> bool:
    """Whether nothing can be seen in a cell."""
    if not isinstance(raw, str):
        return False
    return not raw or raw.isspace() or (not raw.isprintable() and not clean(raw))


def as_text(raw: Raw) -> str:
    """A value as text, to compare what we wrote with what came back: 118 and 118.0 are the same, a day is 2021-08-05."""
    if isinstance(raw, str):
        return clean(raw)
    if isinstance(raw, float) and raw.is_integer() and not isinstance(raw, bool):
        return str(int(raw))
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


def reader(column: Column) -> Reader:
    """How the cells of a column are read. An empty cell is nobody's: it is no change and never asked."""
    if column.kind == "fixed":
        return as_text
    return {"text": _text, "count": _count, "day": _day, "choice": _choice}[column.kind](column)


def fault(raw: Raw) -> Wrong | None:
    """The refusal of a cell that shows an error of its spreadsheet."""
    if isinstance(raw, str) and raw in FAULTS:
        return Wrong(
            "cell.fault", f"ô báo lỗi {raw}: hãy gõ lại giá trị", f"the cell shows {raw}: type the value again"
        )
    return None


def shown(raw: Raw) -> str:
    """A cell as a reason quotes it."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, date):
        return short_date(raw if not isinstance(raw, datetime) else raw.date(), "vi")
    text = clean(str(raw)) if not isinstance(raw, float) else f"{raw:.15g}".replace(".", ",")
    return text if len(text) <= shown_characters_max else text[: shown_characters_max - 1] + "…"


def _text(column: Column) -> Reader:
    most = column.characters_max

    def read(raw: Raw) -> Value | Wrong:
        if isinstance(raw, bool | date | time | timedelta):
            return Wrong(
                "cell.not_text",
                f"Excel đã đổi nội dung thành “{shown(raw)}”: định dạng ô là Text rồi gõ lại",
                f"Excel has turned what was typed into “{shown(raw)}”: format the cell as Text and type it again",
            )
        if not isinstance(raw, str) and not abs(raw) < number_max:
            return Wrong(
                "cell.number_too_long",
                "số quá dài, Excel không giữ đủ chữ số: định dạng ô là Text rồi gõ lại",
                "the number is too long for Excel to keep every digit: format the cell as Text and type it again",
            )
        text = clean(raw) if isinstance(raw, str) else shown(float(raw))
        if len(text) > most:
            return Wrong(
                "cell.too_long",
                f"dài {len(text)} ký tự, tối đa {most}: hãy rút ngắn",
                f"{len(text)} characters, at most {most}: shorten it",
            )
        return text

    return read


def _count(column: Column) -> Reader:
    least, most = column.count_min, column.count_max

    def read(raw: Raw) -> Value | Wrong:
        value = _whole(raw)
        if value is None:
            return Wrong(
                "cell.not_a_count",
                f"“{shown(raw)}” không phải số đếm: ghi số nguyên, ví dụ 118 hoặc 1.234",
                f"“{shown(raw)}” is no count: write a whole number such as 118 or 1.234 (a dot parts thousands)",
            )
        if not least <= value <= most:
            return Wrong(
                "cell.out_of_range",
                f"{number(value)} ngoài khoảng {number(least)}–{number(most)}",
                f"{number(value, language='en')} is outside {number(least, language='en')}–{number(most, language='en')}",
            )
        return value

    return read


def _whole(raw: Raw) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return int(raw) if float(raw).is_integer() and abs(raw) < number_max else None
    found = COUNT.fullmatch(clean(raw)) if isinstance(raw, str) else None
    if found is None or (found[3] or "").strip("0"):
        return None
    return int(found[1] + found[2].replace(".", "").replace(" ", ""))


def _day(column: Column) -> Reader:
    least, most = column.day_min, column.day_max

    def read(raw: Raw) -> Value | Wrong:
        value = _date(raw)
        if value is None:
            return Wrong(
                "cell.not_a_day",
                f"“{shown(raw)}” không phải ngày: ghi ngày/tháng/năm đủ bốn chữ số, ví dụ 05/8/2021",
                f"“{shown(raw)}” is no day: write day/month/year with four digits, such as 05/8/2021",
            )
        if not least <= value <= most:
            return Wrong(
                "cell.out_of_range",
                f"ngày {short_date(value, 'vi')} ngoài khoảng {short_date(least, 'vi')}–{short_date(most, 'vi')}",
                f"{short_date(value, 'en')} is outside {short_date(least, 'en')}–{short_date(most, 'en')}",
            )
        return value

    return read


def _date(raw: Raw) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return None
    text = clean(raw)
    try:
        if found := DAY.fullmatch(text) or DAY_IN_WORDS.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := DAY_OF_PROGRAMS.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def _choice(column: Column) -> Reader:
    codes = {clean(text).casefold(): choice.code for choice in column.choices for text in (choice.code, *choice.said)}
    offered_vi = ", ".join(choice.said.vi for choice in column.choices)
    offered_en = ", ".join(choice.said.en for choice in column.choices)

    def read(raw: Raw) -> Value | Wrong:
        found = codes.get(as_text(raw).casefold())
        return found or Wrong(
            "cell.not_a_choice",
            f"“{shown(raw)}” không có trong danh sách: chọn một trong {offered_vi}",
            f"“{shown(raw)}” is not in the list: choose one of {offered_en}",
        )

    return read
