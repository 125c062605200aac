"""Hints that two models may be one: with their reason, and not for what every commune has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.screens.likeness import hints, pairs

pytestmark = pytest.mark.fast

PLACES = {"c1": "Xã Tân Hà", "c2": "Xã Tân Hà", "c3": "Phường Phú Thủy"}


def other(name: str, kind: str = "Tiếng kẻng an ninh", unit_id: str = "c1") -> dict[str, Any]:
    return {"model_id": "m2", "unit_id": unit_id, "model_name": name, "model_kind": kind}


def why(name: str, found: dict[str, Any], kind: str = "Tiếng kẻng an ninh") -> str | None:
    hinted = hints(name, kind, "c1", [found], PLACES)
    return hinted[0].why if hinted else None


@pytest.mark.parametrize(
    ("name", "found", "said"),
    [
        ("Tiếng kẻng an ninh xã Tân Hà", other("Tieng keng an ninh xã Tân Hà", unit_id="c2"), "same_name"),
        ("Tiếng kẻng an ninh xã Tân Hà", other("Tiếng kẻng an ninh phường Phú Thủy", unit_id="c3"), None),
        ("Tiếng kẻng an ninh", other("Tiếng kẻng an ninh xã Tân Hà"), "same_words"),
        ("Tiếng kẻng an ninh chợ Lầu", other("Tiếng kẻng an ninh khu chợ Lầu"), "alike_same_kind"),
        ("Tiếng kẻng an ninh thôn 1", other("Tiếng kẻng an ninh thôn 2"), None),
        ("Tiếng kẻng an ninh chợ Lầu", other("Tiếng kẻng an ninh chợ Lầu", "Tiếng kẻng"), "same_name"),
        ("Camera an ninh chợ Lầu", other("Camera an ninh ở chợ Lầu", "Camera"), "alike"),
        ("Camera an ninh chợ Lầu", other("Ánh sáng an ninh ngõ xóm", "Ánh sáng an ninh"), None),
    ],
)
def test_a_hint_says_why_it_is_one(name: str, found: dict[str, Any], said: str | None) -> None:
    assert why(name, found) == said


def test_ones_own_unit_stands_first_and_the_shared_words_are_named() -> None:
    found = hints(
        "Tiếng kẻng an ninh xã Tân Hà", "Tiếng kẻng an ninh", "c1",
        [{**other("Tiếng kẻng an ninh xã Tân Hà", unit_id="c2"), "model_id": "a"}, other("Tiếng kẻng an ninh")], PLACES,
    )  # fmt: skip
    assert [(hint.model_id, hint.same_unit) for hint in found] == [("m2", True), ("a", False)]
    assert {"tieng", "keng"} <= set(found[0].shared)


names = st.text(alphabet="abcđ ắẻ", max_size=20)


@given(one=names, two=names, unit=st.sampled_from(sorted(PLACES)))
def test_a_hint_is_mutual(one: str, two: str, unit: str) -> None:
    first = hints(one, "k", "c1", [{**other(two, "k"), "unit_id": unit}], PLACES)
    second = hints(two, "k", unit, [{**other(one, "k"), "unit_id": "c1"}], PLACES)
    assert [(hint.why, hint.score) for hint in first] == [(hint.why, hint.score) for hint in second]


def test_each_two_models_that_may_be_one_are_told_once() -> None:
    """After a merger, two of one unit; across units only those of the same name, not what every commune has."""
    models = [
        {**other("Tiếng kẻng an ninh"), "model_id": "a"}, {**other("Tiếng kẻng an ninh xã Tân Hà"), "model_id": "b"},
        {**other("Tiếng kẻng an ninh", unit_id="c3"), "model_id": "c"}, {**other("Camera", "Camera"), "model_id": "d"},
    ]  # fmt: skip
    assert [(one["model_id"], hint.model_id, hint.why) for one, hint in pairs(models, PLACES)] == [
        ("a", "b", "same_words"), ("a", "c", "same_name"),
    ]  # fmt: skip
