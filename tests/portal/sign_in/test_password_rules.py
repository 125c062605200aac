"""A password may be any long text that attackers do not try first; every refusal says why in both languages."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.refusal import Refused
from portal.sign_in.password_rules import (
    characters_max,
    characters_min,
    common_passwords,
    is_common,
    must_be_acceptable,
    typed_characters_max,
)

pytestmark = pytest.mark.fast

PERSON = ("nguyen.van.anh", "Nguyễn Văn Anh", "Công an phường Thủy Xuân")


def refusal(text: str) -> str | None:
    """The code with which a password is refused to this person; None where it may be chosen."""
    try:
        must_be_acceptable(text, PERSON)
    except Refused as refused:
        assert refused.vi and refused.en and (len(text) < characters_min or text not in str(refused))
        return refused.code
    return None


@pytest.mark.parametrize(
    "text",
    [
        "Một con vịt xòe ra",
        "correct horse battery staple",
        "x7#kQ9!mZ2@pL5$",
        "tám bảy sáu con chim non",
        "🐃 ăn cỏ trên đồi sim",
        "khôngcầnhoakhôngcầnsố",
        " hai dấu cách ở hai đầu ",
        "Anh ơi, chợ họp lúc năm giờ sáng",
    ],
)
def test_long_texts_of_any_characters_may_be_chosen(text: str) -> None:
    assert refusal(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "short"),
        ("Một con vịt xò", "short"),
        ("một câu dài " * 11, "long"),
        ("một câu có\x00 ký tự lạ", "characters"),
        ("một câu có\ud800 ký tự lạ", "characters"),
        ("một câu có\U000e0fff ký tự lạ", "characters"),
        ("aaaabbbbccccdddd", "pattern"),
        ("hoa hồng hoa hồng hoa", "pattern"),
        ("123456789abcdef", "pattern"),
        ("qwertyuiop12345", "pattern"),
        ("987654321zyxwvut", "pattern"),
        ("passwordpassword1", "common"),
        ("Password1234567", "common"),
        ("1qaz2wsx3edc4rfv", "common"),
        ("ILoveYou iloveyou!", "common"),
        ("Mật khẩu Việt Nam 123", "common"),
        ("An Toàn An Ninh 2026", "names"),
        ("nguyen.van.anh2026!", "names"),
        ("Nguyễn Văn Anh 01011990", "names"),
        ("congan thuyxuan 75", "names"),
        ("Phong trào toàn dân bảo vệ an ninh Tổ quốc", "names"),
    ],
)
def test_texts_that_would_be_tried_first_are_refused(text: str, code: str) -> None:
    assert refusal(text) == f"sign_in.password_{code}"


def test_names_are_refused_for_the_person_only() -> None:
    must_be_acceptable("nguyen.van.anh2026!", ("tran.thi.be",))


@given(st.text(st.characters(exclude_categories=["Cc", "Cn", "Cs"]), min_size=1, max_size=characters_min + 3))
def test_one_text_counts_the_same_in_both_ways_of_writing_marks(text: str) -> None:
    assert refusal(unicodedata.normalize("NFD", text)) == refusal(unicodedata.normalize("NFC", text))


@given(st.text(max_size=characters_max + 20))
def test_any_text_is_accepted_or_refused_in_words(text: str) -> None:
    refusal(text)


def test_hundreds_of_thousands_of_marks_are_refused_at_once() -> None:
    assert refusal("a" + "\u0301\u0323" * 200_000) == "sign_in.password_long"
    assert refusal("ế" * characters_max + "ế") == "sign_in.password_long"
    assert refusal(unicodedata.normalize("NFD", "ếộ" * (characters_max // 2))) == "sign_in.password_pattern"
    assert len(unicodedata.normalize("NFD", "ế" * characters_max)) <= typed_characters_max


def test_the_whole_password_is_compared_and_not_its_parts() -> None:
    assert is_common("password") and is_common("passworddragon")
    assert not is_common("the password of a dragon")


def test_the_list_is_long_enough_for_the_guesses_that_are_allowed() -> None:
    assert len(common_passwords()) > 10_000
    assert all(word == word.strip().lower() and word.isascii() for word in common_passwords())
