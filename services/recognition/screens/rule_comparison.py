"""What two rule sets say differently, kind by kind and criterion by criterion: added, removed or changed. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from contracts.fact import Value
from contracts.recognition import KindRules, Part, RuleSetContent

Change = Literal["added", "removed", "changed"]

_LISTS = ("criteria", "documents", "grounds")
_OF_THE_SET = ("circular", "amended_by", "overlay", "title_vi", "title_en", "year", "in_force_confirmed")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. `unit_kind` is "" for what holds for the whole rule set; `field` is "" for a whole part."""

    unit_kind: str
    part: Part
    code: str
    field: str
    change: Change
    before: Any = None
    after: Any = None


def differences(before: RuleSetContent, after: RuleSetContent) -> list[Difference]:
    """In the order the later one is read, what is removed after what stands beside it. The rule set's id is not compared."""
    return [
        *_values("", "rule_set", "", before, after, _OF_THE_SET),
        *_parts("", "out_of_scope", _by("category", before.out_of_scope), _by("category", after.out_of_scope)),
        *_kinds(_by("unit_kind", before.kinds), _by("unit_kind", after.kinds)),
    ]


def _kinds(before: Mapping[str, KindRules], after: Mapping[str, KindRules]) -> Iterator[Difference]:
    for kind in (*after, *(kind for kind in before if kind not in after)):
        if kind not in before:
            yield Difference(kind, "kind", kind, "", "added", after=after[kind])
        elif kind not in after:
            yield Difference(kind, "kind", kind, "", "removed", before=before[kind])
        else:
            yield from _rules(kind, before[kind], after[kind])


def _rules(kind: str, before: KindRules, after: KindRules) -> Iterator[Difference]:
    plain = [name for name in KindRules.model_fields if name not in ("unit_kind", *_LISTS)]
    yield from _values(kind, "rules", "", before, after, plain)
    yield from _parts(kind, "criterion", _by("code", before.criteria), _by("code", after.criteria))
    yield from _parts(kind, "document", _by("code", before.documents), _by("code", after.documents))
    yield from _parts(kind, "ground", _by("about", before.grounds), _by("about", after.grounds))


def _parts(kind: str, part: Part, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Difference]:
    for code in (*after, *(code for code in before if code not in after)):
        if code not in before:
            yield Difference(kind, part, code, "", "added", after=after[code])
        elif code not in after:
            yield Difference(kind, part, code, "", "removed", before=before[code])
        else:
            yield from _values(kind, part, code, before[code], after[code], list(type(after[code]).model_fields))


def _values(
    kind: str, part: Part, code: str, before: Value, after: Value, names: Sequence[str]
) -> Iterator[Difference]:
    for name in names:
        was, becomes = getattr(before, name), getattr(after, name)
        if was != becomes:
            yield Difference(kind, part, code, name, "changed", was, becomes)


def _by(name: str, parts: Sequence[Any]) -> dict[str, Any]:
    return {getattr(part, name): part for part in parts}
