"""The 2021 windows and those of 2022 classify every day as a table does that was written by hand from the circulars."""

from datetime import date, timedelta

import pytest

from contracts.recognition import RuleSetContent
from reference.rule_sets import load_rule_set, rule_set_file
from services.recognition.rule_set_files import content_of
from services.recognition.screens.rule_windows import Overlap, overlap, year_of

pytestmark = pytest.mark.fast

BOTH = tuple(
    content_of(load_rule_set(rule_set_file(name))) for name in ("tt23-2012-binh-thuan-2021", "tt124-2021-year-2022")
)

TABLE: dict[str, tuple[tuple[tuple[int, int, int], int | None], ...]] = {
    # from this day on: this year's; by hand, from domain.md section 6
    "residential_area": (((2020, 1, 1), None), ((2020, 10, 31), 2021), ((2021, 11, 1), 2022), ((2022, 11, 1), None)),
    "commune": (((2020, 1, 1), None), ((2020, 11, 30), 2021), ((2021, 11, 16), 2022), ((2022, 11, 16), None)),
    "agency": (((2020, 1, 1), None), ((2020, 11, 30), 2021), ((2021, 11, 16), 2022), ((2022, 11, 16), None)),
    "enterprise": (((2020, 1, 1), None), ((2020, 11, 30), 2021), ((2021, 11, 16), 2022), ((2022, 11, 16), None)),
    "school": (
        ((2020, 1, 1), None), ((2020, 7, 15), 2021), ((2021, 6, 1), None), ((2021, 11, 16), 2022), ((2022, 11, 16), None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLE)
def test_every_day_from_2020_to_2023_belongs_to_the_year_of_the_table(kind: str) -> None:
    day = date(2020, 1, 1)
    while day < date(2024, 1, 1):
        wanted = [year for since, year in TABLE[kind] if date(*since) <= day][-1]
        assert year_of(day, kind, BOTH) == wanted, day
        assert year_of(day, kind, reversed(BOTH)) == wanted, "in whatever order the rule sets are given"
        day += timedelta(days=1)


def keeping(content: RuleSetContent, boundary_day: str) -> RuleSetContent:
    kinds = tuple(rules.model_copy(update={"boundary_day": boundary_day}) for rules in content.kinds)
    return content.model_copy(update={"kinds": kinds})


def test_a_rule_set_that_keeps_its_boundary_days_keeps_the_whole_overlap() -> None:
    kept = (keeping(BOTH[0], "earlier"), BOTH[1])
    assert year_of(date(2021, 11, 15), "commune", kept) == 2021
    assert year_of(date(2021, 11, 16), "commune", kept) == 2021
    assert year_of(date(2021, 11, 30), "commune", kept) == 2021
    assert year_of(date(2021, 12, 1), "commune", kept) == 2022


def test_a_day_that_ends_one_year_and_begins_the_next_belongs_to_the_next() -> None:
    """As in 2021: from 31/10 to 31/10."""
    following = BOTH[0].model_copy(
        update={
            "year": 2022,
            "kinds": tuple(
                rules.model_copy(update={"window_from": date(2021, 10, 31), "window_to": date(2022, 10, 31)})
                for rules in BOTH[0].kinds
                if rules.unit_kind == "residential_area"
            ),
        }
    )
    both = (BOTH[0], following)
    table = {date(2021, 10, 30): 2021, date(2021, 10, 31): 2022, date(2021, 11, 1): 2022}
    assert {day: year_of(day, "residential_area", both) for day in table} == table
    kept = (keeping(BOTH[0], "earlier"), following)
    assert year_of(date(2021, 10, 31), "residential_area", kept) == 2021


def test_the_days_both_windows_name_are_told_with_their_year() -> None:
    assert overlap("commune", *BOTH) == Overlap(date(2021, 11, 16), date(2021, 11, 30), 2022)
    assert overlap("residential_area", *BOTH) is None
    assert overlap("district", *BOTH) is None
