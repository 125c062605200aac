"""Since which fact two folds of a row say different things: against going through all positions one by one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chronicle.rebuild.parting import Parting

LAST = 12
rows = st.none() | st.lists(st.integers(0, 2), min_size=1, max_size=1)
histories = st.dictionaries(st.integers(1, LAST), rows)


def at(history: dict[int, Any], position: int) -> Any:
    return (
        history[max((one for one in history if one <= position), default=0)]
        if min(history, default=99) <= position
        else None
    )


def parted(rebuilt: dict[int, Any], in_use: dict[int, Any]) -> int | None:
    """The first of the positions up to the last over which they were never the same again."""
    found = None
    for position in range(LAST, -1, -1):
        if at(rebuilt, position) == at(in_use, position):
            break
        found = position
    return found


def gone_along(rebuilt: dict[int, Any], in_use: dict[int, Any], written: int) -> int | None:
    past = [(position, row) for position, row in sorted(in_use.items()) if position <= written]
    one, row = Parting(past, written), None
    for position, became in sorted(rebuilt.items()):
        one.before(position, row)
        row = became
        one.after(position, row)
    return one.found(row, at(in_use, LAST))


@given(rebuilt=histories, in_use=histories)
def test_it_is_the_first_fact_after_they_were_last_the_same(rebuilt: dict[int, Any], in_use: dict[int, Any]) -> None:
    assert gone_along(rebuilt, in_use, LAST) == parted(rebuilt, in_use)


@given(rebuilt=histories, in_use=histories, written=st.integers(0, LAST))
def test_where_the_past_is_not_written_so_far_it_is_right_or_not_told(
    rebuilt: dict[int, Any], in_use: dict[int, Any], written: int
) -> None:
    quiet = {position: row for position, row in in_use.items() if position <= written}
    assert gone_along(rebuilt, quiet, written) in (None, parted(rebuilt, quiet))
    if all(position <= written for position in rebuilt):
        assert gone_along(rebuilt, quiet, written) == parted(rebuilt, quiet)


def test_a_row_that_was_changed_past_the_log_has_no_such_fact() -> None:
    one = Parting([(3, [1])], 5)
    one.before(3, None)
    one.after(3, [1])
    assert one.found([1], [7]) is None
