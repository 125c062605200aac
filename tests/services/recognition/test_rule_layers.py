"""Each value of a rule set has the layer that says it, and keeps it true through every edit."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.recognition import KindRules, Layer, RuleSetContent
from reference.rule_sets import shipped
from services.recognition.rule_set_files import content_of
from services.recognition.screens.rule_comparison import differences
from services.recognition.screens.rule_layers import (
    after_editing,
    compared,
    layer_of,
    layer_of_difference,
)

pytestmark = pytest.mark.fast
OF_2021, OF_2022 = (content_of(shipped()[name]) for name in ("tt23-2012-binh-thuan-2021", "tt124-2021-year-2022"))
PARTS = {"criterion": "criteria", "document": "documents", "ground": "grounds"}


def name_of(layer: Layer | None) -> str:
    return "" if layer is None else layer.name


def values(content: RuleSetContent) -> dict[tuple[str, str, str, str], Any]:
    """Every value a rule set gives, by where it stands."""
    found: dict[tuple[str, str, str, str], Any] = {
        ("", "rule_set", "", field): getattr(content, field)
        for field in ("circular", "amended_by", "overlay", "title_vi", "title_en", "year", "in_force_confirmed")
    }
    for entry in content.out_of_scope:
        found |= {("", "out_of_scope", entry.category, field): value for field, value in entry if field != "category"}
    for rules in content.kinds:
        plain = KindRules.model_fields.keys() - {"unit_kind", *PARTS.values()}
        found |= {(rules.unit_kind, "rules", "", field): getattr(rules, field) for field in plain}
        for part, listed in PARTS.items():
            for one in getattr(rules, listed):
                code = one.about if part == "ground" else one.code
                found |= {
                    (rules.unit_kind, part, code, field): value
                    for field, value in one
                    if field not in ("code", "about")
                }
    return found


@pytest.mark.parametrize("content", [OF_2021, OF_2022], ids=lambda content: content.rule_set)
def test_every_value_that_is_given_has_a_layer(content: RuleSetContent) -> None:
    unsaid = [
        place for place, value in values(content).items() if value not in (None, ()) and not layer_of(content, *place)
    ]  # type: ignore[arg-type]
    assert unsaid == []


def test_the_layer_is_the_one_whose_file_says_it() -> None:
    assert name_of(layer_of(OF_2021, "agency", "criterion", "score_sheet", "text_vi")) == "tt23-2012-binh-thuan"
    assert name_of(layer_of(OF_2021, "agency", "criterion", "registered", "text_vi")) == "tt23-2012"
    assert name_of(layer_of(OF_2021, "commune", "rules", "", "decide_before")) == "tt23-2012-binh-thuan-2021"
    assert name_of(layer_of(OF_2021, "commune", "ground", "deadline", "confirmed")) == "tt23-2012-binh-thuan-2021"
    assert name_of(layer_of(OF_2021, "", "out_of_scope", "armed_forces", "source")) == "tt23-2012-binh-thuan"
    assert layer_of(OF_2021, "commune", "rules", "", "pass_mark") is None


@st.composite
def edited(draw: st.DrawFn, content: RuleSetContent) -> RuleSetContent:
    """The content with some of its values changed, parts taken away and kinds dropped."""
    kinds = []
    for rules in content.kinds:
        if draw(st.integers(0, 9)) == 0:
            continue
        criteria = [
            criterion.model_copy(
                update={"confirmed": draw(st.booleans()), "source": draw(st.sampled_from(["x", criterion.source]))}
            )
            for criterion in rules.criteria
            if draw(st.integers(0, 5))
        ]
        window = draw(st.dates(min_value=date(2019, 1, 1), max_value=rules.window_to))
        kinds.append(rules.model_copy(update={"criteria": tuple(criteria), "window_from": window}))
    overlay = draw(st.sampled_from([content.overlay, "02/HD"]))
    return content.model_copy(update={"kinds": tuple(kinds), "overlay": overlay})


@settings(max_examples=10)
@given(st.data())
def test_after_any_edits_what_was_changed_is_by_hand_and_all_else_keeps_its_layer(data: st.DataObject) -> None:
    content, by_hand = OF_2021, set()
    for _ in range(3):
        wanted = data.draw(edited(content))
        before, content = content, after_editing(content, wanted)
        assert content.model_copy(update={"layers": ()}) == wanted.model_copy(update={"layers": ()})
        was, now = values(before), values(content)
        by_hand |= {place for place in now if place in was and now[place] != was[place]}
        for place in now:
            expected = "edited" if place in by_hand else name_of(layer_of(OF_2021, *place))  # type: ignore[arg-type]
            assert name_of(layer_of(content, *place)) == expected, place  # type: ignore[arg-type]


def test_without_layers_an_edit_makes_none_up() -> None:
    bare = OF_2021.model_copy(update={"layers": ()})
    assert after_editing(bare, bare.model_copy(update={"overlay": "02/HD"})).layers == ()


def test_what_names_its_own_layers_keeps_them() -> None:
    assert after_editing(OF_2021, OF_2022).layers == OF_2022.layers


def test_an_edit_that_changes_nothing_leaves_the_layers_as_they_are() -> None:
    assert after_editing(OF_2021, OF_2021) == OF_2021


def test_layers_of_two_versions_are_the_same_by_the_hash_of_their_files() -> None:
    other = OF_2021.layers[0].model_copy(update={"sha256": "0" * 64})
    changed = OF_2021.model_copy(update={"layers": (other, *OF_2021.layers[1:-1])})
    assert [(one.layer.name, one.fate) for one in compared(OF_2021, changed)] == [
        ("tt23-2012", "another_file"), ("tt23-2012-binh-thuan", "same"), ("tt23-2012-binh-thuan-2021", "removed"),
    ]  # fmt: skip
    assert {one.fate for one in compared(OF_2021, OF_2022)} == {"added", "removed"}


def test_a_difference_names_the_layer_of_either_side() -> None:
    after = after_editing(OF_2021, OF_2021.model_copy(update={"kinds": OF_2021.kinds[1:], "overlay": "02/HD"}))
    [overlay, area] = differences(OF_2021, after)
    assert [name_of(layer_of_difference(content, overlay)) for content in (OF_2021, after)] == [
        "tt23-2012-binh-thuan", "edited",
    ]  # fmt: skip
    assert name_of(layer_of_difference(OF_2021, area)) == "tt23-2012"
