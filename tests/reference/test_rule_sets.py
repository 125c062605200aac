"""A rule set loads as written, says what is unconfirmed, and a careless edit is refused with its line."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from reference.refusal import DataRefused
from reference.rule_sets import load_rule_set, rule_set_file

PATHS = sorted(rule_set_file("any").parent.glob("*.yaml"))
WHOLE = Path(__file__).parent / "whole"
"""The rule sets as they were shipped when each was one document."""
OF_2021 = WHOLE / "tt23-2012-binh-thuan-2021.yaml"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_rule_set_of_the_folder_loads_under_its_own_name(path: Path) -> None:
    rules = load_rule_set(path)
    assert rules.rule_set == path.stem
    assert [kind.unit_kind for kind in rules.kinds] == ["residential_area", "commune", "agency", "enterprise", "school"]


@pytest.mark.parametrize("path", sorted(WHOLE.glob("*.yaml")), ids=lambda path: path.stem)
def test_laid_together_from_layers_it_says_what_it_said_as_one_document(path: Path) -> None:
    whole, laid = load_rule_set(path), load_rule_set(rule_set_file(path.stem))
    assert laid.model_dump_json() == whole.model_dump_json()
    assert whole.laid == ()
    assert laid.laid[-1].layer.name == path.stem


def test_in_2021_areas_are_decided_by_9_november_and_communes_by_9_december() -> None:
    rules = load_rule_set(OF_2021)
    area, commune = rules.rules_for("residential_area"), rules.rules_for("commune")
    assert area is not None
    assert commune is not None
    assert (area.window.first, area.window.last) == (date(2020, 10, 31), date(2021, 10, 31))
    assert (commune.window.first, commune.window.last) == (date(2020, 11, 30), date(2021, 11, 30))
    assert (area.decide.last_day, commune.decide.last_day) == (date(2021, 11, 9), date(2021, 12, 9))
    assert (area.authority.decided_by, commune.authority.decided_by) == ("commune", "district")
    assert rules.rules_for("district") is None


def test_whether_the_day_itself_is_too_late_is_a_switch() -> None:
    area = load_rule_set(OF_2021).rules_for("residential_area")
    assert area is not None
    assert not area.decide.confirmed
    assert area.decide.model_copy(update={"excludes_the_day": False}).last_day == date(2021, 11, 10)


def test_shares_are_exact() -> None:
    commune = load_rule_set(OF_2021).rules_for("commune")
    assert commune is not None
    shares = {criterion.code: criterion.fraction for criterion in commune.criteria if criterion.fraction}
    assert shares == {"areas_recognised": Fraction(7, 10)}
    assert Fraction(16, 25) < shares["areas_recognised"] <= Fraction(18, 25)


def test_steps_are_counted_in_working_days_and_unconfirmed() -> None:
    area = load_rule_set(OF_2021).rules_for("residential_area")
    assert area is not None
    days = [area.within_working_days(step.step) for step in area.steps]
    assert days == [3, 5, 5, 2, None]
    assert not any(step.confirmed for step in area.steps)


def test_reasons_out_of_scope_are_unconfirmed_in_2021_and_law_in_2022() -> None:
    before, after = load_rule_set(OF_2021), load_rule_set(rule_set_file("tt124-2021-year-2022"))
    assert before.reasons_out_of_scope().keys() == after.reasons_out_of_scope().keys()
    assert not any(entry.confirmed for entry in before.out_of_scope)
    assert all(entry.confirmed for entry in after.out_of_scope)


@pytest.mark.parametrize(
    ("written", "instead", "column", "words"),
    [
        ("at_least: 7/10", "at_least: 0.7", "kinds.1.criteria.7.at_least", "valid string"),
        ("at_least: 7/10", "at_least: 11/10", "kinds.1.criteria.7", "more than the whole"),
        ("at_least: 7/10", "at_least: 7/0", "kinds.1.criteria.7.at_least", "pattern"),
        (
            "kind: fraction_at_least\n        at_least: 7/10",
            "kind: met\n        at_least: 7/10",
            "kinds.1.criteria.7",
            "at_least",
        ),
        ("year: 2021", "year: '2021'", "year", "valid integer"),
        ("year: 2021", "yaer: 2021", "yaer", "Extra inputs"),
        ("year: 2021", "year: 2021\nyear: 2022", "year", "twice"),
        ("evidence: areas_recognised", "evidence: area_recognised", "kinds.1.criteria.7.evidence", "areas_recognised"),
        ("first: 2020-10-31", "first: 2022-10-31", "kinds.0.window", "before it begins"),
        ("code: areas_recognised", "code: registered", "kinds.1", "criterion given twice: registered"),
        ("unit_kind: enterprise", "unit_kind: agency", "kinds", "kind given twice: agency"),
        ("step: propose", "step: decide", "kinds.0", "in this order"),
        ("in_force_on: 2021-02-11", "in_force_on: 2021-02-30", "in_force_on", "valid date"),
        ("title_en: Standard", "title_en: [Standard", None, "not YAML"),
        ("title_en: Standard", "title_en: \x07Standard", None, "not YAML"),
    ],
)
def test_a_careless_edit_is_refused_with_its_place(
    tmp_path: Path, written: str, instead: str, column: str | None, words: str
) -> None:
    text = OF_2021.read_text()
    assert written in text
    path = tmp_path / "rules.yaml"
    path.write_text(text.replace(written, instead, 1))
    with pytest.raises(DataRefused) as caught:
        load_rule_set(path)
    assert any(problem.column == column and words in problem.english for problem in caught.value.problems)
    assert all(problem.line for problem in caught.value.problems if problem.column)


def test_a_problem_points_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    text = OF_2021.read_text()
    path.write_text(text.replace("at_least: 7/10", "at_least: seventy", 1))
    with pytest.raises(DataRefused) as caught:
        load_rule_set(path)
    line = caught.value.problems[0].line
    assert line is not None
    assert "7/10" in text.splitlines()[line - 1]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("")
    with pytest.raises(DataRefused, match="empty"):
        load_rule_set(path)


def test_a_rule_set_cannot_be_changed_in_memory() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(load_rule_set(OF_2021), "year", 2022)  # noqa: B010  (a plain assignment would not type-check)
