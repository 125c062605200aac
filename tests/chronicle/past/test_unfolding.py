"""What an unfolding remembers of any history is, as of any position, what a fold up to there gives: nothing more or less."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from chronicle.past.unfolding import EVER, Unfolding, Version
from chronicle.projection import Add, Change, Drop, Key, Patch, Projection, Put
from tests.chronicle.sample_component import MODELS, OPEN, UNITS, ModelRow, OpenRow

names = st.sampled_from("abc")
MODEL_CHANGES = st.one_of(
    st.builds(lambda name, points: Put(ModelRow(name, points=points)), names, st.integers(0, 2)),
    st.builds(lambda name, state: Patch((name,), {"state": state}), names, st.sampled_from(["open", "closed"])),
    st.builds(lambda name, by: Add((name,), {"points": by}), names, st.integers(-1, 1)),
    st.builds(lambda name: Drop((name,)), names),
    st.builds(lambda name: Drop((name,), if_default=["points"]), names),
)
OPEN_CHANGES = st.one_of(
    st.builds(lambda name: Put(OpenRow(name)), names), st.builds(lambda name: Drop((name,)), names)
)
UNIT_CHANGES = st.builds(lambda name, by: Add((name,), {"models": by, "points": by}), names, st.integers(-1, 1))


class Kept:
    """Versions as a store holds them: an open one is replaced by what it became."""

    def __init__(self, projection: Projection) -> None:
        self.width = len(projection.key)
        self.versions: list[Version] = []

    def write(self, gone: list[Key], versions: list[Version]) -> None:
        keep = [each for each in self.versions if not (each[1] == EVER and each[2 : 2 + self.width] in gone)]
        assert len(self.versions) - len(keep) == len(gone)
        self.versions = [*keep, *versions]

    def open(self, keys: list[Key]) -> list[Version]:
        return [each for each in self.versions if each[1] == EVER and each[2 : 2 + self.width] in keys]

    def as_of(self, position: int) -> dict[Key, list[Any]]:
        found = [list(row) for since, until, *row in self.versions if since <= position < until]
        shown = {tuple(row[: self.width]): row for row in found}
        assert len(shown) == len(found), "a row stands twice"
        return shown


@pytest.mark.fast
@pytest.mark.parametrize(
    ("projection", "changes"), [(MODELS, MODEL_CHANGES), (OPEN, OPEN_CHANGES), (UNITS, UNIT_CHANGES)]
)
@given(data=st.data())
def test_as_of_any_position_is_what_a_fold_up_to_there_gives(
    data: st.DataObject, projection: Projection, changes: st.SearchStrategy[Change]
) -> None:
    history = data.draw(st.lists(st.lists(changes, max_size=3), max_size=20))
    written_after = data.draw(st.sets(st.integers(1, 20)))
    forgotten_after = data.draw(st.sets(st.integers(1, 20)))
    unfolding, kept = Unfolding(projection), Kept(projection)
    rows: dict[Key, Any] = {}
    expected = [{}]
    for position, made in enumerate(history, start=1):
        keys = unfolding.unknown(made)
        unfolding.bring_in(keys, kept.open(keys))
        unfolding.step(position, made)
        for change in made:
            projection.apply(rows, change)
        expected.append({key: list(row) for key, row in rows.items()})
        if position in written_after | forgotten_after:
            kept.write(*unfolding.take())
        if position in forgotten_after:
            unfolding.forget()
    kept.write(*unfolding.take())
    assert [kept.as_of(position) for position in range(len(expected))] == expected
    assert unfolding.standing == len(rows)
    assert unfolding.take() == ([], [])


@pytest.mark.fast
def test_a_row_that_is_the_same_afterwards_has_no_new_version() -> None:
    unfolding = Unfolding(UNITS)
    first: list[Change] = [Add(("a",), {"models": 1})]
    unfolding.bring_in(unfolding.unknown(first), [])
    unfolding.step(1, first)
    unfolding.step(2, [Add(("a",), {"models": 1}), Add(("a",), {"models": -1})])
    assert unfolding.take() == ([], [(1, EVER, "a", 1, 0)])
