"""Vietnamese text rules: searching without marks, the order of the alphabet, official dates, numbers and shares."""

import re
import unicodedata
from datetime import date
from fractions import Fraction
from typing import Literal

Language = Literal["vi", "en"]

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
ORDER = {letter: index for index, letter in enumerate(ALPHABET)}
# The order of tones in the alphabet: none, huyền, hỏi, ngã, sắc, nặng.
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
GAP, NUMBER, LETTER, OTHER = range(4)
NUMBER_DIGITS_MAX = 99
WORD = re.compile(r"[^\W_]+")
PARTS = re.compile(r"[0-9]+|[^\W_]|[\W_]+")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

Element = tuple[int, int, str]
SortKey = tuple[tuple[Element, ...], tuple[tuple[int, ...], ...], str]


def fold_marks(text: str) -> str:
    """Returns the text for searching: lower case, without marks, đ as d, so that “phu thuy” finds Phú Thủy and Thuỷ."""
    # Decomposed before and after lowering: each can bring forth marks that only the other takes away.
    lowered = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).lower())
    bare = "".join(character for character in lowered if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))


def searched(text: str) -> str:
    """Returns the words of a text as they are searched for: “Phú Thuỷ” and “Phú Thủy” are both “phu thuy”."""
    return " ".join(WORD.findall(fold_marks(text)))


def word_patterns(text: str) -> list[str]:
    """What `' ' || words` must be LIKE for a search: each word searched for begins a word of it."""
    return [f"% {word}%" for word in searched(text).split()]


def sort_key(text: str) -> SortKey:
    """Returns a key in the order of the Vietnamese alphabet (ă and â after a, đ after d) with natural numbers.

    Letters and numbers first, then tones word by word, then the text itself, so that only equal texts tie. Keys
    compare with one another and hold no reference to the text's encoding: NFC and NFD sort alike.
    """
    text = unicodedata.normalize("NFC", text)
    elements: list[Element] = []
    tones: list[list[int]] = [[]]
    for part in PARTS.findall(text.lower()):
        element, tone = _element(part)
        elements.append(element)
        if element[0] == GAP:
            tones.append([])
        elif tone:
            tones[-1].append(tone)
    return tuple(elements), tuple(tuple(word) for word in tones), text


def alphabetical_place(text: str) -> str:
    """Returns `sort_key` as one string, because a database compares only those; byte by byte the order is the same."""
    elements, tones, written = sort_key(text)
    letters = "".join(f"{kind}{min(place, NUMBER_DIGITS_MAX):02}{said}" for kind, place, said in elements)
    return f"{letters} {','.join(''.join(map(str, word)) for word in tones)} {written}"


def _element(part: str) -> tuple[Element, int]:
    if "0" <= part[0] <= "9":
        # By length and then digit by digit: the order of numbers of any size.
        digits = part.lstrip("0")
        return (NUMBER, len(digits), digits), 0
    if not part[0].isalnum():
        return (GAP, 0, ""), 0
    marks = unicodedata.normalize("NFD", part)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    if letter not in ORDER:
        return (OTHER, 0, part), 0
    return (LETTER, ORDER[letter], ""), max((TONES.get(mark, 0) for mark in marks), default=0)


def official_date(day: date, language: Language = "vi") -> str:
    """Returns “ngày 05 tháng 8 năm 2021”: a leading zero for days 1–9 and months 1–2 only (Decree 30/2020/NĐ-CP)."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def short_date(day: date, language: Language = "vi") -> str:
    """Returns “05/8/2021”, in English “5 Aug 2021”, which no reader takes for May."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
    return f"{day.day:02}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    # A 1 or a 2 could be made into another month with a pen stroke; a 3 could not.
    return f"{day.month:02}" if day.month <= 2 else str(day.month)


def number(value: int | Fraction, decimals: int = 0, language: Language = "vi") -> str:
    """Returns “1.234.567” or “1.234,5” (English 1,234,567 and 1,234.5), cut off towards zero after the decimals."""
    scale = 10**decimals
    units, rest = divmod(int(abs(value) * scale), scale)
    sign = "-" if value < 0 and (units or rest) else ""
    shown = f"{units:,}" + (f".{rest:0{decimals}}" if decimals else "")
    return sign + (shown.translate({ord(","): ".", ord("."): ","}) if language == "vi" else shown)


def percent(share: Fraction, decimals: int = 1, language: Language = "vi") -> str:
    """Returns “96,6 %” (English 96.6%), never rounded up: 100 % and 0 % are shown only when exact.

    An exact share drops idle zeros (“85 %”); one cut off keeps them (“85,0 %”); a smaller one than can be shown is
    “< 0,1 %”. A negative share is cut off towards zero likewise.
    """
    hundredfold = share * 100
    smallest = Fraction(1, 10**decimals)
    space = " " if language == "vi" else ""
    if 0 < abs(hundredfold) < smallest:
        sign = "< " if share > 0 else "> -"
        return f"{sign}{number(smallest, decimals, language)}{space}%"
    is_exact = (hundredfold / smallest).denominator == 1
    while is_exact and decimals and (hundredfold * 10 ** (decimals - 1)).denominator == 1:
        decimals -= 1
    return f"{number(hundredfold, decimals, language)}{space}%"
