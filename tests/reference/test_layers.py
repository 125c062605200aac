"""Files laid over each other hold only what differs; every value knows its layer, and what does not fit is refused in its file."""

import hashlib
from pathlib import Path

import pytest

from reference.layers import layers_max
from reference.refusal import DataRefused
from reference.rule_sets import FOLDER, RuleSet, read_rule_set, shipped

YEAR = shipped()["tt124-2021-year-2022"]
OVER_2022 = """
layer: {name: my-province, kind: province, base: tt124-2021-year-2022, title_vi: Tỉnh, title_en: Province}
rule_set: my-province-2022
overlay: 01/HD-BCĐ
"""


def read(more: str, folder: Path = FOLDER) -> RuleSet:
    return read_rule_set("mine.yaml", (OVER_2022 + more).encode(), folder)


def gives(rule_set: RuleSet, name: str) -> set[str]:
    return {"/".join(keys) for laid in rule_set.laid if laid.layer.name == name for keys in laid.gives}


def refused(more: str, folder: Path = FOLDER) -> list[tuple[str, int | None, str | None, str]]:
    with pytest.raises(DataRefused) as caught:
        read(more, folder)
    assert all(problem.vietnamese for problem in caught.value.problems)
    return [(problem.file, problem.line, problem.column, problem.english) for problem in caught.value.problems]


def test_what_a_layer_does_not_say_is_what_the_layer_below_says() -> None:
    mine = read("")
    assert (mine.overlay, mine.year, mine.kinds) == ("01/HD-BCĐ", 2022, YEAR.kinds)
    assert [laid.layer.kind for laid in mine.laid] == ["circular", "year", "province"]
    assert gives(mine, "my-province") == {"rule_set", "overlay"}


def test_a_value_belongs_to_the_highest_layer_that_gives_it() -> None:
    mine = read(
        "kinds: [{unit_kind: school, authority: {decided_by: province}, criteria: [{code: registered, confirmed: false}]}]"
    )
    school, before = mine.rules_for("school"), YEAR.rules_for("school")
    assert school is not None
    assert before is not None
    assert school.authority == before.authority.model_copy(update={"decided_by": "province"})
    assert school.criteria == (before.criteria[0].model_copy(update={"confirmed": False}), *before.criteria[1:])
    own = {"kinds/school/authority/decided_by", "kinds/school/criteria/registered/confirmed"}
    assert gives(mine, "my-province") == {"rule_set", "overlay", *own}
    assert not own & gives(mine, "tt124-2021")
    assert "kinds/school/window/first" in gives(mine, "tt124-2021-year-2022")


def test_every_value_has_exactly_one_layer() -> None:
    for rule_set in shipped().values():
        given = [keys for laid in rule_set.laid for keys in laid.gives]
        assert len(given) == len(set(given))


def test_a_layer_is_known_by_the_hash_of_its_file() -> None:
    known = {laid.layer.name: laid.sha256 for laid in YEAR.laid}
    for name, path in {
        "tt124-2021": FOLDER / "layers/tt124-2021.yaml",
        YEAR.rule_set: FOLDER / f"{YEAR.rule_set}.yaml",
    }.items():
        assert known[name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_layer_adds_a_part_last_and_takes_one_away() -> None:
    mine = read(
        "kinds: [{unit_kind: school, documents: [{code: meeting_minutes, removed: true}, "
        "{code: photographs, text_vi: Ảnh, text_en: Photographs, confirmed: true}]}]"
    )
    school = mine.rules_for("school")
    assert school is not None
    assert [document.code for document in school.documents] == [
        "proposal_letter", "results_report", "registration_form", "photographs",
    ]  # fmt: skip


def test_a_list_that_is_not_known_by_its_parts_is_replaced_whole() -> None:
    commune = read("kinds: [{unit_kind: commune, order: {after: [school]}}]").rules_for("commune")
    assert commune is not None
    assert commune.order is not None
    assert commune.order.after == ("school",)
    assert commune.order.confirmed


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ("kinds: [{unit_kind: school, windwo: {}}]", "kinds.4.windwo", "Extra inputs"),
        ("kinds: [{unit_kind: school, window: {first: 2023-01-01}}]", "kinds.4.window", "before it begins"),
        ("kinds: [{unit_kind: school, criteria: [{code: new}]}]", "kinds.4.criteria.4.kind", "required"),
        ("kinds: [{unit_kind: school, criteria: [{code: new, removed: true}]}]", "kinds.school.criteria.new", "removes what"),
        ("kinds: [{unit_kind: school, criteria: [{code: registered, removed: false}]}]",
         "kinds.school.criteria.registered", "removes what"),
        ("kinds: [{unit_kind: school}, {unit_kind: school}]", "kinds.5.window", "required"),
        ("kinds: 5", "kinds", "array"),
        ("removed: true", "removed", "Extra inputs"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_the_file_that_says_it(more: str, column: str, words: str) -> None:
    assert [
        True for file, line, where, english in refused(more) if (file, line, where) == ("mine.yaml", 5, column) and words in english
    ], refused(more)  # fmt: skip


def test_what_is_wrong_in_a_layer_below_is_refused_in_its_own_file(tmp_path: Path) -> None:
    for path in FOLDER.rglob("*.yaml"):
        text = path.read_text().replace("at_least: 7/10", "at_least: seventy")
        (tmp_path / path.name).write_text(text)
    [(file, line, column, _)] = refused("", tmp_path)
    assert (file, column) == ("tt124-2021.yaml", "kinds.1.criteria.7.at_least")
    assert line is not None
    assert "7/10" in (FOLDER / "layers/tt124-2021.yaml").read_text().splitlines()[line - 1]


def layer(folder: Path, name: str, base: str | None, called: str | None = None) -> None:
    head = f"name: {called or name}, kind: year, base: {base or 'null'}, title_vi: Năm, title_en: Year"
    (folder / f"{name}.yaml").write_text(f"layer: {{{head}}}\nyear: 2022\n")


def test_a_missing_base_is_refused(tmp_path: Path) -> None:
    assert refused("", tmp_path) == [
        ("mine.yaml", 2, "layer.base", "there is no layer “tt124-2021-year-2022”: name one there is")
    ]


def test_layers_that_lie_on_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    layer(tmp_path, "tt124-2021-year-2022", "b")
    layer(tmp_path, "b", "tt124-2021-year-2022")
    [(file, line, column, english)] = refused("", tmp_path)
    assert (file, line, column) == ("b.yaml", 1, "layer.base")
    assert "tt124-2021-year-2022 → b → tt124-2021-year-2022" in english


def test_a_layer_called_otherwise_than_its_file_is_refused(tmp_path: Path) -> None:
    layer(tmp_path, "tt124-2021-year-2022", None, "another")
    [(file, _, column, english)] = refused("", tmp_path)
    assert (file, column) == ("mine.yaml", "layer.base")
    assert "is not the layer" in english


def test_a_base_that_is_no_layer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tt124-2021-year-2022.yaml").write_text("year: 2022\n")
    [(file, _, _, english)] = refused("", tmp_path)
    assert file == "mine.yaml"
    assert "is not the layer" in english


def test_a_pile_has_its_limit(tmp_path: Path) -> None:
    names = ["tt124-2021-year-2022", *(f"layer-{number}" for number in range(layers_max))]
    for name, base in zip(names, [*names[1:], None], strict=True):
        layer(tmp_path, name, base)
    [(_, _, column, english)] = refused("", tmp_path)
    assert column == "layer.base"
    assert "lies on more than" in english


@pytest.mark.parametrize(
    ("written", "column"),
    [("layer: circular", "layer"), ("layer: {name: a, kind: law, base: null, title_vi: a, title_en: a}", "layer.kind")],
)
def test_a_layer_says_what_it_is(written: str, column: str) -> None:
    with pytest.raises(DataRefused) as caught:
        read_rule_set("mine.yaml", written.encode())
    assert [(problem.file, problem.line, problem.column) for problem in caught.value.problems] == [
        ("mine.yaml", 1, column)
    ]


def test_a_layer_without_what_it_lies_on_is_not_whole() -> None:
    path = FOLDER / "layers/tt23-2012.yaml"
    with pytest.raises(DataRefused, match="rule_set"):
        read_rule_set(path.name, path.read_bytes())
