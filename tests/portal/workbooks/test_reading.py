"""Rows as numbered in the file, cells by key, one class of problem at a time; nothing is silently passed over."""

import random
import unicodedata
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.workbooks.problems import bad_rows
from portal.workbooks.reading import Read, Row, read
from portal.workbooks.template import template
from tests.portal.workbooks.households import FORM, HEADINGS, KEYS, KNOWN, changed, filled, replaced, row, workbook

pytestmark = pytest.mark.fast


def told(found: Read) -> list[tuple[str, str]]:
    """Where and what, of every problem."""
    return [(problem.cell, problem.code) for problem in found.problems]


def entered_in(found: Row) -> dict[str, Any]:
    """What a row holds, without its empty cells."""
    return {key: value for key, value in found.cells.items() if value is not None}


def rows_of(found: Read) -> dict[int, dict[str, Any]]:
    assert not found.problems, found.problems
    assert all(list(row.cells) == KEYS for row in found.rows)
    return {row.number: entered_in(row) for row in found.rows}


def test_a_row_holds_what_was_entered_and_an_empty_cell_is_no_change() -> None:
    found = read(filled(row(1, 118, "", "05/8/2021"), [], row(2), row(3, 90, 0, "", "Khá", "12/KH-BCĐ")), FORM, KNOWN)
    assert rows_of(found) == {
        2: {**KNOWN[0], "total": 118, "day": date(2021, 8, 5)},
        5: {**KNOWN[2], "total": 90, "registered": 0, "grade": "fair", "paper": "12/KH-BCĐ"},
    }
    assert found.untouched == 1 and found.stage is None
    assert [row.identity(FORM) for row in found.rows] == [("thon-1",), ("thon-3",)]


def test_headings_are_found_in_any_order_under_a_title_in_either_language_and_encoding() -> None:
    headings = [
        "Unit",
        "  mã ",
        unicodedata.normalize("NFD", "Tổng số hộ *"),
        *HEADINGS[3:],
        "Kết quả",
        "TO CORRECT",
        "",
    ]
    content = filled(["Thôn Phú Thủy 1", "thon-1", 118, *[""] * 4, "Cần sửa", "F2: …"], headings=headings)
    assert rows_of(read(content, FORM, KNOWN))[2]["total"] == 118

    def titled(_: Any, page: Any) -> None:
        page.write(0, 0, "Đăng ký hộ năm 2021")
        page.write_row(3, 0, HEADINGS)
        page.write_row(4, 0, row(1, 118))

    assert list(rows_of(read(workbook(titled), FORM, KNOWN))) == [5]


@pytest.mark.parametrize(
    ("headings", "problems"),
    [
        (HEADINGS[:-1], [("", "columns.missing")]),
        ([*HEADINGS, "Tổng số hộ"], [("H1", "columns.double")]),
        ([*HEADINGS, "Households"], [("H1", "columns.double")]),
        ([*HEADINGS, "Ý kiến"], [("H1", "columns.unknown")]),
        ([*HEADINGS[:2], "Số hộ", *HEADINGS[3:]], [("C1", "columns.unknown"), ("", "columns.missing")]),
        (["A", "B"], [("", "columns.none")]),
    ],
)
def test_columns_are_told_before_any_row(headings: list[str], problems: list[tuple[str, str]]) -> None:
    found = read(filled(row(9 % 5, "x"), headings=headings), FORM, KNOWN)
    assert told(found) == problems and found.stage == "columns" and not found.rows


def test_content_without_a_heading_is_not_lost_in_silence() -> None:
    assert told(read(filled(row(1, 118, "", "", "", "", "một ý kiến")), FORM, KNOWN)) == [("H1", "columns.unknown")]


def test_the_template_of_another_form_or_time_is_known_by_its_mark() -> None:
    content = template(FORM, KNOWN)
    other = changed(content, {"xl/workbook.xml": replaced("households/1", "models/1")})
    older = changed(content, {"xl/workbook.xml": replaced("households/1", "households/0")})
    assert told(read(other, FORM)) == [("", "columns.other_template")]
    assert told(read(older, FORM)) == [("", "columns.other_version")]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([row(1, "x", 5.5, "8/25/2021", "?", "y" * 41)], [
            ("C2", "cell.not_a_count"), ("D2", "cell.not_a_count"), ("E2", "cell.not_a_day"), ("F2", "cell.not_a_choice"),
            ("G2", "cell.too_long"),
        ]),
        ([row(1, "", 100)], [("C2", "cell.missing")]),
        ([row(1, "x", "y")], [("C2", "cell.not_a_count"), ("D2", "cell.not_a_count")]),
        ([["thon-77", "Thôn lạ", 5]], [("A2", "row.unknown")]),
        ([["", "Thôn Phú Thủy 1", 5]], [("A2", "row.not_identified")]),
        ([["thon-1", "Thôn Phú Thủy 2", 5]], [("B2", "cell.changed")]),
        ([row(1, 5), row(2, 5), row(1, 6), row(1, 5)], [("A4", "row.double"), ("A5", "row.double")]),
        ([row(1, "#REF!")], [("C2", "cell.fault")]),
    ],
)  # fmt: skip
def test_rows_are_told_cell_by_cell(rows: list[list[Any]], problems: list[tuple[str, str]]) -> None:
    found = read(filled(*rows), FORM, KNOWN)
    assert told(found) == problems and found.stage == "rows"
    assert {problem.row for problem in found.problems}.isdisjoint(row.number for row in found.rows)
    assert all(problem.column in KEYS and problem.vi and problem.en for problem in found.problems)


def test_without_our_rows_any_identity_is_taken_once() -> None:
    found = read(filled(["moi-1", "", 5], ["moi-1", "", 5]), FORM)
    assert [row.number for row in found.rows] == [2] and told(found) == [("A3", "row.double")]


def test_a_fixed_cell_that_was_emptied_claims_nothing() -> None:
    assert 2 in rows_of(read(filled(["thon-1", "", 5]), FORM, KNOWN))


def test_a_formula_is_refused_whatever_it_shows() -> None:
    def write(_: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, row(1))
        page.write_formula(1, 2, "=100+18", None, 118)
        page.write_row(2, 0, row(2))
        page.write_formula(2, 2, '=""', None, "")
        page.write_row(3, 0, row(3, 5))
        page.write_array_formula("D4:D5", "{=C4:C5}", None, 5)
        page.write_row(4, 0, row(4, 5))
        page.write_row(5, 0, row(5, 7))
        page.write_formula(9, 9, "=1/0", None, "#DIV/0!")

    found = read(
        changed(workbook(write), {"xl/worksheets/sheet1.xml": replaced('<row r="10".*?</row>', "")}), FORM, KNOWN
    )
    assert told(found) == [(cell, "cell.formula") for cell in ("C2", "C3", "D4", "D5")]
    assert [row.number for row in found.rows] == [6]


def test_a_cell_that_shows_an_error_is_no_empty_cell() -> None:
    def write(_: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, row(1, 5, 4))

    broken = changed(
        workbook(write),
        {"xl/worksheets/sheet1.xml": replaced('<c r="D2"><v>4</v></c>', '<c r="D2" t="e"><v>#REF!</v></c>')},
    )
    assert told(read(broken, FORM, KNOWN)) == [("D2", "cell.fault")]


def test_every_row_of_a_merged_block_is_named() -> None:
    def write(_: Any, page: Any) -> None:
        page.merge_range("A1:G1", "ĐĂNG KÝ HỘ")
        page.write_row(1, 0, HEADINGS)
        for n in range(1, 5):
            page.write_row(1 + n, 0, row(n, 10 + n))
        page.merge_range("E4:F5", "05/8/2021")
        page.merge_range("J3:J6", "")

    found = read(workbook(write), FORM, KNOWN)
    assert told(found) == [("E4", "row.merged"), ("E5", "row.merged")]
    assert "E4:F5" in found.problems[0].vi and [row.number for row in found.rows] == [3, 6]


@pytest.mark.parametrize("system_1904", [False, True])
def test_a_day_of_excel_is_the_same_in_both_of_its_calendars(system_1904: bool) -> None:
    def write(book: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, row(1, 118))
        page.write_datetime(1, 4, datetime(2021, 8, 5), book.add_format({"num_format": "d/m/yy"}))

    assert rows_of(read(workbook(write, {"date_1904": system_1904}), FORM, KNOWN))[2]["day"] == date(2021, 8, 5)


def test_what_is_hidden_or_filtered_is_read_like_the_rest() -> None:
    def write(_: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        for n in range(1, 4):
            page.write_row(n, 0, row(n, 10))
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(2, 2, None, None, {"hidden": True})
        page.autofilter("A1:G4")
        page.filter_column("A", "x == thon-1")

    assert list(rows_of(read(workbook(write), FORM, KNOWN))) == [2, 3, 4]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_is_read_by_the_same_rules(sign: str, encoding: str) -> None:
    lines = [
        HEADINGS,
        ["thon-1", '"Thôn Phú Thủy\n 1"', "1.234", "", "5/8/2021", "Tốt", "'=1/KH"],
        [],
        ["thon-2", "", "x"],
        ["", "", " "],
    ]
    text = "\r\n".join(sign.join(unicodedata.normalize("NFD", cell) for cell in line) for line in lines)
    found = read(text.encode(encoding), FORM, KNOWN)
    assert told(found) == [("C4", "cell.not_a_count")]
    expected = {**KNOWN[0], "total": 1234, "day": date(2021, 8, 5), "grade": "good", "paper": "=1/KH"}
    assert [(row.number, entered_in(row)) for row in found.rows] == [(2, expected)]


def test_a_rule_of_the_caller_is_told_at_the_cell() -> None:
    found = read(filled(row(1, 5, 6)), FORM, KNOWN)
    problem = found.problem(2, "registered", "household.more_than_total", "nhiều hơn tổng", "more than the total")
    assert (problem.of, problem.cell, problem.row) == ("limits", "D2", 2)
    assert found.problem(2, "", "x", "x", "x").cell == ""


def test_a_bad_row_is_named_once_with_all_that_is_wrong() -> None:
    found = read(filled(row(1, "x", "y"), row(2, 5), row(3, "z")), FORM, KNOWN)
    first, second = bad_rows(reversed(found.problems))
    assert (first.row, second.row) == (2, 4) and len(first.problems) == 2 and second.others == ()
    assert (
        first.said.vi.startswith("D2: “y” ")
        and "; C2: “x” " in first.said.vi
        and "C2: “x” is no count" in first.said.en
    )


entered = st.fixed_dictionaries(
    {"total": st.integers(0, 50_000)},
    optional={
        "registered": st.integers(0, 1_000_000_000),
        "day": st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "grade": st.sampled_from(["good", "fair"]),
        "paper": st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=13)
        .map(lambda text: unicodedata.normalize("NFC", text))
        .filter(lambda text: not text.startswith("#") and len(text) <= 40),
    },
)


@settings(max_examples=25, deadline=None)
@given(st.lists(entered, max_size=8), st.sampled_from(["vi", "en"]), st.randoms())
def test_what_a_template_says_is_read_back(rows: list[dict[str, Any]], language: Any, shuffled: random.Random) -> None:
    known = [{"unit": f"u{n}", "name": f"=Thôn {n}", **cells} for n, cells in enumerate(rows)]
    shuffled.shuffle(known)
    found = read(template(FORM, known, [("Năm", "2021")], language), FORM, known)
    assert rows_of(found) == {number: cells for number, cells in enumerate(known, start=2)}


def test_of_ten_thousand_rows_each_bad_one_is_named_once_and_no_good_one() -> None:
    chance = random.Random(4)
    known = [{"unit": f"u{n}", "name": f"Thôn {n}", "total": n, "day": date(2021, 8, 5)} for n in range(10_000)]
    sent = [dict(cells) for cells in known]
    bad = set(chance.sample(range(10_000), 300))
    for n in bad:
        sent[n] |= chance.choice([
            {"total": "mười"}, {"total": "mười", "day": "31/02/2021"}, {"unit": "lạ"}, {"name": "Thôn khác"}, {"total": ""},
            {"day": "8/2021"},
        ])  # fmt: skip
    found = read(template(FORM, sent), FORM, known)
    told_rows = [row.row for row in bad_rows(found.problems)]
    assert len(told_rows) == 300 and set(told_rows) == {n + 2 for n in bad}
    assert [row.number for row in found.rows] == [n + 2 for n in range(10_000) if n not in bad]
