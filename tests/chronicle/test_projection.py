"""A view as a declaration and a fold: what it refuses to be, what changes mean, and that order and repeats matter to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.projection import Add, Change, Drop, Patch, Projection, Put, Rows
from chronicle.spec import recorded
from contracts.models import ModelReplicated, ModelReviewed
from tests.chronicle.sample_component import MODELS, PROJECTIONS, UNITS, closed, grown, proposed

pytestmark = pytest.mark.fast


@dataclass(frozen=True, slots=True)
class Everything:
    key_text: str
    key_day: date
    number: int = 0
    ratio: float = 0.0
    sure: bool = False
    day: date | None = None
    instant: datetime | None = None
    identity: UUID | None = None
    words: tuple[str, ...] = ()
    counts: tuple[int, ...] | None = None


EVERYTHING = Projection("everything", Everything, ("key_text", "key_day"), {})


def test_columns_get_the_types_of_their_fields() -> None:
    assert EVERYTHING.sql_types == (
        "text", "date", "bigint", "double precision", "boolean", "date", "timestamptz", "uuid", "text[]", "bigint[]"
    )  # fmt: skip


@pytest.mark.parametrize(
    "hint", [list[str], dict[str, str], str | int, tuple[str, int], tuple[()], Any, bytes, None, set[str]]
)
def test_a_column_a_table_cannot_hold_is_refused_when_it_is_declared(hint: Any) -> None:
    row = dataclass(type("Row", (), {"__annotations__": {"key": str, "odd": hint}, "odd": None}))
    with pytest.raises(ValueError, match="a view's column cannot be"):
        Projection("odd", row, ("key",), {})


def test_a_key_that_does_not_stand_first_is_refused() -> None:
    with pytest.raises(ValueError, match="must stand first"):
        Projection("odd", Everything, ("key_day", "key_text"), {})


def test_rows_that_come_fact_by_fact_are_kept_under_their_position() -> None:
    with pytest.raises(ValueError, match="under their position"):
        Projection("odd", Everything, ("key_text", "key_day"), {}, fact_by_fact=True)


def test_a_column_without_a_default_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a default"):
        Projection("odd", Everything, ("key_text",), {})


def test_changes_mean_the_same_on_a_row_that_is_there_and_on_one_that_is_not() -> None:
    key = ("a", date(2021, 1, 1))
    rows: Rows = {}
    EVERYTHING.apply(rows, Add(key, {"number": 2}))
    EVERYTHING.apply(rows, Patch(key, {"words": ("x",)}))
    EVERYTHING.apply(rows, Add(key, {"number": 3}))
    assert Everything(*rows[key]) == Everything(*key, number=5, words=("x",))
    EVERYTHING.apply(rows, Put(Everything(*key, sure=True)))
    assert Everything(*rows[key]) == Everything(*key, sure=True)
    EVERYTHING.apply(rows, Drop(key))
    EVERYTHING.apply(rows, Drop(key))
    assert rows == {}


def test_a_row_of_which_something_else_is_known_stays() -> None:
    key = ("a", date(2021, 1, 1))
    rows: Rows = {}
    EVERYTHING.apply(rows, Patch(key, {"number": 2}))
    EVERYTHING.apply(rows, Drop(key, if_default=("sure", "number")))
    assert key in rows
    EVERYTHING.apply(rows, Patch(key, {"number": 0}))
    EVERYTHING.apply(rows, Drop(key, if_default=("sure", "number")))
    EVERYTHING.apply(rows, Drop(key, if_default=("sure", "number")))
    assert rows == {}


def test_the_definition_changes_with_anything_that_changes_the_rows() -> None:
    @dataclass(frozen=True, slots=True)
    class Row:
        key: str
        count: int = 0

    @dataclass(frozen=True, slots=True)
    class Other:
        key: str
        count: int = 1

    def reviewed(fact: ModelReviewed, _: Any) -> Iterable[Change]:
        yield Add((fact.model_id,), {"count": 1})

    facts = {ModelReviewed: reviewed}
    definitions = [
        Projection("a", Row, ("key",), facts).definition,
        Projection("b", Row, ("key",), facts).definition,
        Projection("a", Row, ("key",), {**facts, ModelReplicated: reviewed}).definition,
        Projection("a", Other, ("key",), facts).definition,
    ]
    assert len(set(definitions)) == 4
    assert Projection("a", Row, ("key",), facts).definition == definitions[0]


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    facts: list[Any] = []
    points: dict[str, int] = {}
    for model_id, added in draw(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 5)), max_size=20)):
        if model_id not in points:
            facts.append(proposed(model_id))
        points[model_id] = points.get(model_id, 0) + added
        facts.append(closed(model_id) if added == 5 else grown(model_id, added, points[model_id]))
    return [recorded(fact, position=number) for number, fact in enumerate(facts, start=1)]


@given(histories(), st.integers(0, 40))
def test_folding_in_two_parts_is_folding_in_one(history: list[Any], cut: int) -> None:
    for projection in PROJECTIONS:
        assert projection.fold(history[cut:], projection.fold(history[:cut])) == projection.fold(history)


def test_the_sample_views_notice_a_repeat_a_swap_and_a_loss() -> None:
    """Otherwise the tests that compare them with the fold would prove little."""
    facts = [
        recorded(fact, position=n)
        for n, fact in enumerate([proposed("a"), grown("a", 1, 1), grown("a", 2, 3)], start=1)
    ]
    assert UNITS.fold([*facts, facts[2]]) != UNITS.fold(facts)
    assert MODELS.fold([facts[0], facts[2], facts[1]]) != MODELS.fold(facts)
    assert MODELS.fold(facts[:2]) != MODELS.fold(facts)
