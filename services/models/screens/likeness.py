"""Whether two models may be one and the same: hints with their reason, never a verdict. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from reference.vietnamese import fold_marks

WORD = re.compile(r"[^\W_]+")
IDLE = frozenset(
    (
        *(
            "mo",
            "hinh",
            "to",
            "doi",
            "diem",
            "khu",
            "pho",
            "thon",
            "xa",
            "phuong",
            "thi",
            "tran",
            "ap",
            "ban",
            "cac",
            "va",
        ),
        *("cua", "o", "ve", "tai", "voi", "giu", "gin", "tham", "gia", "so"),
    )
)
"""Words that most names have in common, or that only say where: they tell nothing apart."""
alike_at_least = Fraction(2, 3)
alike_elsewhere_at_least = Fraction(4, 5)
hints_max = 10

Why = Literal["same_name", "same_words", "alike", "alike_same_kind"]


@dataclass(frozen=True, slots=True)
class Hint:
    """Another model that may be the same one: why, and which words both names have."""

    model_id: str
    unit_id: str
    model_name: str
    why: Why
    shared: tuple[str, ...]
    score: Fraction
    same_unit: bool


def telling(name: str, place: str = "") -> frozenset[str]:
    """The words of a name that tell it apart, without marks; those of the place it stands in are left out."""
    words = WORD.findall(fold_marks(name))
    idle = IDLE | frozenset(WORD.findall(fold_marks(place)))
    return frozenset(word for word in words if word not in idle) or frozenset(words)


def likeness(first: frozenset[str], second: frozenset[str]) -> Fraction:
    """Shared words of all words (Jaccard), 0 where either has none."""
    together = first | second
    return Fraction(len(first & second), len(together)) if first and second else Fraction(0)


def hints(
    name: str, kind: str, unit_id: str, others: Iterable[Mapping[str, Any]], places: Mapping[str, str]
) -> list[Hint]:
    """Models like this one, those of its own unit first, the likest first; `places` names units.

    A model elsewhere that is only of the same kind is no hint: every commune has its own.
    """
    found = []
    for other in others:
        same_unit = other["unit_id"] == unit_id
        place = places.get(unit_id, "") if same_unit else ""
        both = (_Named(name, kind, place), _Named(other["model_name"], other["model_kind"], place))
        if judged := _judged(*both, same_unit=same_unit):
            why, score, shared = judged
            names = (other["model_id"], other["unit_id"], other["model_name"])
            found.append(Hint(*names, why, tuple(sorted(shared)), score, same_unit))
    return sorted(found, key=lambda hint: (not hint.same_unit, -hint.score, hint.model_id))[:hints_max]


class _Named:
    """A name taken apart: its words, those that its kind does not say already, and the kind."""

    def __init__(self, name: str, kind: str, place: str) -> None:
        self.folded = " ".join(WORD.findall(fold_marks(name)))
        self.kind = " ".join(WORD.findall(fold_marks(kind)))
        self.words = telling(name, place)
        idle = IDLE | frozenset(WORD.findall(fold_marks(f"{kind} {place}")))
        self.rest = frozenset(self.folded.split()) - idle


def _judged(one: _Named, other: _Named, *, same_unit: bool) -> tuple[Why, Fraction, frozenset[str]] | None:
    """Why two names are a hint, how much alike they are, and by which words; None where they are none."""
    shared = one.words & other.words
    if one.folded == other.folded:
        return "same_name", Fraction(1), shared
    if one.kind == other.kind:
        if same_unit and not one.rest and not other.rest:
            return "same_words", Fraction(1), shared
        score = likeness(one.rest, other.rest)
        return ("alike_same_kind", score, one.rest & other.rest) if score >= alike_at_least else None
    score = likeness(one.words, other.words)
    return ("alike", score, shared) if score >= (alike_at_least if same_unit else alike_elsewhere_at_least) else None


def pairs(models: Iterable[Mapping[str, Any]], places: Mapping[str, str]) -> list[tuple[Mapping[str, Any], Hint]]:
    """Each two models that may be one, once: of one unit by any likeness, elsewhere only where they have the same name."""
    found: list[tuple[Mapping[str, Any], Hint]] = []
    buckets: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for model in models:
        buckets.setdefault(("unit", model["unit_id"]), []).append(model)
        folded = " ".join(WORD.findall(fold_marks(model["model_name"])))
        buckets.setdefault(("name", folded), []).append(model)
    for (by, _), together in buckets.items():
        for place, model in enumerate(together):
            others = [o for o in together[place + 1 :] if by == "unit" or o["unit_id"] != model["unit_id"]]
            own = (model["model_name"], model["model_kind"], model["unit_id"])
            found += [(model, hint) for hint in hints(*own, others, places)]
    return found
