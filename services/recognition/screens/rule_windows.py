"""To which year a day belongs for a kind of unit, where the windows of two rule sets meet or overlap. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.recognition import KindRules, RuleSetContent


@dataclass(frozen=True, slots=True)
class Overlap:
    """Days that two windows name, both ends included, and the year they belong to."""

    first: date
    last: date
    year: int


def year_of(day: date, unit_kind: str, rule_sets: Iterable[RuleSetContent]) -> int | None:
    """The year in whose window the day counts; None for a day no window names.

    Where two windows name it, it belongs to the later one, unless the rules of the window that ends say `earlier`.
    """
    naming = [(rules, year) for rules, year in _windows(unit_kind, rule_sets) if _names(rules, day)]
    if not naming:
        return None
    rules, year = naming[0]
    for later, later_year in naming[1:]:
        if rules.boundary_day == "later":
            rules, year = later, later_year
    return year


def overlap(unit_kind: str, one: RuleSetContent, other: RuleSetContent) -> Overlap | None:
    """The days of both windows; None where they only follow each other, or where one of them has none."""
    windows = _windows(unit_kind, (one, other))
    if len(windows) < 2 or one.year == other.year:
        return None
    first = max(rules.window_from for rules, _ in windows)
    last = min(rules.window_to for rules, _ in windows)
    if first > last:
        return None
    year = year_of(first, unit_kind, (one, other))
    assert year is not None
    return Overlap(first, last, year)


def _windows(unit_kind: str, rule_sets: Iterable[RuleSetContent]) -> list[tuple[KindRules, int]]:
    """In the order in which they end."""
    found = [(rules, content.year) for content in rule_sets for rules in content.kinds if rules.unit_kind == unit_kind]
    return sorted(found, key=lambda window: (window[0].window_to, window[0].window_from))


def _names(rules: KindRules, day: date) -> bool:
    return rules.window_from <= day <= rules.window_to
