"""Sheets: no share is rounded up, no text becomes a formula, the name of a file survives every program."""

from fractions import Fraction
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.downloads import disposition
from portal.numbered_pages import Paging
from portal.share import Share
from portal.sparkline import sparkline
from portal.tables import Cell, Column, Sheet, Table, harmless, never_rounded_up, written_csv, written_workbook
from portal.words import Words

pytestmark = pytest.mark.fast

fractions = st.integers(1, 10**6).flatmap(lambda total: st.builds(Fraction, st.integers(0, total), st.just(total)))


@given(share=fractions)
def test_a_share_on_a_sheet_is_a_hundred_or_nothing_only_where_it_is(share: Fraction) -> None:
    shown = never_rounded_up(share)
    assert (f"{shown:.1%}" == "100.0%") == (share == 1)
    assert (shown == 0) == (share == 0)
    assert shown <= float(share)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n1", "  =1", "＝1+1"])
def test_what_would_begin_a_formula_gets_a_quote(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Thôn 1", "411/KH-BCĐ", "", "1=1", "'x"])
def test_any_other_text_stays(text: str) -> None:
    assert harmless(text) == text


def sheet() -> Sheet[int]:
    columns = (
        Column("name", "Tên", _name),
        Column("share", "Hộ", _share, "share"),
    )
    return Sheet("Bảng thử", (("Năm", "2021"),), Table(columns, (1, 2)), Words("vi"))


def _name(row: int) -> Cell:
    return Cell(f"Thôn {row}", note="=ghi chú")


def _share(row: int) -> Cell:
    return Cell(Share(row, 2))


def test_a_share_takes_three_columns_and_a_note_stands_in_brackets() -> None:
    assert sheet().titles() == ["Tên", "Hộ: đạt", "Hộ: tổng", "Hộ: tỷ lệ"]
    assert list(sheet().rows()) == [["Thôn 1 (=ghi chú)", 1, 2, 0.5], ["Thôn 2 (=ghi chú)", 2, 2, 1.0]]


def test_the_same_rows_make_the_same_bytes() -> None:
    assert written_workbook(sheet()) == written_workbook(sheet())
    assert written_csv(sheet()) == written_csv(sheet())


@given(name=st.text(min_size=1, max_size=120))
def test_a_file_name_is_plain_for_old_programs_and_whole_for_the_rest(name: str) -> None:
    header = disposition(name, "xlsx")
    plain, _, whole = header.removeprefix('attachment; filename="').partition("\"; filename*=UTF-8''")
    assert header.isascii() and '"' not in plain and plain.endswith(".xlsx") and len(plain) > len(".xlsx")
    assert unquote(whole) == f"{name[:80]}.xlsx"


@given(total=st.integers(0, 500), limit=st.integers(1, 60))
def test_the_parts_of_a_list_make_the_whole(total: int, limit: int) -> None:
    page: int | None = 1
    seen: list[int] = []
    while page:
        paging = Paging(page, limit, total)
        seen += range(paging.first, paging.last + 1) if paging.first else []
        assert paging.before == (page - 1 or None)
        page = paging.after
    assert seen == list(range(1, total + 1))


def test_from_beyond_the_end_one_comes_back_to_the_last_part() -> None:
    beyond = Paging(9, 10, 15)
    assert (beyond.first, beyond.last, beyond.before, beyond.after) == (0, 0, 2, None)


@given(values=st.lists(st.integers(0, 10**6), min_size=1, max_size=60), wanted=st.integers(0, 10**6))
def test_a_sparkline_stays_inside_and_rises_with_its_values(values: list[int], wanted: int) -> None:
    line = sparkline(values, wanted, 320, 56)
    assert all(0 <= x <= 320 and 0 <= y <= 56 for x, y in (*line.points, (0, line.wanted_y)))
    for one, other in zip(
        zip(values, line.points, strict=True), zip(values[1:], line.points[1:], strict=True), strict=False
    ):
        assert (one[0] <= other[0]) == (one[1][1] >= other[1][1]) or one[1][1] == other[1][1]
