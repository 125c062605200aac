"""How long a rebuild still takes: nine ends of ten fall into the interval it tells."""

import random
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.rebuild.pace import Pace, pages_for_an_interval_min

pytestmark = pytest.mark.fast


def pace_of(seconds: list[float]) -> Pace:
    pace = Pace()
    for each in seconds:
        pace = pace.after(each)
    return pace


@given(st.lists(st.floats(0.001, 100), min_size=2, max_size=50))
def test_mean_and_spread_are_those_of_the_pages(seconds: list[float]) -> None:
    pace = pace_of(seconds)
    assert pace.mean == pytest.approx(mean(seconds))
    assert (pace.squares / (pace.pages - 1)) ** 0.5 == pytest.approx(stdev(seconds), abs=1e-6)


def test_nothing_is_told_from_too_few_pages() -> None:
    assert pace_of([1.0] * (pages_for_an_interval_min - 1)).left(100, 10) is None
    assert Pace().facts_per_second(10) is None


def test_an_even_pace_leaves_no_doubt() -> None:
    pace = pace_of([0.5] * 10)
    left = pace.left(95, 10)
    assert left is not None
    assert (left.seconds, left.least, left.most) == (5.0, 5.0, 5.0)
    assert pace.facts_per_second(10) == 20


def test_nine_ends_of_ten_fall_into_the_interval() -> None:
    chance = random.Random(2021)
    within = 0
    for _ in range(1_000):
        pages = [chance.lognormvariate(0, 0.5) for _ in range(90)]
        left = pace_of(pages[:30]).left(600, 10)
        assert left is not None
        within += left.least <= sum(pages[30:]) <= left.most
    assert 850 <= within <= 950
