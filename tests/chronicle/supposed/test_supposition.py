"""What is worked out for the rows that some facts touch is what a fold of the whole supposed history gives."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from chronicle.projection import Key, RowValues
from chronicle.spec import recorded
from chronicle.supposed.supposition import Supposition, Trail
from tests.chronicle.sample_component import PROJECTIONS, closed, grown, proposed

pytestmark = pytest.mark.fast

names = st.sampled_from("abc")
FACTS = st.one_of(
    st.builds(proposed, names, st.sampled_from("uv")),
    st.builds(lambda name, points: grown(name, 1, points), names, st.integers(0, 3)),
    st.builds(closed, names),
)


@given(data=st.data())
def test_what_is_supposed_is_a_fold_of_that_history(data: st.DataObject) -> None:
    """Whatever is left out or included, and whatever more the trail was laid for."""
    facts = [recorded(fact, position) for position, fact in enumerate(data.draw(st.lists(FACTS, max_size=15)), start=1)]
    base = data.draw(st.integers(0, len(facts)))
    laid_for = _any_supposition(data, base, len(facts))
    supposed = Supposition(base, _some(data, laid_for.without), _some(data, laid_for.including))
    assert laid_for.covers(supposed)
    for projection in PROJECTIONS:
        trail = Trail(projection, [facts[position - 1] for position in laid_for.supposed])
        before = projection.fold(facts[: laid_for.after])
        trail.before = {key: row for key, row in before.items() if key in trail.keys}
        for seen in facts[laid_for.after :]:
            trail.follow(seen)
        covered, standing = trail.difference(supposed)
        was = projection.fold(facts[:base])
        rows = {
            **_without(was, covered, len(projection.key)),
            **{tuple(row[: len(projection.key)]): row for row in standing},
        }
        assert rows == projection.fold(seen for seen in facts if supposed.knows(seen.position))


def _without(rows: dict[Key, RowValues], covered: list[RowValues], width: int) -> dict[Key, RowValues]:
    for row in covered:
        assert rows[tuple(row[:width])] == row, "what is covered is what stood"
    gone = {tuple(row[:width]) for row in covered}
    return {key: row for key, row in rows.items() if key not in gone}


def _any_supposition(data: st.DataObject, base: int, head: int) -> Supposition:
    without = data.draw(st.sets(st.integers(1, base), max_size=4)) if base else set()
    including = data.draw(st.sets(st.integers(base + 1, head), max_size=4)) if base < head else set()
    return Supposition(base, tuple(sorted(without)), tuple(sorted(including)))


def _some(data: st.DataObject, positions: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(position for position in positions if data.draw(st.booleans()))


@pytest.mark.parametrize(("without", "including"), [((5,), ()), ((0,), ()), ((), (4,))])
def test_what_was_cannot_be_included_and_what_came_later_not_left_out(
    without: tuple[int, ...], including: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="facts up to 4"):
        Supposition(4, without, including)


def test_it_is_the_history_that_was_before_the_first_fact_left_out() -> None:
    assert Supposition(9, (3, 5), (12,)).after == 2
    assert Supposition(9, (), (12,)).after == 9
