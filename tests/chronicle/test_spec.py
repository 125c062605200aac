"""Given, when, then fails in words: a sentence that says what was asked and what came instead."""

from typing import Any

import pytest

from chronicle.projection import Projection
from chronicle.spec import DeciderSpec, ViewSpec
from contracts.models import ModelProposed
from tests.chronicle.sample_component import DAY, POINTS, UNITS, Close, Grow, Open, UnitRow, closed, grown, proposed

pytestmark = pytest.mark.fast

model = DeciderSpec(POINTS)
OPENED, CLOSE = Open(occurred_on=DAY, model_id="a"), Close(occurred_on=DAY, model_id="a")
GROW = Grow(occurred_on=DAY, model_id="a", added=2)


def test_what_is_true_passes() -> None:
    model.given().when(OPENED).then(proposed("a"))
    model.given(proposed("a")).when(OPENED).then_nothing()
    model.given(proposed("a"), closed("a")).when(GROW).then_refused("model.unknown")
    model.given(proposed("a"), grown("a", 2, 2)).when(GROW).then(grown("a", 2, 4))
    ViewSpec(UNITS).given(proposed("a"), grown("a", 2, 2)).then(UnitRow("c1", 1, 2))
    ViewSpec(UNITS).given().then()


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (lambda: model.given().when(CLOSE).then(closed("a")), "was refused: model.unknown"),
        (
            lambda: model.given(proposed("a")).when(CLOSE).then(grown("a", 1, 1)),
            "led to .*ModelClosed.*not to .*ModelReplicated",
        ),
        (lambda: model.given(proposed("a")).when(CLOSE).then(), "led to .*ModelClosed.*, not to"),
        (lambda: model.given(proposed("a")).when(CLOSE).then_nothing(), "was not 'already so': it led to"),
        (lambda: model.given().when(CLOSE).then_nothing(), "was refused: model.unknown"),
        (lambda: model.given(proposed("a")).when(CLOSE).then_refused("x"), "was not refused: it led to"),
        (
            lambda: model.given().when(CLOSE).then_refused("model.closed"),
            "refused as model.unknown, not as model.closed",
        ),
        (lambda: ViewSpec(UNITS).given(proposed("a")).then(), r"units_seen holds \[UnitRow.*not \[\]"),
        (lambda: ViewSpec(UNITS).given(proposed("a")).then(UnitRow("c1", 2, 0)), "units_seen holds"),
        (lambda: ViewSpec(UNITS).given().then(UnitRow("c1")), r"holds \[\], not"),
    ],
)
def test_what_is_not_fails_in_words(sentence: Any, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        sentence()


def test_a_decision_that_breaks_is_not_taken_for_a_refusal() -> None:
    broken = DeciderSpec(type(POINTS)(POINTS.fold, POINTS.identity, {Close: lambda command, state: 1 / 0}))
    with pytest.raises(ZeroDivisionError):
        broken.given().when(CLOSE)


def test_a_view_spec_numbers_its_facts_as_a_log_would() -> None:
    seen: list[tuple[int, str]] = []

    def note(fact: ModelProposed, recorded: Any) -> list[Any]:
        seen.append((recorded.position, recorded.type))
        return []

    ViewSpec(Projection("noted", UnitRow, ("unit_id",), {ModelProposed: note})).given(
        proposed("a"), proposed("b")
    ).then()
    assert seen == [(1, "models.model_proposed"), (2, "models.model_proposed")]
