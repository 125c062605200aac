"""Work in its order: each thing in one tab and one group, the earliest first, and gone when it is done."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.authority.roles import ENTERING
from portal.authority.scope import Authority
from portal.authority.tree import Tree
from portal.projections.places import PlaceRow
from services.dashboards.projections.campaigns import CampaignRow
from services.dashboards.screens.work import GROUPS, KINDS, Days, Owed, group_of, held, office_of, offices_of, queue
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


def owed(kind: str = "document", unit_id: str = "c", about: str = "plan", due: date | None = MONDAY) -> Owed:
    return Owed(kind, unit_id, about, 2021, due)  # type: ignore[arg-type]


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
    asked = asked_of(None, YEAR, MONDAY)
    assert asked.households_due == date(2021, 10, 31)
    assert asked.written is not None
    made_up = asked_of(None, replace(YEAR, campaign_id="elsewhere", rule_set="other"), MONDAY)
    assert (made_up.written, made_up.households_due) == (None, YEAR.closes)


def test_the_nearest_standing_office_acts_for_what_has_none_and_above_it_where_a_model_is_placed() -> None:
    assert [office_of(TREE, unit) for unit in ("p", "c", "a", "s", "left", "nowhere", None)] == [
        "p", "c", "c", "d", "d", None, None,
    ]  # fmt: skip
    things = [owed(), owed("placement", "gone"), owed("registration", "a", "own"), owed("monitor", "a")]
    assert [one.holders for one in held(things, TREE)] == [("c",), ("d",), ("a", "c"), ("c",)]


def test_one_enters_in_the_name_of_ones_offices_and_over_everything_in_that_of_the_top() -> None:
    def authority(role: str, unit_id: str | None) -> Authority:
        return Authority(1, role, unit_id, MONDAY)

    assert offices_of([authority("commune_officer", "c"), authority("auditor", "d")], TREE, ENTERING) == {"c"}
    assert offices_of([authority("provincial_officer", None)], TREE, ENTERING) == {"p"}
    assert offices_of([authority("operator", None)], TREE, ENTERING) == frozenset()


things = st.builds(
    owed, st.sampled_from(KINDS), st.sampled_from(sorted(TREE.places)), st.sampled_from(["plan", "own", "quarter-3"]),
    st.none() | st.integers(-40, 40).map(lambda days: MONDAY + timedelta(days=days)),
)  # fmt: skip


@given(st.sets(things, max_size=30), st.sets(st.sampled_from(sorted(TREE.places))))
def test_everything_owed_is_in_exactly_one_tab_and_group_and_what_is_nearer_stands_before(
    all_owed: set[Owed], offices: set[str]
) -> None:
    entries = queue(held(all_owed, TREE), offices, DAYS)
    assert Counter(replace(entry.owed, holders=()) for entry in entries) == Counter(all_owed)
    for entry in entries:
        assert (entry.tab == "to_do") == bool(offices & set(entry.owed.holders))
    order = list(GROUPS)
    assert [order.index(entry.group) for entry in entries] == sorted(order.index(entry.group) for entry in entries)
    dues = [entry.owed.due or date.max for entry in entries]
    assert dues == sorted(dues)


@given(st.sets(things, min_size=1, max_size=20), st.sets(st.sampled_from(sorted(TREE.places))), st.data())
def test_doing_one_thing_removes_it_and_moves_nothing_else(
    all_owed: set[Owed], offices: set[str], data: st.DataObject
) -> None:
    before = queue(held(all_owed, TREE), offices, DAYS)
    done = data.draw(st.sampled_from(sorted(all_owed, key=repr)))
    after = queue(held(all_owed - {done}, TREE), offices, DAYS)
    assert after == [entry for entry in before if replace(entry.owed, holders=()) != done]


@given(st.sets(things, max_size=20))
def test_a_thing_is_somebodys_to_do_wherever_its_unit_stands(all_owed: set[Owed]) -> None:
    """With an officer at each office nothing is left over that nobody can act on."""
    for one in held(all_owed, TREE):
        if one.unit_id != "p" or one.kind != "placement":
            assert one.holders


def test_every_kind_of_work_has_words_a_verb_and_a_page() -> None:
    assert set(WORK) == set(KINDS)
