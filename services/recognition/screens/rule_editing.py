"""A draft edited a part at a time: which boxes each part has, what stands in them, and the content with the part changed. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import ValidationError

from chronicle.refusal import Refused
from contracts.fact import Value
from contracts.recognition import Criterion, Ground, KindRules, RequiredDocument, RuleSetContent
from portal.words import Words, message
from services.recognition.screens import rule_wording as codes

Part = Literal["set", "kind", "rules", "criterion", "document", "ground"]
FieldKind = Literal["text", "long", "lines", "day", "number", "choice", "several", "check"]


@dataclass(frozen=True, slots=True)
class Field:
    """One box of a form, named as the value it fills."""

    name: str
    kind: FieldKind = "text"
    required: bool = True
    hint: str = ""

    @property
    def label(self) -> str:
        return codes.LABELS[self.name]

    @property
    def choices(self) -> Mapping[str, str]:
        return codes.CHOSEN[self.name]


_CODE = Field("code", hint=message("Chữ không dấu, số, gạch nối, gạch dưới; giữ nguyên qua các năm để so sánh được."))
_TEXTS = (Field("text_vi", "long"), Field("text_en", "long"))
_SOURCE, _CONFIRMED = Field("source", required=False), Field("confirmed", "check", required=False)
_OPEN = message("Để trống nếu không biết số ngày.")

FIELDS: Mapping[Part, tuple[Field, ...]] = {
    "set": (
        Field("circular"), Field("amended_by", "lines", required=False, hint=message("Mỗi dòng một văn bản.")),
        Field("overlay", required=False, hint=message("Số, ký hiệu và ngày.")), Field("title_vi", "long", required=False),
        Field("title_en", "long", required=False),
        Field("in_force_on", "day", hint=message("Có thể sau khi kỳ xét đã kết thúc.")),
        Field("in_force_confirmed", "check", required=False),
    ),
    "kind": (Field("unit_kind", "choice"), Field("like", "choice", hint=message("Mọi phần được chép sang, và phải xác nhận lại."))),
    "rules": (
        Field("window_from", "day"), Field("window_to", "day"), Field("boundary_day", "choice"),
        Field("decide_before", "day", required=False, hint=message("Để trống nếu văn bản không nêu ngày.")),
        Field("before_excludes_the_day", "check", required=False), Field("appraised_by", "choice", required=False),
        Field("decided_by", "choice"), Field("decided_after", "several", required=False),
        Field("pass_mark", required=False, hint=message("Chỉ khi có tiêu chí chấm điểm; tối đa hai số lẻ.")),
        *(Field(name, "number", required=False, hint=_OPEN) for name in codes.STEPS.values()),
    ),
    "criterion": (
        _CODE, *_TEXTS, Field("kind", "choice"),
        Field("at_least", required=False, hint=message("Phân số đúng, ví dụ 7/10; chỉ khi xét theo tỷ lệ.")),
        Field("points_max", required=False, hint=message("Chỉ khi chấm hoặc trừ điểm; tối đa hai số lẻ.")),
        Field("evidence", "choice"), Field("stands_by", required=False, hint=message(
            "Tháng-ngày mà mọi năm đều có, ví dụ 03-31 cho hết quý I; để trống nếu xét cả năm.")), _SOURCE, _CONFIRMED,
    ),
    "document": (_CODE, *_TEXTS, _CONFIRMED),
    "ground": (_SOURCE, _CONFIRMED),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a rule set: of which kind of unit, and which criterion, document or ground; "" where it is new."""

    part: Part
    unit_kind: str = ""
    code: str = ""

    @property
    def removable(self) -> bool:
        return (
            self.code != "" if self.part in ("criterion", "document") else self.part == "kind" and self.unit_kind != ""
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """A code is given once: results of dossiers are known by it. Of a kind that is there nothing is edited as a whole."""
        if self.part == "kind" and self.unit_kind:
            return ()
        return tuple(field for field in FIELDS[self.part] if not (field.name == "code" and self.code))


def rules_of(content: RuleSetContent, unit_kind: str) -> KindRules | None:
    return next((rules for rules in content.kinds if rules.unit_kind == unit_kind), None)


def there(content: RuleSetContent, place: Place) -> Value | None:
    """What stands at a place; None where nothing does."""
    if place.part == "set" or (place.part == "kind" and not place.unit_kind):
        return content
    rules = rules_of(content, place.unit_kind)
    if rules is None or place.part in ("rules", "kind"):
        return rules
    if place.part == "ground":
        known = next((ground for ground in rules.grounds if ground.about == place.code), None)
        empty = Ground(about=place.code, source=None, confirmed=False) if place.code in codes.GROUNDS else None
        return known or empty
    return next((one for one in _parts(rules, place.part) if one.code == place.code), None)


def boxes(value: Value | None, place: Place) -> dict[str, Any]:
    """What stands in the boxes at first: text as it is typed, True where a box is ticked, a list of what is chosen."""
    found: dict[str, Any] = {}
    for field in place.fields:
        known = getattr(value, field.name, None)
        if field.kind == "check":
            found[field.name] = bool(known)
        elif field.kind == "several":
            found[field.name] = list(known or ())
        elif field.kind == "lines":
            found[field.name] = "\n".join(known or ())
        else:
            found[field.name] = "" if known is None else str(known)
    return found


def changed(content: RuleSetContent, place: Place, typed: Mapping[str, Any]) -> RuleSetContent:
    """The content with the part as it was typed. Raises ValidationError for what no rule set can say, Refused for a twin."""
    values = {field.name: _value(field, typed.get(field.name)) for field in place.fields}
    if place.part == "kind":
        return _with_kind(content, values["unit_kind"], values["like"])
    before = there(content, place)
    old = dict(before) if before is not None else {}
    if place.part == "set":
        values.pop("in_force_on", None)
        return RuleSetContent.model_validate({**old, **values})
    made = _SHAPES[place.part].model_validate({**old, **values})
    if not place.code and there(content, replace(place, code=values.get("code", ""))) is not None and not old:
        raise Refused(
            f"rule_set.{place.part}_twice", vi="Mã này đã có trong bộ quy định", en="The rule set has this code already"
        )
    return _with_rules(content, place, lambda rules: _with_part(rules, place, made))


def removed(content: RuleSetContent, place: Place) -> RuleSetContent:
    """The content without the criterion, the document or the kind of unit."""
    if place.part == "kind":
        left = tuple(rules for rules in content.kinds if rules.unit_kind != place.unit_kind)
        return content.model_copy(update={"kinds": left})
    return _with_rules(content, place, lambda rules: _without(rules, place))


def errors_of(words: Words, place: Place, problem: ValidationError) -> list[tuple[str, str]]:
    """(box, what to do) each."""
    boxes_known = {field.name: field for field in place.fields}
    wrong = dict.fromkeys(str(found["loc"][0]) for found in problem.errors() if found["loc"])
    return [
        (box, words("%(box)s: hãy điền, đúng dạng", box=words(boxes_known[box].label)))
        for box in wrong
        if box in boxes_known
    ] or [(place.fields[0].name, words("Không dùng được: %(problem)s", problem=problem.errors()[0]["msg"]))]


_SHAPES: Mapping[str, type[Value]] = {
    "rules": KindRules, "criterion": Criterion, "document": RequiredDocument, "ground": Ground,
}  # fmt: skip
_LISTS: Mapping[str, str] = {"criterion": "criteria", "document": "documents", "ground": "grounds"}


def _parts(rules: KindRules, part: Part) -> Sequence[Any]:
    found: Sequence[Any] = getattr(rules, _LISTS[part])
    return found


def _value(field: Field, typed: Any) -> Any:
    if field.kind == "check":
        return bool(typed)
    if field.kind == "several":
        return tuple(typed or ())
    text = str(typed or "").strip()
    if field.kind == "lines":
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    if field.name in ("pass_mark", "points_max"):
        text = text.replace(",", ".")
    if field.kind == "number" and text.isdecimal():
        return int(text)
    return text or (None if not field.required else "")


def _with_kind(content: RuleSetContent, unit_kind: str, like: str) -> RuleSetContent:
    """With a kind that says what another does; of that nobody has confirmed anything yet. Raises Refused."""
    source = rules_of(content, like)
    if source is None or unit_kind not in codes.KINDS:
        raise Refused("rule_set.no_such_part", vi="Bộ quy định không có phần này", en="The rule set has no such part")
    if rules_of(content, unit_kind) is not None:
        raise Refused(
            "rule_set.kind_twice", vi="Loại đơn vị này đã có trong bộ quy định", en="The rule set has this kind already"
        )
    unsure = {
        name: tuple(one.model_copy(update={"confirmed": False}) for one in getattr(source, name))
        for name in ("criteria", "documents", "grounds")
    }
    made = source.model_copy(update={"unit_kind": unit_kind, **unsure})
    return content.model_copy(update={"kinds": (*content.kinds, made)})


def _with_rules(content: RuleSetContent, place: Place, change: Callable[[KindRules], KindRules]) -> RuleSetContent:
    kinds = tuple(change(rules) if rules.unit_kind == place.unit_kind else rules for rules in content.kinds)
    return content.model_copy(update={"kinds": kinds})


def _with_part(rules: KindRules, place: Place, made: Any) -> KindRules:
    """In the place of the one of its code; a new one stands last."""
    if place.part == "rules":
        return KindRules.model_validate(dict(made))
    name = "about" if place.part == "ground" else "code"
    known = _parts(rules, place.part)
    if any(getattr(one, name) == getattr(made, name) for one in known) and place.code:
        known = [made if getattr(one, name) == place.code else one for one in known]
    else:
        known = [*known, made]
    return rules.model_copy(update={_LISTS[place.part]: tuple(known)})


def _without(rules: KindRules, place: Place) -> KindRules:
    left = tuple(one for one in _parts(rules, place.part) if one.code != place.code)
    return rules.model_copy(update={_LISTS[place.part]: left})
