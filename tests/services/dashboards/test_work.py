"""Work in its place: how near a day is, which years ask for it, and who acts for a unit that has no office."""

from dataclasses import replace
from datetime import date

import pytest

from portal.authority.roles import ENTERING
from portal.authority.scope import Authority
from portal.authority.tree import Tree
from portal.projections.places import PlaceRow
from services.dashboards.projections.campaigns import CampaignRow
from services.dashboards.screens.work import KINDS, Days, group_of, office_of, offices_of
from services.dashboards.screens.work_asked import asked_of, running, third_working_day
from services.dashboards.screens.work_words import WORK

pytestmark = pytest.mark.fast

MONDAY = date(2021, 11, 8)
DAYS = Days(MONDAY, date(2021, 11, 11))
YEAR = CampaignRow(
    "binh-thuan-2021", "p", 2021, "Năm 2021", "tt23-2012-binh-thuan-2021", date(2020, 10, 31), date(2022, 3, 31),
    date(2021, 4, 30),
)  # fmt: skip
TREE = Tree.of(
    [
        PlaceRow("p", None, "province"), PlaceRow("d", "p", "district"), PlaceRow("c", "d", "commune"),
        PlaceRow("a", "c", "residential_area"), PlaceRow("s", "d", "school"),
        PlaceRow("gone", "d", "commune", ended_on=date(2021, 6, 1)), PlaceRow("left", "gone", "residential_area"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (date(2021, 11, 7), "overdue"), (MONDAY, "today"), (date(2021, 11, 9), "three_days"),
        (date(2021, 11, 11), "three_days"), (date(2021, 11, 12), "week"), (date(2021, 11, 14), "week"),
        (date(2021, 11, 15), "later"), (None, "later"),
    ],
)  # fmt: skip
def test_a_day_is_overdue_today_within_three_working_days_this_week_or_later(due: date | None, group: str) -> None:
    assert group_of(due, DAYS) == group


def test_three_working_days_reach_over_the_week_end_and_the_holidays_of_the_calendar() -> None:
    assert third_working_day([YEAR], MONDAY) == (date(2021, 11, 11), True)
    assert third_working_day([YEAR], date(2021, 11, 12)) == (date(2021, 11, 17), True)
    # Lunar New Year of 2021: from Wednesday 10 February a week off
    assert third_working_day([YEAR], date(2021, 2, 8)) == (date(2021, 2, 18), True)
    assert third_working_day([YEAR], date(2031, 11, 7)) == (date(2031, 11, 12), False), "no calendar knows that year"
    assert third_working_day([], MONDAY) == (date(2021, 11, 11), False)


def test_only_a_year_that_runs_asks_for_work_and_its_files_say_until_when() -> None:
    assert running([YEAR], date(2022, 3, 31)) == [YEAR]
    assert running([YEAR], date(2022, 4, 1)) == []
    asked = asked_of(YEAR)
    assert asked.households_due == date(2021, 10, 31)
    assert [period.period_number for period in asked.periods_begun(date(2021, 4, 1)) if period.period == "quarter"] == [
        1,
        2,
    ]
    assert asked.reviews_due is not None
    made_up = asked_of(replace(YEAR, campaign_id="elsewhere", rule_set="other"))
    assert (made_up.periods_begun(MONDAY), made_up.reviews_due, made_up.households_due) == ([], None, YEAR.closes)


def test_the_nearest_standing_office_acts_for_what_has_none() -> None:
    assert [office_of(TREE, unit) for unit in ("p", "c", "a", "s", "left", "nowhere", None)] == [
        "p", "c", "c", "d", "d", None, None,
    ]  # fmt: skip


def test_one_enters_in_the_name_of_ones_offices_and_over_everything_in_that_of_the_top() -> None:
    def authority(role: str, unit_id: str | None) -> Authority:
        return Authority(1, role, unit_id, MONDAY)

    assert offices_of([authority("commune_officer", "c"), authority("auditor", "d")], TREE, ENTERING) == {"c"}
    assert offices_of([authority("provincial_officer", None)], TREE, ENTERING) == {"p"}
    assert offices_of([authority("operator", None)], TREE, ENTERING) == frozenset()


def test_every_kind_of_work_has_words_a_verb_and_a_page() -> None:
    assert set(WORK) == set(KINDS)
