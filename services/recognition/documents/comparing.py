"""Whether what a reader's paper says is what was recorded: a changed letter or mark is found, a way of writing it is not."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from contracts.recognition import DocumentNumbered

Field = Literal["unit_name", "number"]
TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: what the reader's paper says, what was recorded, and whether they are the same."""

    field: Field
    read: str
    recorded: str
    same: bool


def compared(fact: DocumentNumbered, unit_name: str, number: str) -> list[Compared]:
    """What the reader filled in beside what stands on the genuine paper; of a list, the unit it names."""
    found = []
    if unit_name.strip():
        names = [concern.unit_name for concern in fact.concerns]
        wanted = spelt(unit_name)
        matching = [concern.unit_name for concern in fact.concerns if wanted in _ways(concern.unit_name, concern.place)]
        recorded = (matching or (names if len(names) == 1 else [""]))[0]
        found.append(Compared("unit_name", unit_name.strip(), recorded, bool(matching)))
    if number.strip():
        found.append(Compared("number", number.strip(), fact.number, _as_number(number) == _as_number(fact.number)))
    return found


def _ways(name: str, place: str | None) -> set[tuple[tuple[str, str], ...]]:
    """A unit's name alone, or with what it stands in, as far as somebody writes it."""
    parts = [] if place is None else place.split(", ")
    return {spelt(", ".join([name, *parts[:count]])) for count in range(len(parts) + 1)}


def spelt(text: str) -> tuple[tuple[str, str], ...]:
    """Words as (letters, tones): capitals, spaces and where a tone mark stands do not matter (hòa is hoà), the mark does."""
    found = []
    for word in WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        marks = unicodedata.normalize("NFD", word)
        letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        found.append((letters, "".join(sorted(mark for mark in marks if mark in TONES))))
    return tuple(found)


def _as_number(number: str) -> str:
    """“3/GCN-UBND” is “03/GCN-UBND”: the zero before a number below ten is a way of writing it."""
    bare = "".join(unicodedata.normalize("NFC", number).casefold().split()).removeprefix("số:").removeprefix("số")
    return bare.lstrip("0")
