"""The positions of what is supposed, as they are written and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.supposed import positions_of, ranges

pytestmark = pytest.mark.fast


@given(st.sets(st.integers(1, 10**9), max_size=50) | st.sets(st.integers(1, 60)))
def test_what_is_written_is_read_again(positions: set[int]) -> None:
    assert positions_of(ranges(sorted(positions))) == positions


def test_a_range_is_written_from_two_facts_side_by_side() -> None:
    assert ranges((3, 5, 6, 7, 9, 10)) == "3, 5-7, 9-10"
