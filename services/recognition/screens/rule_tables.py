"""The tables of a rule set: what it asks, which documents, and by when; and of all rule sets."""

from collections.abc import Mapping
from typing import Any, Literal

from contracts.recognition import Criterion, KindRules, RequiredDocument, RuleSetContent
from portal.tables import Address, Cell, Column, Table
from portal.words import Words
from services.recognition.screens import rule_layer_words as layers
from services.recognition.screens import rule_wording as codes
from services.recognition.screens.rule_shell import RULES, title

Part = Literal["criteria", "documents", "days", "layers"]
Line = tuple[KindRules, Criterion]
Paper = tuple[KindRules, RequiredDocument]


def confirmed(words: Words, value: bool) -> Cell:
    """What could not be confirmed says so, in words and by its sign."""
    if value:
        return Cell(words("Đã xác nhận"), standing="done")
    return Cell(words("Chưa xác nhận được"), standing="behind")


def grounds(rules: KindRules) -> dict[str, Any]:
    """Where each part stands, by its name."""
    return {ground.about: ground for ground in rules.grounds}


def is_confirmed(rules: KindRules, about: str) -> bool:
    ground = grounds(rules).get(about)
    return ground is not None and ground.confirmed


def unconfirmed(content: RuleSetContent) -> int:
    """How many parts nobody could confirm."""
    found = 0 if content.in_force_confirmed else 1
    for rules in content.kinds:
        parts = [rules.criteria, rules.documents, rules.grounds]
        found += sum(not part.confirmed for group in parts for part in group)  # type: ignore[attr-defined]
        asked = ["window", "deadline", "authority", *codes.STEPS]
        asked += ["order"] * bool(rules.decided_after) + ["pass_mark"] * bool(rules.pass_mark)
        found += sum(about not in grounds(rules) for about in asked)
    return found + sum(not entry.confirmed for entry in content.out_of_scope)


def criteria_table(
    words: Words, content: RuleSetContent, kinds: tuple[KindRules, ...], *, on_page: bool = False
) -> Table[Line]:
    """On its page each kind has a table of its own, and the other language stands below each criterion."""
    other = "text_vi" if words.language == "en" else "text_en"
    columns: tuple[Column[Line], ...] = (
        Column("text", words("Tiêu chí"), lambda line: Cell(
            codes.text_of(words, line[1]), note=getattr(line[1], other) if on_page else "", note_written=words.language == "en")),
        Column("kind", words("Loại đơn vị"), lambda line: Cell(codes.kind(words, line[0].unit_kind)), on_page=False),
        Column("code", words("Mã"), lambda line: Cell(line[1].code), on_page=False),
        Column("other", words("Nội dung bằng ngôn ngữ kia"), lambda line: Cell(getattr(line[1], other)), on_page=False),
        Column("way", words("Cách xét"), lambda line: Cell(
            words(codes.CRITERION_KINDS[line[1].kind]), note=codes.threshold(words, line[1]))),
        Column("evidence", words("Nguồn minh chứng"), lambda line: Cell(
            codes.said(words, "evidence", line[1].evidence))),
        Column("source", words("Căn cứ"), lambda line: Cell(line[1].source or "", written=True)),
        Column("layer", words("Lớp"), lambda line: Cell(
            layers.of_part(words, content, line[0].unit_kind, "criterion", line[1].code)), on_page=bool(content.layers)),
        Column("confirmed", words("Xác nhận"), lambda line: confirmed(words, line[1].confirmed)),
    )  # fmt: skip
    return Table(columns, [(rules, criterion) for rules in kinds for criterion in rules.criteria])


def documents_table(
    words: Words, content: RuleSetContent, kinds: tuple[KindRules, ...], *, on_page: bool = False
) -> Table[Paper]:
    other = "text_vi" if words.language == "en" else "text_en"
    columns: tuple[Column[Paper], ...] = (
        Column("text", words("Thành phần hồ sơ"), lambda line: Cell(
            codes.text_of(words, line[1]), note=getattr(line[1], other) if on_page else "", note_written=words.language == "en")),
        Column("kind", words("Loại đơn vị"), lambda line: Cell(codes.kind(words, line[0].unit_kind)), on_page=False),
        Column("code", words("Mã"), lambda line: Cell(line[1].code), on_page=False),
        Column("other", words("Nội dung bằng ngôn ngữ kia"), lambda line: Cell(getattr(line[1], other)), on_page=False),
        Column("layer", words("Lớp"), lambda line: Cell(
            layers.of_part(words, content, line[0].unit_kind, "document", line[1].code)), on_page=bool(content.layers)),
        Column("confirmed", words("Xác nhận"), lambda line: confirmed(words, line[1].confirmed)),
    )  # fmt: skip
    return Table(columns, [(rules, document) for rules in kinds for document in rules.documents])


def days_table(words: Words, content: RuleSetContent, kinds: tuple[KindRules, ...]) -> Table[KindRules]:
    """Window, deadline, working days and authority, a kind of unit a row."""

    def days(field: str) -> Column[KindRules]:
        return Column(field, words(codes.LABELS[field]), lambda rules: Cell(getattr(rules, field)), "number")

    def told(field: str) -> Column[KindRules]:
        return Column(
            field, words(codes.LABELS[field]), lambda rules: Cell(codes.said(words, field, getattr(rules, field)))
        )

    def unsure(rules: KindRules) -> Cell:
        asked = ("window", "deadline", "authority", *codes.STEPS)
        return Cell("; ".join(words(codes.GROUNDS[about]) for about in asked if not is_confirmed(rules, about)))

    def from_layers(rules: KindRules) -> Cell:
        told = ((about, layers.of_ground(words, content, rules.unit_kind, about)) for about in layers.OF_GROUND)
        return Cell("; ".join(f"{words(codes.GROUNDS[about])}: {which}" for about, which in told if which))

    columns: tuple[Column[KindRules], ...] = (
        Column("kind", words("Loại đơn vị"), lambda rules: Cell(codes.kind(words, rules.unit_kind))),
        Column("window_from", words(codes.LABELS["window_from"]), lambda rules: Cell(rules.window_from), "day"),
        Column("window_to", words(codes.LABELS["window_to"]), lambda rules: Cell(rules.window_to), "day"),
        told("boundary_day"),
        Column("decide_before", words(codes.LABELS["decide_before"]), lambda rules: Cell(rules.decide_before), "day"),
        told("before_excludes_the_day"), told("appraised_by"), told("decided_by"), told("decided_after"),
        told("pass_mark"), *(days(field) for field in codes.STEPS.values()),
        Column("unsure", words("Chưa xác nhận được"), unsure), Column("layers", words("Lớp"), from_layers),
    )  # fmt: skip
    return Table(columns, kinds)


def table(words: Words, content: RuleSetContent, kinds: tuple[KindRules, ...], part: Part) -> Table[Any]:
    """One of the tables, of these kinds."""
    if part == "layers":
        return layers.layers_table(words, content)
    if part == "days":
        return days_table(words, content, kinds)
    made = criteria_table if part == "criteria" else documents_table
    return made(words, content, kinds)


def list_table(words: Words, rows: list[dict[str, Any]]) -> Table[Mapping[str, Any]]:
    """Every edition there is, newest year first."""

    def to(row: Mapping[str, Any]) -> Address:
        return Address(f"{RULES}/{row['rule_set']}", {"edition": row["edition"]})

    def based(row: Mapping[str, Any]) -> Cell:
        if row["based_on_rule_set"] is None:
            return Cell("")
        number = words("bản %(edition)s", edition=row["based_on_edition"])
        of_this = row["based_on_rule_set"] == row["rule_set"]
        return Cell(number if of_this else f"{row['based_on_rule_set']}, {number}")

    columns: tuple[Column[Mapping[str, Any]], ...] = (
        Column("title", words("Bộ quy định"), lambda row: Cell(title(words, row), to=to(row), note=row["rule_set"])),
        Column("year", words("Năm"), lambda row: Cell(str(row["year"]))),
        Column("edition", words("Bản"), lambda row: Cell(row["edition"]), "number"),
        Column("standing", words("Tình trạng"), lambda row: Cell(
            words(codes.STANDINGS[row["standing"]]), standing=codes.SIGNS[row["standing"]])),
        Column("in_force_on", words("Áp dụng từ ngày"), lambda row: Cell(row["in_force_on"]), "day"),
        Column("drafted_on", words("Soạn ngày"), lambda row: Cell(row["drafted_on"]), "day"),
        Column("based_on", words("Sửa từ"), based),
    )  # fmt: skip
    return Table(columns, rows)
