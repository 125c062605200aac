"""What the forms that go criterion by criterion have in common: which boxes a criterion has, and what is wrong in one of them."""

import re
from collections.abc import Mapping
from decimal import Decimal

from pydantic import ValidationError

from contracts.recognition import Criterion
from portal.words import Words, message
from services.recognition.appraisal import SCORED

POINTS = re.compile(r"(0|[1-9]\d{0,3})(\.\d{1,2})?")
WRONG: Mapping[str, str] = {
    "numerator": message("Hãy ghi số đạt, một số nguyên từ 0"),
    "denominator": message("Hãy ghi tổng số, một số nguyên từ 0"),
    "points": message("Điểm phải là số có nhiều nhất hai chữ số lẻ, ví dụ 8.5"),
    "document_number": message("Số văn bản quá dài"),
    "note": message("Ghi chú quá dài"),
}


def asks_points(criterion: Criterion) -> bool:
    """Whether the sheet gives points, or takes them away, for this criterion."""
    return criterion.kind in SCORED


def first_wrong(words: Words, number: int, problem: ValidationError) -> tuple[str, str]:
    """The box of the criterion with this number that is wrong, and what to do."""
    name = str(problem.errors()[0]["loc"][0])
    return f"{name}-{number}", words(WRONG.get(name, "%(box)s: không hợp lệ, hãy kiểm tra lại"), box=name)


def wrong_points(words: Words, criterion: Criterion, text: str) -> str | None:
    """What is wrong with the points of a criterion the sheet gives points for; None where they fit."""
    most = criterion.points_max or "0"
    if POINTS.fullmatch(text) is None:
        return words(WRONG["points"])
    return words("Nhiều nhất %(most)s điểm", most=most) if Decimal(text) > Decimal(most) else None


def whole_number(text: str) -> int | str:
    """A count as people write it, 1.250 or 1250; what is none stays text and is then refused by name."""
    digits = text.replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() else text
