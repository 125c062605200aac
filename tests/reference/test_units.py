"""A table of units becomes entries with stable ids, or is refused with its line, its column and what to do."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference
from reference.refusal import DataRefused, problems_max
from reference.units import UnitEntry, load_units, official_unit_id

DATA = Path(reference.__file__).parent / "data" / "binh-thuan"
DAY = date(2021, 1, 1)
HEADING = "code,name,kind,parent_code,lat,lon\n"
PROVINCE = "1,Một,tỉnh,,,\n"


def units_of(folder: Path, text: str | bytes) -> list[UnitEntry]:
    path = folder / "units.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_units(path, DAY)


def refused(folder: Path, text: str | bytes) -> DataRefused:
    with pytest.raises(DataRefused) as caught:
        units_of(folder, text)
    return caught.value


def test_the_units_of_2021_are_one_province_ten_districts_and_124_communes() -> None:
    units = load_units(DATA / "units-2021.csv", DAY)
    assert Counter(unit.kind for unit in units) == {"province": 1, "district": 10, "commune": 124}
    titles = Counter(unit.title for unit in units if unit.kind == "commune")
    assert titles == {"Xã": 93, "Phường": 19, "Thị trấn": 12}


def test_the_successors_of_2025_load_with_the_same_code_and_share_no_id_with_2021() -> None:
    before = {unit.code: unit.unit_id for unit in load_units(DATA / "units-2021.csv", DAY)}
    after = {unit.code: unit.unit_id for unit in load_units(DATA / "units-2025-07-01.csv", date(2025, 7, 1))}
    assert len(after) == 46
    assert len(before.keys() & after.keys()) > 40, "codes are reused …"
    assert not set(before.values()) & set(after.values()), "… and ids are not"


def test_two_communes_of_one_name_are_two_units() -> None:
    twins = [unit for unit in load_units(DATA / "units-2021.csv", DAY) if unit.full_name == "Xã Tân Hà"]
    assert len({unit.unit_id for unit in twins}) == 2


def test_ids_are_pinned() -> None:
    # Every stored fact names units by these ids: if this fails, the derivation changed, and it must not.
    assert official_unit_id("gso", "60", DAY) == "8fbbcf6f-bf55-50dc-8f11-b30f21a7a36f"


def test_parents_come_first_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    units = units_of(tmp_path, HEADING + "3,Ba,xã,2,,\n2,Hai,huyện,1,,\n" + PROVINCE)
    assert [unit.code for unit in units] == ["1", "2", "3"]
    assert [unit.parent_id for unit in units] == [None, units[0].unit_id, units[1].unit_id]


def test_a_commune_may_stand_directly_under_its_province(tmp_path: Path) -> None:
    assert units_of(tmp_path, HEADING + PROVINCE + "2,Hai,đặc khu,1,,\n")[1].title == "Đặc khu"


def test_a_unit_without_a_point_has_that_of_the_nearest_above(tmp_path: Path) -> None:
    units = units_of(tmp_path, HEADING + PROVINCE + "2,Hai,huyện,1,10.5,107.5\n3,Ba,xã,2,,\n")
    assert [(unit.lat, unit.lon) for unit in units] == [(None, None), (10.5, 107.5), (10.5, 107.5)]


def test_a_file_saved_by_a_spreadsheet_reads_the_same(tmp_path: Path) -> None:
    plain = units_of(tmp_path, HEADING + PROVINCE + "2,Hòa Thắng,xã,1,10.5,107.5\n")
    # A byte-order mark, CRLF, semicolons, capitals in headings and decomposed marks.
    text = "\ufeff" + (HEADING.upper() + PROVINCE + "2,Ho\u0300a Thắng,xã,1,10.5,107.5\n").replace(",", ";")
    assert units_of(tmp_path, text.replace("\n", "\r\n").encode()) == plain


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("code,name,kind,lat,lon\n", 1, "parent_code", "missing"),
        (HEADING + "2,Hai,xã,9,,\n", 2, "parent_code", "not in this file"),
        (HEADING + "2,Hai,xã,,,\n", 2, "parent_code", "not in this file"),
        (HEADING + PROVINCE + "\n1,Hai,tỉnh,,,\n", 4, "code", "already on line 2"),
        (HEADING + "2,Hai,xóm lạ,,,\n", 2, "kind", "unknown kind"),
        (HEADING + "1,Một,tỉnh,,108.1,10.9\n", 2, "lat", "swapped"),
        (HEADING + "1,Một,tỉnh,,nan,10.9\n", 2, "lat", "degrees"),
        (HEADING + '1,Một,tỉnh,,"10,9",108\n', 2, "lat", "10.93"),
        (HEADING + "1,Một,tỉnh,,10.9,\n", 2, "lon", "both"),
        (HEADING + PROVINCE + "2,Hai,xã,1,,\n3,Ba,huyện,2,,\n", 4, "parent_code", "cannot stand under"),
        (HEADING + "2,Hai,xã,2,,\n", 2, "parent_code", "cannot stand under"),
        (HEADING + PROVINCE + "2,,xã,1,,\n", 3, "name", "empty"),
        (HEADING + PROVINCE + "2,Hai,xã,1\n", 3, None, "4 cells"),
        (HEADING + PROVINCE.replace("Một", '"Mộ\nt"') + "2,Hai,xã,9,,\n", 4, "parent_code", "not in this file"),
        (HEADING.replace("lon", "lon,households") + "1,Một,tỉnh,,,,1.5\n", 2, "households", "whole number"),
        ((HEADING + "1,Mét,tỉnh,,,\n").encode("utf-8").replace(b"\xc3\xa9", b"\xe9"), 2, None, "UTF-8"),
        (HEADING + '1,"Một"x,tỉnh,,,\n', 2, None, "quotation"),
        ("", 1, "code", "missing"),
    ],
)
def test_a_bad_table_is_refused_in_words(
    tmp_path: Path, text: str | bytes, line: int, column: str | None, words: str
) -> None:
    error = refused(tmp_path, text)
    problem = error.problems[0]
    assert (problem.file, problem.line, problem.column) == ("units.csv", line, column)
    assert words in problem.english
    assert problem.vietnamese
    assert problem.vietnamese != problem.english


def test_all_problems_are_told_at_once_but_not_without_end(tmp_path: Path) -> None:
    error = refused(tmp_path, HEADING + "".join(f"{code},Tên,xã,0,,\n" for code in range(1, 100)))
    assert len(error.problems) == problems_max
    assert [problem.line for problem in error.problems] == list(range(2, problems_max + 2))
    assert "79 more" in str(error)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match=r"nowhere\.csv: cannot be read"):
        load_units(tmp_path / "nowhere.csv", DAY)


@given(st.permutations(range(10)))
def test_ids_do_not_depend_on_the_order_of_the_file(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    rows = [PROVINCE, *(f"2{number},Tên,xã,1,,\n" for number in range(9))]
    folder = tmp_path_factory.mktemp("units")
    shuffled = units_of(folder, HEADING + "".join(rows[index] for index in order))
    in_order = units_of(folder, HEADING + "".join(rows))
    assert {unit.code: unit for unit in shuffled} == {unit.code: unit for unit in in_order}
