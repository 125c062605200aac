"""Vietnamese text is found without marks, sorted by its alphabet, and never shows a share that was not reached."""

import itertools
import unicodedata
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.vietnamese import fold_marks, number, official_date, percent, short_date, sort_key

NAMES = st.lists(
    st.sampled_from(
        ["Thôn", "Đức", "Da", "Đa", "Phú Thủy", "Phú Thuỷ", "2", "10", "02", " ", "-", "Ă", "Â", "hòa", "hoà"]
    )
).map(" ".join)
TEXTS = st.one_of(st.text(max_size=20), NAMES)
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=100_000)


def in_order(*texts: str) -> bool:
    # Backwards first: a stable sort would hide ties.
    backwards = list(reversed(texts))
    backwards.sort(key=sort_key)
    return backwards == list(texts)


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Đức Nghĩa", "duc nghia"),
        ("Hòa Thắng", "hoa thang"),
        ("Hoà Thắng", "hoa thang"),
        ("PHÚ THUỶ", "phu thuy"),
        ("Phú Thủy", "phu thuy"),
        ("Thôn 10", "thon 10"),
        ("Ươm Ưu Ơ Ô Ê Ă Â", "uom uu o o e a a"),
    ],
)
def test_marks_are_folded_for_searching(written: str, sought: str) -> None:
    assert fold_marks(written) == sought
    assert fold_marks(unicodedata.normalize("NFD", written)) == sought


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_marks(fold_marks(text)) == fold_marks(text)


def test_names_sort_by_the_vietnamese_alphabet_and_natural_numbers() -> None:
    assert in_order("Thôn 1", "Thôn 2", "Thôn 10", "Thôn 100")
    assert in_order("a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "o", "ô", "ơ", "p", "u", "ư", "v")
    assert in_order("ma", "mà", "mả", "mã", "má", "mạ")
    assert in_order("Da Kai", "Dương", "Đa Kai", "Đức Linh", "Gia An")
    assert in_order("Phú", "Phú Quí", "Phúc"), "a shorter word first"
    assert in_order("Hồng Liêm", "Hồng Sơn", "Huy Khiêm"), "ô before u, whatever the tone"
    assert in_order("Hoà Minh", "Hòa Thắng"), "where the mark stands does not matter"


def test_tones_decide_only_between_equal_letters() -> None:
    assert in_order("Tân An", "Tấn An", "Tân Bình")


def test_numbers_of_any_size_compare() -> None:
    assert in_order("9" * 5000, "1" + "0" * 5000)


@given(TEXTS, TEXTS)
def test_the_order_is_total_and_only_equal_texts_tie(first: str, second: str) -> None:
    one, other = sort_key(first), sort_key(second)
    assert (one < other) + (one > other) + (one == other) == 1
    assert (one == other) == (unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", second))


@given(st.lists(TEXTS, max_size=4))
def test_sorting_does_not_depend_on_the_order_before(texts: list[str]) -> None:
    outcomes = {tuple(sorted(order, key=sort_key)) for order in itertools.permutations(map(_nfc, texts))}
    assert len(outcomes) == 1


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_numbered_areas_sort_as_their_numbers(first: int, second: int) -> None:
    assert (sort_key(f"Thôn {first}") < sort_key(f"Thôn {second}")) == (first < second)


def test_official_dates_have_zeros_where_a_pen_could_change_them() -> None:
    assert official_date(date(2021, 8, 5)) == "ngày 05 tháng 8 năm 2021"
    assert official_date(date(2021, 2, 11)) == "ngày 11 tháng 02 năm 2021"
    assert official_date(date(2021, 12, 10)) == "ngày 10 tháng 12 năm 2021"
    assert official_date(date(2021, 8, 5), language="en") == "5 August 2021"
    assert short_date(date(2021, 8, 5)) == "05/8/2021"
    assert short_date(date(2021, 1, 25)) == "25/01/2021"
    assert short_date(date(2021, 8, 5), language="en") == "5 Aug 2021"


def test_numbers_are_grouped_and_cut_off() -> None:
    assert number(1_234_567) == "1.234.567"
    assert number(1_234_567, language="en") == "1,234,567"
    assert number(Fraction(12_345, 10), 1) == "1.234,5"
    assert number(Fraction(-1999, 1000), 2) == "-1,99"
    assert number(Fraction(-1, 1000), 2) == "0,00"


@pytest.mark.parametrize(
    ("share", "vietnamese", "english"),
    [
        (Fraction(966, 1000), "96,6 %", "96.6%"),
        (Fraction(997, 1000), "99,7 %", "99.7%"),
        (Fraction(9996, 10000), "99,9 %", "99.9%"),
        (Fraction(1), "100 %", "100%"),
        (Fraction(17, 20), "85 %", "85%"),
        (Fraction(8504, 10000), "85,0 %", "85.0%"),
        (Fraction(16, 25), "64 %", "64%"),
        (Fraction(0), "0 %", "0%"),
        (Fraction(1, 100_000), "< 0,1 %", "< 0.1%"),
        (Fraction(-1, 100_000), "> -0,1 %", "> -0.1%"),
        (Fraction(-1, 8), "-12,5 %", "-12.5%"),
        (Fraction(5, 4), "125 %", "125%"),
    ],
)
def test_shares_are_shown_in_percent(share: Fraction, vietnamese: str, english: str) -> None:
    assert percent(share) == vietnamese
    assert percent(share, language="en") == english


@given(SHARES, st.integers(0, 3))
def test_a_share_is_never_shown_as_more_than_it_is(share: Fraction, decimals: int) -> None:
    shown = percent(share, decimals, "en")
    assert (shown == "100%") == (share == 1)
    assert (shown == "0%") == (share == 0)
    if not shown.startswith("<"):
        value = Fraction(shown.removesuffix("%"))
        assert value <= share * 100 < value + Fraction(1, 10**decimals)
        assert (value > 0) == (share > 0)


@given(SHARES, SHARES)
def test_a_greater_share_never_looks_smaller(first: Fraction, second: Fraction) -> None:
    low, high = sorted((first, second))
    shown = [Fraction(percent(share, language="en").strip("< %")) for share in (low, high)]
    assert shown[0] <= shown[1]
