"""A form declared once: the workbook that leaves, the one that comes back and the words for both are made of it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from portal.workbooks.problems import Both
from reference.vietnamese import Language

Kind = Literal["text", "count", "day", "choice", "fixed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Value = str | int | date
Cells = Mapping[str, Value | None]
"""A row by the keys of its columns; None is an empty cell: no change."""

NOTHING = Both("", "")
RESULT = Both("Kết quả", "Result")
TO_CORRECT = Both("Cần sửa", "To correct")
"""The two columns that a workbook has when it goes back; they are passed over when it comes in again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a cell may have: the code we keep and what people pick."""

    code: str
    said: Both


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what may stand under it.

    A `fixed` column is filled by us and comes back unchanged. `required`: a row in which anything is entered must have it. The
    limits are of their kind: characters of a text, numbers of a count, days of a day; each is allowed itself.
    """

    key: str
    heading: Both
    kind: Kind = "text"
    required: bool = False
    width: int = 14
    choices: tuple[Choice, ...] = ()
    characters_max: int = 200
    count_min: int = 0
    count_max: int = 1_000_000_000
    day_min: date = date(2000, 1, 1)
    day_max: date = date(2099, 12, 31)
    hidden: bool = False
    note: Both = NOTHING
    """For the guide: where the value comes from, what it means."""


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook we give out. `name` and `version` recognise it when it comes back; `identifies` are the keys of the columns that
    tell one row from another, the id of a unit first and fixed. A changed meaning of a column is a new version.
    """

    name: str
    title: Both
    columns: tuple[Column, ...]
    identifies: tuple[str, ...] = ()
    version: int = 1
    notes: tuple[Both, ...] = ()
    """Sentences for the guide."""

    def __post_init__(self) -> None:
        headings = [matched(text) for column in self.columns for text in set(column.heading)]
        headings += [matched(text) for text in (*RESULT, *TO_CORRECT)]
        assert len(set(headings)) == len(headings), f"{self.name}: two headings read alike"
        keys = {column.key for column in self.columns}
        assert len(keys) == len(self.columns) and keys.issuperset(self.identifies), f"{self.name}: keys"
        assert all(bool(column.choices) == (column.kind == "choice") for column in self.columns), (
            f"{self.name}: choices"
        )

    @property
    def mark(self) -> str:
        """What the workbook carries out of sight, to be recognised by."""
        return f"{self.name}/{self.version}"

    @property
    def locked(self) -> bool:
        """Whether there is anything of ours in it that nobody should overwrite."""
        return any(column.kind == "fixed" for column in self.columns)


def said(words: Both, language: Language) -> str:
    """The words in one language."""
    return words.vi if language == "vi" else words.en


def heading(column: Column, language: Language) -> str:
    """As it stands in the sheet: a required column has a star."""
    return said(column.heading, language) + (" *" if column.required else "")


def matched(text: str) -> str:
    """A heading as headings are compared: marks composed, case, spaces and the star of a required column aside."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("*", " ").split())
