"""How the layers of a rule set are told: each by its place and kind, which values are of which, and what two versions share."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.recognition import KindRules, Layer, OutOfScope, Part, RuleSetContent
from portal.share import Standing
from portal.tables import Cell, Column, Table
from portal.words import Words, message
from services.recognition.screens import rule_wording as codes
from services.recognition.screens.rule_layers import Compared, layer_of

KINDS: Mapping[str, str] = {
    "circular": message("Thông tư"),
    "amendment": message("Văn bản sửa đổi"),
    "province": message("Tỉnh"),
    "year": message("Năm"),
    "edited": message("Sửa tại đây"),
}
FATES: Mapping[str, str] = {
    "same": message("Như nhau"),
    "another_file": message("Nội dung lớp đã khác"),
    "added": message("Chỉ có ở bản sau"),
    "removed": message("Chỉ có ở bản trước"),
}
FATE_SIGNS: Mapping[str, Standing] = {
    "same": "done", "another_file": "behind", "added": "behind", "removed": "out_of_scope",
}  # fmt: skip
FIELDS: Mapping[str, tuple[str, ...]] = {
    "criterion": (
        "text_vi",
        "text_en",
        "kind",
        "at_least",
        "points_max",
        "evidence",
        "stands_by",
        "source",
        "confirmed",
    ),
    "document": ("text_vi", "text_en", "confirmed"),
    "out_of_scope": ("reason_vi", "reason_en", "source", "confirmed"),
    "ground": ("source", "confirmed"),
}
OF_GROUND: Mapping[str, tuple[str, ...]] = {
    "window": ("window_from", "window_to", "boundary_day"),
    "deadline": ("decide_before", "before_excludes_the_day"),
    "authority": ("appraised_by", "decided_by"),
    "order": ("decided_after",),
    "pass_mark": ("pass_mark",),
    **{step: (field,) for step, field in codes.STEPS.items()},
}
"""The plain values a ground is the ground of."""


def title_of(words: Words, layer: Layer) -> str:
    return layer.title_en if words.language == "en" else layer.title_vi


def short(words: Words, content: RuleSetContent, layer: Layer | None) -> str:
    """Which layer it is, counted from the lowest, and of what kind; "" for none."""
    if layer is None:
        return ""
    number = content.layers.index(layer) + 1
    return words("lớp %(number)s: %(kind)s", number=number, kind=words(KINDS[layer.kind]))


def of_part(words: Words, content: RuleSetContent, unit_kind: str, part: Part, code: str) -> str:
    """The layer of a criterion, a document or a category, and of its values that are from another."""
    return _told(words, content, [(unit_kind, part, code, field) for field in FIELDS[part]])


def of_ground(words: Words, content: RuleSetContent, unit_kind: str, about: str) -> str:
    """The layer of the values one ground speaks of, and of the ground where it is from another."""
    places: list[tuple[str, Part, str, str]] = [(unit_kind, "rules", "", field) for field in OF_GROUND[about]]
    return _told(words, content, [*places, *((unit_kind, "ground", about, field) for field in FIELDS["ground"])])


def of_set(words: Words, content: RuleSetContent, *fields: str) -> str:
    return _told(words, content, [("", "rule_set", "", field) for field in fields])


def _told(words: Words, content: RuleSetContent, places: list[tuple[str, Part, str, str]]) -> str:
    """The layer of the first that has one; after it, by their names, the values that are from others."""
    found = [(place[3], layer) for place in places if (layer := layer_of(content, *place)) is not None]
    if not found:
        return ""
    main = found[0][1]
    others: dict[str, list[str]] = {}
    for field, layer in found:
        if layer != main:
            others.setdefault(short(words, content, layer), []).append(words(codes.LABELS[field]))
    told = [short(words, content, main), *(f"{', '.join(named)}: {which}" for which, named in others.items())]
    return "; ".join(told)


def unconfirmed_of(content: RuleSetContent) -> dict[str, int]:
    """Layer → how many of its values say that nobody could confirm them."""
    found: dict[str, int] = {}
    for unit_kind, part, code in _unconfirmed(content):
        field = "in_force_confirmed" if part == "rule_set" else "confirmed"
        if layer := layer_of(content, unit_kind, part, code, field):
            found[layer.name] = found.get(layer.name, 0) + 1
    return found


def _unconfirmed(content: RuleSetContent) -> Iterator[tuple[str, Part, str]]:
    if not content.in_force_confirmed:
        yield "", "rule_set", ""
    for entry in content.out_of_scope:
        if not entry.confirmed:
            yield "", "out_of_scope", entry.category
    for rules in content.kinds:
        for part, parts in _parts(rules).items():
            for code, one in parts.items():
                if not one.confirmed:
                    yield rules.unit_kind, part, code


def _parts(rules: KindRules) -> dict[Part, dict[str, Any]]:
    return {
        "criterion": {one.code: one for one in rules.criteria},
        "document": {one.code: one for one in rules.documents},
        "ground": {one.about: one for one in rules.grounds},
    }


def of_category(words: Words, content: RuleSetContent, entry: OutOfScope) -> str:
    return of_part(words, content, "", "out_of_scope", entry.category)


def layers_table(words: Words, content: RuleSetContent) -> Table[Layer]:
    """From the lowest on; what a later one gives takes the place of what an earlier one says."""
    unconfirmed = unconfirmed_of(content)
    columns: tuple[Column[Layer], ...] = (
        Column("layer", words("Lớp"), lambda layer: Cell(short(words, content, layer))),
        Column("title", words("Văn bản"), lambda layer: Cell(title_of(words, layer), note=layer.name if layer.sha256 else "")),
        Column("gives", words("Số mục"), lambda layer: Cell(len(layer.gives)), "number"),
        Column("unconfirmed", words("Chưa xác nhận được"), lambda layer: Cell(unconfirmed.get(layer.name, 0)), "number"),
        Column("sha256", words("Mã băm của tệp"), lambda layer: Cell(layer.sha256 or ""), on_page=False),
    )  # fmt: skip
    return Table(columns, content.layers)


def compared_table(words: Words, found: list[Compared]) -> Table[Compared]:
    """A layer a row: whether both versions have it, and as the same file."""

    def called(one: Compared) -> Cell:
        by_hand = one.layer.sha256 is None
        return Cell(title_of(words, one.layer), note="" if by_hand else words(KINDS[one.layer.kind]))

    columns: tuple[Column[Compared], ...] = (
        Column("title", words("Lớp"), called),
        Column("fate", words("So sánh"), lambda one: Cell(words(FATES[one.fate]), standing=FATE_SIGNS[one.fate])),
        Column("name", words("Mã"), lambda one: Cell(one.layer.name), on_page=False),
        Column("sha256", words("Mã băm của tệp"), lambda one: Cell(one.layer.sha256 or ""), on_page=False),
    )  # fmt: skip
    return Table(columns, found)
