"""What is wrong with a workbook, cell by cell; and the same by row, each bad row named once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

ProblemClass = Literal["file", "columns", "rows", "limits"]
"""In the order in which they are told: who has the wrong file need not read about its rows."""


class Both(NamedTuple):
    """The same words in Vietnamese and in English."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: what and where it is and what to do, in both languages.

    `row` is numbered as in the file (0: of the whole file), `column` is the key of a column of the form ("": none), `cell` is "C17"
    or "". `of` is the class; `code` is for programs.
    """

    of: ProblemClass
    code: str
    vi: str
    en: str
    row: int = 0
    column: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with something to correct: the first problem is its headline, the others follow it."""

    row: int
    headline: Problem
    others: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (self.headline, *self.others)

    @property
    def said(self) -> Both:
        """All of it in one sentence a language, each part after its cell."""
        parts = [(f"{found.cell}: " if found.cell else "", found) for found in self.problems]
        return Both("; ".join(at + found.vi for at, found in parts), "; ".join(at + found.en for at, found in parts))


def bad_rows(problems: Iterable[Problem]) -> list[BadRow]:
    """Every row with a problem once, in the order of the file; what concerns the whole file is left out."""
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row:
            found.setdefault(problem.row, []).append(problem)
    return [BadRow(row, first, tuple(others)) for row, (first, *others) in sorted(found.items())]


class Unreadable(Exception):
    """A file that cannot be taken at all, and why."""

    def __init__(self, code: str, vi: str, en: str, cell: str = "") -> None:
        super().__init__(en)
        self.problem = Problem("file", code, vi, en, cell=cell)
