"""The workbook that goes back is the one that came, and says at the row and at the cell what is to be corrected."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from portal.workbooks.reading import read
from portal.workbooks.returned import returned
from portal.workbooks.template import template
from tests.portal.workbooks.households import FORM, HEADINGS, KNOWN, filled, row, workbook

pytestmark = pytest.mark.fast

CONTENT = filled(row(3, "x", "y"), row(1, 118), row(2), [], ["thon-9", "Thôn lạ", 5])


def values(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)  # type: ignore[return-value]


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_the_rows_stand_where_they_stood_with_two_columns_more() -> None:
    sent, back = values(CONTENT), values(returned(read(CONTENT, FORM, KNOWN)))
    assert [line[: len(HEADINGS)] for line in back] == sent
    assert [line[len(HEADINGS)] for line in back] == ["Kết quả", "Cần sửa", "Hợp lệ", "Không thay đổi", "", "Cần sửa"]
    said = [line[len(HEADINGS) + 1] for line in back]
    assert (
        said[0] == "Cần sửa"
        and said[1].startswith("C2: “x” không phải số đếm")
        and "; D2: “y”" in said[1]
        and not said[2]
    )
    english = values(returned(read(CONTENT, FORM, KNOWN), language="en"))
    assert english[0][-2:] == ["Result", "To correct"] and english[1][-1].startswith("C2: “x” is no count")


def test_a_bad_cell_is_coloured_and_has_the_reason_as_a_note() -> None:
    back = returned(read(CONTENT, FORM, KNOWN))
    notes = part(back, "xl/comments1.xml")
    assert re.findall(r'<comment ref="(\w+)"', notes) == ["C2", "D2", "A6"] and "“y” không phải số đếm" in notes
    styles = dict(re.findall(r'<c r="(C\d)" s="(\d+)"', part(back, "xl/worksheets/sheet1.xml")))
    assert styles["C2"] != styles["C3"] == styles["C6"]


def test_it_comes_in_again_with_the_same_problems_and_is_not_widened_again() -> None:
    first = read(CONTENT, FORM, KNOWN)
    back = returned(first)
    second = read(back, FORM, KNOWN)
    assert second.problems == first.problems and second.rows == first.rows
    assert values(returned(second)) == values(back)


def test_what_was_said_last_time_does_not_stay() -> None:
    headings = [*HEADINGS, "Kết quả", "Cần sửa"]
    corrected = filled([*row(1, 118), "", "", "", "", "Cần sửa", "C2: “x” không phải số đếm"], headings=headings)
    back = values(returned(read(corrected, FORM, KNOWN)))
    assert back[0] == headings and back[1][-2:] == ["Hợp lệ", ""]


def test_corrected_it_is_taken() -> None:
    back = read(returned(read(template(FORM, KNOWN), FORM, KNOWN)), FORM, KNOWN)
    assert not back.problems and back.untouched == len(KNOWN)


def test_the_rules_of_the_caller_are_said_as_well() -> None:
    found = read(filled(row(1, 5, 6)), FORM, KNOWN)
    more = found.problem(2, "registered", "household.more_than_total", "nhiều hơn tổng số hộ", "more than the total")
    whole = found.problem(2, "", "household.late", "đã quá hạn", "too late")
    assert values(returned(found, [more, whole]))[1][-2:] == ["Cần sửa", "D2: nhiều hơn tổng số hộ; đã quá hạn"]


def test_what_was_merged_or_an_error_is_still_refused_and_a_formula_is_what_it_showed() -> None:
    def write(_: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        for n in range(1, 4):
            page.write_row(n, 0, row(n, n))
        page.merge_range("E2:E3", "05/8/2021")
        page.write_formula("C4", "=100+18", None, 118)
        page.write_row(4, 0, row(4, "#REF!"))

    found = read(workbook(write), FORM, KNOWN)
    again = read(returned(found), FORM, KNOWN)
    assert [problem.code for problem in found.problems] == ["row.merged", "row.merged", "cell.formula", "cell.fault"]
    assert [problem.code for problem in again.problems] == ["row.merged", "row.merged", "cell.fault"]
    assert [dict(row.cells)["total"] for row in again.rows] == [118]


def test_no_text_of_a_stranger_becomes_a_formula() -> None:
    back = returned(read(filled(row(1, "=1+1", "@SUM(1)", "+1", "-1", "=cmd|x")), FORM, KNOWN))
    assert "<f>" not in part(back, "xl/worksheets/sheet1.xml")


def test_what_could_not_be_read_is_not_given_back() -> None:
    for content in (b"%PDF-1.7", filled(headings=["A", "B"])):
        with pytest.raises(ValueError, match="cannot be given back"):
            returned(read(content, FORM))


def test_columns_that_are_wrong_are_shown_in_their_headings() -> None:
    back = returned(read(filled(row(1, 5, "", "", "", "", "z"), headings=[*HEADINGS, "Ý kiến"]), FORM, KNOWN))
    assert re.findall(r'<comment ref="(\w+)"', part(back, "xl/comments1.xml")) == ["H1"]
    assert values(back)[1][7] == "z"
