"""Days with their reasons as lines of text: read from a form, and written into one."""

from collections.abc import Iterable
from datetime import date

from portal.words import Words

Errors = list[tuple[str, str]]
"""(id of the field, what to do) each."""


def written_days(words: Words, field: str, text: str) -> tuple[list[tuple[date, str]], Errors]:
    """Lines of `02/09/2021 Quốc khánh`: the days with their reasons, and which lines are not like that."""
    found: list[tuple[date, str]] = []
    errors: Errors = []
    for number, line in enumerate(text.splitlines(), start=1):
        day, _, reason = line.strip().partition(" ")
        if not day:
            continue
        try:
            d, m, y = (int(part) for part in day.split("/"))
            found.append((date(y, m, d), reason.strip()))
        except ValueError:
            asked = words("hãy ghi ngày/tháng/năm rồi lý do, ví dụ 02/09/2021 Quốc khánh")
            errors.append((field, words("Dòng %(number)s: %(what)s", number=number, what=asked)))
            continue
        if not reason.strip():
            errors.append((field, words("Dòng %(number)s thiếu lý do", number=number)))
    return found, errors


def days_written(days: Iterable[tuple[date, str]]) -> str:
    """The same lines, by day."""
    return "\n".join(f"{day:%d/%m/%Y} {reason}" for day, reason in sorted(days))
