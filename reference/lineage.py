"""Which unit became, or became part of, which: the lineage of one day, by the codes of before and after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from reference.refusal import DataRefused
from reference.tables import read_table

Change = Literal["continued", "merged", "split"]


@dataclass(frozen=True, slots=True)
class Succession:
    """One unit of before that went into one unit of after. A code on both sides may name two different places."""

    predecessor_code: str
    predecessor_name: str
    successor_code: str
    successor_name: str
    is_whole: bool
    """False where only a part went there: counts of the predecessor cannot simply be added to the successor."""
    line: int | None = field(default=None, compare=False)
    """Where in the file it stands."""


def load_lineage(path: Path) -> list[Succession]:
    """Returns the successions of one day in the order of the file.

    Columns: predecessor_code, predecessor_name, successor_code, successor_name, share (`whole` or `part`). Raises
    DataRefused where a share is another word, a pair appears twice, or a whole unit goes to two places.
    """
    rows = read_table(path, ("predecessor_code", "predecessor_name", "successor_code", "successor_name", "share"))
    pairs = Counter((row["predecessor_code"], row["successor_code"]) for row in rows)
    ways = Counter(row["predecessor_code"] for row in rows)
    problems = []
    for row in rows:
        if row["share"] not in {"whole", "part"}:
            problems.append(row.problem("share", "write whole or part", "hãy ghi whole (toàn bộ) hoặc part (một phần)"))
        elif row["share"] == "whole" and ways[row["predecessor_code"]] > 1:
            english, vietnamese = "a whole unit goes to one place: write part", "chuyển nhiều nơi thì phải ghi part"
            problems.append(row.problem("share", english, vietnamese))
        if pairs[row["predecessor_code"], row["successor_code"]] > 1:
            problems.append(row.problem("successor_code", "pair given twice: keep one", "bị lặp: hãy giữ một dòng"))
    if problems:
        raise DataRefused(problems)
    return [
        Succession(
            predecessor_code=row["predecessor_code"],
            predecessor_name=row["predecessor_name"],
            successor_code=row["successor_code"],
            successor_name=row["successor_name"],
            is_whole=row["share"] == "whole",
            line=row.line,
        )
        for row in rows
    ]


def load_places(path: Path) -> dict[str, str]:
    """Returns, by our own id of a unit that stood below one that was split, the code of the unit of after it went to.

    Columns: unit_id, successor_code. Raises DataRefused where a cell is empty or a unit is named twice.
    """
    rows = read_table(path, ("unit_id", "successor_code"))
    named = Counter(row["unit_id"] for row in rows)
    problems = []
    for row in rows:
        problems += [
            row.problem(column, "empty: fill it in", "để trống: hãy điền vào")
            for column in ("unit_id", "successor_code")
            if not row[column]
        ]
        if named[row["unit_id"]] > 1:
            problems.append(row.problem("unit_id", "unit given twice: keep one", "bị lặp: hãy giữ một dòng"))
    if problems:
        raise DataRefused(problems)
    return {row["unit_id"]: row["successor_code"] for row in rows}


def change_of(predecessor_code: str, lineage: Sequence[Succession]) -> Change | None:
    """Returns what happened to a unit, or None where the lineage does not name it. A split is not additive."""
    own = [succession for succession in lineage if succession.predecessor_code == predecessor_code]
    if not own:
        return None
    if not all(succession.is_whole for succession in own):
        return "split"
    successor = own[0].successor_code
    into = [succession for succession in lineage if succession.successor_code == successor]
    return "merged" if len(into) > 1 else "continued"
