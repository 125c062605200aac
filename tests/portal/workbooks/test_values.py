"""A cell is taken for what people here mean by it, and refused where that is not sure."""

import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.workbooks.form import Column
from portal.workbooks.problems import Both
from portal.workbooks.values import Wrong, as_text, blank, clean, fault, reader
from reference.vietnamese import number, official_date, short_date
from tests.portal.workbooks.households import FORM

pytestmark = pytest.mark.fast

COUNT = reader(Column("n", Both("Số", "Number"), "count", count_min=-5, count_max=2_000_000))
DAY = reader(Column("d", Both("Ngày", "Day"), "day"))
TEXT = reader(Column("t", Both("Chữ", "Text"), characters_max=20))
GRADE = reader(next(column for column in FORM.columns if column.key == "grade"))


@pytest.mark.parametrize(
    ("raw", "means"),
    [
        (118.0, 118), (0.0, 0), (-0.0, 0), ("118", 118), ("1.234", 1234), ("1 234", 1234),
        ("1\u00a0234", 1234), ("1\u202f234", 1234),
        ("12,0", 12), ("1.234,00", 1234), ("1.234.567", 1_234_567), (" 7 ", 7), ("+7", 7), ("-5", -5), ("007", 7), ("\u200b12", 12),
    ],
)  # fmt: skip
def test_a_count_is_read_as_it_is_written_here(raw: Any, means: int) -> None:
    assert COUNT(raw) == means


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("12,5", "not_a_count"), (12.5, "not_a_count"), ("1,234", "not_a_count"), ("12.0", "not_a_count"), ("1.23", "not_a_count"),
        ("1.234 567", "not_a_count"), ("118 hộ", "not_a_count"), ("x", "not_a_count"), ("1e3", "not_a_count"),
        ("١٢", "not_a_count"),
        (True, "not_a_count"), (date(2021, 8, 5), "not_a_count"), (time(1), "not_a_count"), (timedelta(1), "not_a_count"),
        (float("nan"), "not_a_count"), (float("inf"), "not_a_count"), (1e300, "not_a_count"), ("9" * 400, "not_a_count"),
        (-6.0, "out_of_range"), ("2.000.001", "out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused_with_what_to_write(raw: Any, code: str) -> None:
    found = COUNT(raw)
    assert isinstance(found, Wrong) and found.code == f"cell.{code}" and len(found.vi) < 200 and found.en


@pytest.mark.parametrize(
    "raw",
    [
        "05/8/2021", "5-8-2021", "05.08.2021", " 05 / 08 / 2021 ", "ngày 05 tháng 8 năm 2021", "Ngày 5 tháng 8 năm 2021",
        "2021-08-05",
        "2021-08-05 00:00:00", date(2021, 8, 5), datetime(2021, 8, 5, 14, 30),
    ],
)  # fmt: skip
def test_a_day_is_the_fifth_of_august(raw: Any) -> None:
    assert DAY(raw) == date(2021, 8, 5)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("8/25/2021", "not_a_day"), ("29/02/2021", "not_a_day"), ("05/8/21", "not_a_day"), ("05/8", "not_a_day"),
        ("5-8/2021x", "not_a_day"),
        (44413.0, "not_a_day"), (True, "not_a_day"), (time(1), "not_a_day"), ("31/12/1999", "out_of_range"),
        ("1/1/9999", "out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(raw: Any, code: str) -> None:
    found = DAY(raw)
    assert isinstance(found, Wrong) and found.code == f"cell.{code}"


def test_a_text_is_composed_and_without_idle_spaces() -> None:
    assert TEXT(unicodedata.normalize("NFD", " Phú\u00a0Thủy \n ấp\u200b 2 ")) == "Phú Thủy ấp 2"
    assert TEXT(411.0) == "411" and TEXT(12.5) == "12,5" and TEXT("=1+1") == "=1+1"


@pytest.mark.parametrize(
    ("raw", "code"),
    [(True, "not_text"), (date(2021, 12, 1), "not_text"), ("x" * 21, "too_long"), (1e15, "number_too_long")],
)
def test_a_text_that_excel_turned_into_something_else_is_refused(raw: Any, code: str) -> None:
    found = TEXT(raw)
    assert isinstance(found, Wrong) and found.code == f"cell.{code}"


def test_a_choice_is_its_words_in_either_language_or_its_code() -> None:
    assert {GRADE(raw) for raw in ("Tốt", "tốt ", "GOOD", "good", unicodedata.normalize("NFD", "Tốt"))} == {"good"}
    found = GRADE("Xuất sắc")
    assert isinstance(found, Wrong) and "Tốt, Khá" in found.vi and "Good, Fair" in found.en


def test_an_error_of_the_spreadsheet_is_no_value_and_a_blank_is_nothing() -> None:
    assert fault("#REF!") and not fault("#5") and not fault(5.0)
    assert all(blank(raw) for raw in ("", " ", "\u00a0\n", "\u200b \ufeff")) and not blank(0.0) and not blank(False)


def test_what_we_wrote_is_known_again() -> None:
    assert as_text(118) == as_text(118.0) == as_text(" 118") and as_text(date(2021, 8, 5)) == as_text(
        datetime(2021, 8, 5)
    )


@given(st.integers(-5, 2_000_000))
def test_every_count_is_read_back_from_how_we_write_it(n: int) -> None:
    assert COUNT(number(n)) == COUNT(str(n)) == COUNT(float(n)) == n


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_how_we_write_it(day: date) -> None:
    assert DAY(short_date(day)) == DAY(official_date(day)) == DAY(f"{day:%d/%m/%Y}") == DAY(day.isoformat()) == day


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates() | st.times())
def test_nothing_in_a_cell_is_beyond_words(raw: Any) -> None:
    for value_of in (COUNT, DAY, TEXT, GRADE):
        value_of(raw)


@given(st.text(max_size=30))
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text) and blank(text) == (not clean(text))
