"""From which layer each value of a rule set is: found, told, kept true where somebody edits, and compared. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from contracts.recognition import Layer, Part, Place, RuleSetContent
from services.recognition.rule_set_layer_files import WHOLE
from services.recognition.screens.rule_comparison import Difference, differences

EDITED = Layer(name="edited", kind="edited", title_vi="Sửa tại đây", title_en="Edited here", sha256=None, gives=())
Content = TypeVar("Content", bound=RuleSetContent)
Fate = Literal["same", "another_file", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A layer of one or both of two versions. `another_file`: it is called the same, and its file was another."""

    layer: Layer
    fate: Fate


def layer_of(content: RuleSetContent, unit_kind: str, part: Part, code: str = "", field: str = "") -> Layer | None:
    """The layer a value is from: of those that give it, the highest. Of a whole part the one that brought it in, the lowest.

    None where no layer is named, or none gives it.
    """
    for layer in content.layers if field == "" else reversed(content.layers):
        if any(_covers(place, unit_kind, part, code, field) for place in layer.gives):
            return layer
    return None


def _covers(place: Place, unit_kind: str, part: Part, code: str, field: str) -> bool:
    if (place.unit_kind or "") != unit_kind:
        return False
    if "kind" in (place.part, part):
        return True
    return place.part == part and (place.code or "") == code and (not field or place.field in (None, field))


def layer_of_difference(content: RuleSetContent, one: Difference) -> Layer | None:
    """The layer that says what one of two versions says there."""
    return layer_of(content, one.unit_kind, one.part, _code(one), one.field)


def after_editing(before: RuleSetContent, after: Content) -> Content:
    """What was edited, with the layers of before and what differs given by hand.

    What names layers of its own keeps those; where there were none before, none are made up.
    """
    if not before.layers or (after.layers and after.layers != before.layers):
        return after
    changed = [_place(one) for one in differences(before, after)]
    last = before.layers[-1]
    below, by_hand = (before.layers[:-1], last) if last.kind == "edited" else (before.layers, EDITED)
    gives = tuple(dict.fromkeys((*by_hand.gives, *changed)))
    edited = (by_hand.model_copy(update={"gives": gives}),) if gives else ()
    return after.model_copy(update={"layers": (*below, *edited)})


def _place(one: Difference) -> Place:
    said = {"unit_kind": one.unit_kind, "part": one.part, "code": _code(one), "field": one.field}
    return Place.model_validate({name: value or None for name, value in said.items()})


def _code(one: Difference) -> str:
    return one.code if one.part in WHOLE else ""


def compared(before: RuleSetContent, after: RuleSetContent) -> Iterator[Compared]:
    """The layers of the later version from the lowest on, then those only the earlier one has."""
    known = {layer.name: layer for layer in before.layers}
    for layer in after.layers:
        other = known.pop(layer.name, None)
        if other is None:
            yield Compared(layer, "added")
        else:
            same = layer.sha256 == other.sha256 if layer.sha256 else layer.gives == other.gives
            yield Compared(layer, "same" if same else "another_file")
    for layer in known.values():
        yield Compared(layer, "removed")
