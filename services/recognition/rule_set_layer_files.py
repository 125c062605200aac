"""The layers a rule set was read from, with what each gives said as facts say it: key paths of files become places."""

from collections.abc import Iterable, Iterator, Mapping

from contracts.recognition import Layer, Part, Place
from reference.layers import Keys, Laid

_LISTS: Mapping[str, Part] = {"criteria": "criterion", "documents": "document"}
_KNOWN_BY = ("unit_kind", "code", "category", "step")
_GROUND_OF: Mapping[str, str] = {
    "window": "window", "decide": "deadline", "authority": "authority", "order": "order", "pass_mark": "pass_mark",
}  # fmt: skip
_FIELDS: Mapping[Keys, str] = {
    ("window", "first"): "window_from",
    ("window", "last"): "window_to",
    ("window", "boundary_day"): "boundary_day",
    ("decide", "before"): "decide_before",
    ("decide", "excludes_the_day"): "before_excludes_the_day",
    ("authority", "appraised_by"): "appraised_by",
    ("authority", "decided_by"): "decided_by",
    ("order", "after"): "decided_after",
    ("order",): "decided_after",
    ("pass_mark", "points"): "pass_mark",
    ("pass_mark",): "pass_mark",
    ("steps", "check_completeness", "within_working_days"): "complete_within_days",
    ("steps", "correct", "within_working_days"): "correct_within_days",
    ("steps", "appraise", "within_working_days"): "appraise_within_days",
    ("steps", "propose", "within_working_days"): "propose_within_days",
    ("steps", "decide", "within_working_days"): "decide_within_days",
}
WHOLE: tuple[Part, ...] = ("criterion", "document", "ground", "out_of_scope")
"""Parts of which a layer that gives every value is said to give all."""


def layers_of(laid: tuple[Laid, ...]) -> tuple[Layer, ...]:
    """The layers as facts name them, from the lowest on."""
    given = [[place for keys in one.gives for place in _places(keys)] for one in laid]
    holders: dict[tuple[object, ...], set[int]] = {}
    for number, places in enumerate(given):
        for place in places:
            holders.setdefault(_part(place), set()).add(number)
    return tuple(
        Layer(
            name=one.layer.name,
            kind=one.layer.kind,
            title_vi=one.layer.title_vi,
            title_en=one.layer.title_en,
            sha256=one.sha256,
            gives=tuple(_shortened(places, {part for part, of in holders.items() if len(of) == 1})),
        )
        for one, places in zip(laid, given, strict=True)
    )


def _part(place: Place) -> tuple[object, ...]:
    return place.unit_kind, place.part, place.code


def _shortened(places: Iterable[Place], of_one_layer: set[tuple[object, ...]]) -> Iterator[Place]:
    """A part of which one layer gives every value stands there once."""
    said: set[Place] = set()
    for place in places:
        if place.part in WHOLE and _part(place) in of_one_layer:
            place = place.model_copy(update={"field": None})
        if place not in said:
            said.add(place)
            yield place


def _places(keys: Keys) -> Iterator[Place]:
    """None for what a part is only known by, and for the day from which a rule set holds: facts say that day themselves."""
    match keys:
        case ("out_of_scope", category, field) if field not in _KNOWN_BY:
            yield Place(unit_kind=None, part="out_of_scope", code=category, field=field)
        case ("kinds", kind, ("criteria" | "documents") as parts, code, field) if field not in _KNOWN_BY:
            yield Place(unit_kind=kind, part=_LISTS[parts], code=code, field=field)
        case ("kinds", kind, "steps", step, ("source" | "confirmed") as field):
            yield Place(unit_kind=kind, part="ground", code=step, field=field)
        case ("kinds", kind, part, ("source" | "confirmed") as field):
            yield Place(unit_kind=kind, part="ground", code=_GROUND_OF[part], field=field)
        case ("kinds", kind, *rest) if tuple(rest) in _FIELDS:
            yield Place(unit_kind=kind, part="rules", code=None, field=_FIELDS[tuple(rest)])
        case (field,) if field not in ("rule_set", "in_force_on"):
            yield Place(unit_kind=None, part="rule_set", code=None, field=field)
