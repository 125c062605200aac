"""The lineage of a day tells mergers from splits, and covers the units of the day before."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import reference
from reference.lineage import change_of, load_lineage, load_places
from reference.refusal import DataRefused
from reference.units import load_units

DATA = Path(reference.__file__).parent / "data" / "binh-thuan"
IN_2024 = load_lineage(DATA / "lineage-2024-12-01.csv")
IN_2025 = load_lineage(DATA / "lineage-2025-07-01.csv")
PROVINCE = "60"
HEADING = "predecessor_code,predecessor_name,successor_code,successor_name,share\n"


def test_the_mergers_of_2024_leave_121_of_124_communes() -> None:
    communes = {unit.code for unit in load_units(DATA / "units-2021.csv", date(2021, 1, 1)) if unit.kind == "commune"}
    ended = {succession.predecessor_code for succession in IN_2024}
    kept = (communes - ended) | {succession.successor_code for succession in IN_2024}
    assert len(kept) == 121
    assert kept == {succession.predecessor_code for succession in IN_2025} - {PROVINCE}


def test_the_change_of_2025_ends_in_45_communes_that_are_all_listed() -> None:
    listed = {
        unit.code for unit in load_units(DATA / "units-2025-07-01.csv", date(2025, 7, 1)) if unit.kind == "commune"
    }
    assert len(listed) == 45
    assert {succession.successor_code for succession in IN_2025} == {*listed, "68"}


def test_two_communes_were_split_and_the_rest_went_whole() -> None:
    changes = {succession.predecessor_code: change_of(succession.predecessor_code, IN_2025) for succession in IN_2025}
    assert {code for code, change in changes.items() if change == "split"} == {"22978", "23053"}
    assert Counter(changes.values()) == {"merged": 119, "split": 2, "continued": 1}
    assert changes[PROVINCE] == "continued"
    assert change_of("23095", IN_2025) == "merged"
    assert change_of("99999", IN_2025) is None


def test_a_code_may_stay_while_the_place_changes() -> None:
    stayed = next(succession for succession in IN_2024 if succession.predecessor_code == "22951")
    assert stayed.successor_code == "22951"
    assert stayed.predecessor_name != stayed.successor_name


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("1,A,2,B,half\n", "whole or part"),
        ("1,A,2,B,whole\n1,A,3,C,part\n", "one place"),
        ("1,A,2,B,part\n1,A,2,B,part\n", "twice"),
    ],
)
def test_a_lineage_that_contradicts_itself_is_refused(tmp_path: Path, rows: str, words: str) -> None:
    path = tmp_path / "lineage.csv"
    path.write_text(HEADING + rows)
    with pytest.raises(DataRefused, match=words):
        load_lineage(path)


def test_the_places_of_what_stood_below_a_split_unit_are_read(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("unit_id,successor_code\na1,22972\na2,22978\n")
    assert load_places(path) == {"a1": "22972", "a2": "22978"}
    path.write_text("unit_id,successor_code\na1,22972\na1,22978\na3,\n")
    with pytest.raises(DataRefused, match="twice") as refused:
        load_places(path)
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4]
