"""Which passwords may be chosen: NIST SP 800-63B-4, section 3.1.1.2. Length counts; of what it is made does not.

No composition rules, no expiry, no hints. The whole password is compared with what attackers try first, never parts of it:
common passwords and pairs of them, repetitions, walks over the alphabet or the keyboard, and names of the service and the person
with hardly anything added.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from chronicle.refusal import Refused
from reference.vietnamese import fold_marks

characters_min = 15
"""Where a password is the only proof (SP 800-63B-4, 3.1.1.2: "a minimum of 15 characters")."""
characters_max = 128
"""The standard asks for at least 64 to be allowed."""
typed_characters_max = 4 * characters_max
"""Before normalising, where a letter may come as itself and its marks; ordering many marks takes time that grows as a square."""

distinct_characters_min = 5
walks_max = 3
own_characters_min = 8
context_word_characters_min = 3

SERVICE_NAMES = (
    "an toàn về an ninh, trật tự", "phong trào toàn dân bảo vệ an ninh Tổ quốc", "công an", "bảo vệ an ninh", "antoan", "antt",
)  # fmt: skip
KEYBOARD_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()")

_COMMON = Path(__file__).with_name("common_passwords.txt")
_NOT_FOR_TEXT = {"Cn", "Cs", "Cc"}
"""Unassigned, half of a pair, control: not stable under normalisation (UAX 15, section 12.1), or not typed by a person."""


def must_be_acceptable(text: str, context: Iterable[str] = ()) -> None:
    """Raises Refused unless `text` may become a password; `context` are the sign-in name and other words about the person."""
    if len(text) > typed_characters_max or len(composed := unicodedata.normalize("NFC", text)) > characters_max:
        raise Refused(
            "sign_in.password_long",
            vi=f"Mật khẩu dài quá {characters_max} ký tự",
            en=f"The password is longer than {characters_max} characters",
        )
    if any(unicodedata.category(character) in _NOT_FOR_TEXT for character in composed):
        raise Refused(
            "sign_in.password_characters",
            vi="Mật khẩu có ký tự không dùng được (ký tự điều khiển hoặc chưa được định nghĩa)",
            en="The password has a character that cannot be used (a control character, or one not yet defined)",
        )
    if len(composed) < characters_min:
        raise Refused(
            "sign_in.password_short",
            vi=f"Mật khẩu phải có ít nhất {characters_min} ký tự; có thể dùng một câu dài dễ nhớ, kể cả dấu cách",
            en=f"The password needs at least {characters_min} characters; a long sentence with spaces is fine",
        )
    _must_not_be_expected(unicodedata.normalize("NFKC", composed).casefold(), context)


def _must_not_be_expected(text: str, context: Iterable[str]) -> None:
    if _repeats(text) or _walks(text):
        raise Refused(
            "sign_in.password_pattern",
            vi="Mật khẩu chỉ lặp lại hoặc đi theo thứ tự chữ cái, chữ số hay bàn phím, rất dễ đoán; hãy chọn mật khẩu khác",
            en="The password only repeats or follows the alphabet, digits or keyboard and is guessed easily; choose another",
        )
    if is_common(text) or is_common(_bare(text)):
        raise Refused(
            "sign_in.password_common",
            vi="Mật khẩu này nằm trong số những mật khẩu hay gặp và đã bị lộ; hãy chọn mật khẩu khác",
            en="This password is among common ones that have been disclosed; choose another",
        )
    if _made_of_names(_bare(text), (*SERVICE_NAMES, *context)):
        raise Refused(
            "sign_in.password_names",
            vi="Mật khẩu gần như chỉ gồm tên phần mềm, tên đăng nhập hoặc tên của bạn; hãy chọn mật khẩu khác",
            en="The password is hardly more than the service's name, the sign-in name or your own; choose another",
        )


def is_common(text: str) -> bool:
    """Whether the whole text, in small letters, is a common password or two of them one after the other."""
    common = common_passwords()
    return text in common or any(text[:i] in common and text[i:] in common for i in range(1, len(text)))


@cache
def common_passwords() -> frozenset[str]:
    """Read when first needed. Where they are from is said in common_passwords.LICENSE.txt."""
    return frozenset(_COMMON.read_text(encoding="utf-8").split("\n")) - {""}


def _bare(text: str) -> str:
    """The letters and digits, without marks: what two spellings of the same words have in common."""
    return re.sub(r"[\W_]", "", fold_marks(text).casefold())


def _repeats(text: str) -> bool:
    """Few different characters, or one piece at least twice, the last time perhaps cut short."""
    periods = range(1, len(text) // 2 + 1)
    return len(set(text)) < distinct_characters_min or any(text.startswith(text[period:]) for period in periods)


def _walks(text: str) -> bool:
    """Whether the text is no more than `walks_max` walks, each going from neighbour to neighbour."""
    breaks = sum(not _neighbours(one, other) for one, other in pairwise(text))
    return breaks < walks_max


def _neighbours(one: str, other: str) -> bool:
    if one == other or (one.isalnum() and other.isalnum() and abs(ord(one) - ord(other)) == 1):
        return True
    return any(one + other in row or other + one in row for row in KEYBOARD_ROWS)


def _made_of_names(bare: str, names: Iterable[str]) -> bool:
    """Whether names were found, and what is left without them is digits only or too little."""
    words = {_bare(part) for name in names for part in (name, *re.split(r"[\W_]+", name))}
    found = sorted((word for word in words if len(word) >= context_word_characters_min), key=len, reverse=True)
    rest = bare
    for word in found:
        rest = rest.replace(word, "")
    return rest != bare and (len(rest) < own_characters_min or rest.isdecimal())
