"""How a data file is refused: every problem with its file, line and column, what to do, in English and Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass

problems_max = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a data file. `line` counts from 1; `column` is a heading of a table or a path of keys."""

    file: str
    line: int | None
    column: str | None
    english: str
    vietnamese: str

    def __str__(self) -> str:
        line = "" if self.line is None else f":{self.line}"
        column = "" if self.column is None else f" [{self.column}]"
        return f"{self.file}{line}{column}: {self.english} · {self.vietnamese}"


class DataRefused(Exception):
    """A data file was not loaded, nothing of it. Holds at most `problems_max` problems, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:problems_max])
        self.omitted = len(problems) - len(self.problems)
        lines = [str(problem) for problem in self.problems]
        if self.omitted:
            lines.append(f"… and {self.omitted} more · … và {self.omitted} lỗi khác")
        super().__init__("\n".join(lines))


def refusal(file: str, line: int | None, column: str | None, english: str, vietnamese: str) -> DataRefused:
    """Returns the refusal of a file for one problem."""
    return DataRefused([Problem(file, line, column, english, vietnamese)])
