"""What holds for all numbers: shares are exact, and every day around a deadline is in time or late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recognition.appraisal import reaches
from services.recognition.rule_set import is_late
from tests.services.recognition.scenes import rules

pytestmark = pytest.mark.fast


def test_seventy_percent_is_exact_for_every_number_of_areas() -> None:
    for total in range(1, 201):
        for recognised in range(total + 1):
            assert reaches(recognised, total, "7/10") is (recognised * 10 >= total * 7), (recognised, total)
        assert not reaches(total - 1, total, "1/1")
        assert reaches(total, total, "1/1")
    assert not reaches(16, 25, "7/10")
    assert reaches(18, 25, "7/10")
    assert not reaches(0, 0, "7/10")


@given(st.integers(0, 10**8), st.integers(1, 10**8), st.integers(1, 999_999), st.integers(1, 999_999))
def test_shares_are_compared_as_whole_numbers_whatever_their_size(
    numerator: int, denominator: int, share: int, whole: int
) -> None:
    assert reaches(numerator, denominator, f"{share}/{whole}") is (numerator * whole >= share * denominator)


@given(st.integers(-400, 400), st.booleans())
def test_lateness_of_every_day_around_the_deadline(days: int, excludes: bool) -> None:
    last_day_in_time = -1 if excludes else 0
    day = date(2021, 11, 10) + timedelta(days=days)
    assert is_late(rules(before_excludes_the_day=excludes), day) is (days > last_day_in_time)
    assert not is_late(rules(decide_before=None, before_excludes_the_day=excludes), day)
