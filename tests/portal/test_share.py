"""A share stays exact, and nothing begun, nothing reached and nothing asked for stay three different things."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.formats import NO_SHARE, filters
from portal.share import NOTHING, STANDINGS, Share

pytestmark = pytest.mark.fast

shares = st.integers(0, 100_000).flatmap(lambda total: st.builds(Share, st.integers(0, total), st.just(total)))


@given(share=shares, overdue=st.booleans())
def test_what_is_reached_and_what_is_missing_make_the_whole(share: Share, overdue: bool) -> None:
    assert share.reached + share.missing == share.total
    assert (share.standing(overdue=overdue) == "done") == (share.total > 0 and not share.missing)
    assert (share.standing(overdue=overdue) == "out_of_scope") == (share.total == 0)


@given(one=shares, other=shares)
def test_shares_add_up(one: Share, other: Share) -> None:
    assert (one + other).missing == one.missing + other.missing
    assert one + NOTHING == one


@given(share=shares)
def test_a_hundred_percent_is_shown_only_where_nothing_is_missing(share: Share) -> None:
    for language in ("vi", "en"):
        shown = filters(language)["percent"](share.fraction)
        assert shown.startswith("100") == (share.total > 0 and not share.missing)


def test_not_started_differs_from_nothing_to_do_and_from_too_late() -> None:
    found = {
        Share(0, 3).standing(overdue=False),
        Share(0, 3).standing(overdue=True),
        Share(1, 3).standing(overdue=False),
        Share(3, 3).standing(overdue=True),
        Share(0, 0).standing(overdue=True),
    }
    assert found == set(STANDINGS)


def test_of_nothing_there_is_no_share() -> None:
    assert filters("vi")["percent"](NOTHING.fraction) == NO_SHARE
    assert filters("vi")["percent"](Fraction(690, 691)) == "99,8 %"
    assert filters("en")["percent"](Fraction(690, 691)) == "99.8%"
