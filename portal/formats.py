"""How numbers, shares and days read in a language: the filters every template has."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from reference import vietnamese
from reference.vietnamese import Language

NO_SHARE = "–"
SIZES = (("MB", 1_000_000), ("KB", 1_000))


def filters(language: Language) -> dict[str, Callable[..., Any]]:
    """`number`, `percent` (never rounded up; a dash where there is no share), `day`, `moment`, `size` (of a file, from bytes)."""

    def number(value: int | Fraction, decimals: int = 0) -> str:
        return vietnamese.number(value, decimals, language)

    def percent(share: Fraction | str | None, decimals: int = 1) -> str:
        return NO_SHARE if share is None else vietnamese.percent(Fraction(share), decimals, language)

    def day(value: date) -> str:
        return vietnamese.short_date(value, language)

    def moment(value: datetime) -> str:
        return f"{value:%H:%M} {vietnamese.short_date(value.date(), language)}"

    def size(value: int) -> str:
        for unit, factor in SIZES:
            if value >= factor:
                decimals = 0 if value % factor == 0 or value >= 10 * factor else 1
                return f"{number(Fraction(value, factor), decimals)} {unit}"
        return f"{number(value)} byte"

    return {"number": number, "percent": percent, "day": day, "moment": moment, "size": size}
