"""From a file to what it would change: read, row by row turned into commands, rehearsed; nothing is recorded."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chronicle.batch import Decided
from chronicle.collector import collector_at_rest
from chronicle.command import Command
from chronicle.refusal import Refused
from portal.access import Caller
from portal.batches.entry import Asked, Entry
from portal.sight import Sight
from portal.workbooks.form import Cells, Form, Value
from portal.workbooks.problems import BadRow, Problem, bad_rows
from portal.workbooks.reading import Read, Row, read


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change."""

    read: Read
    limits: Sequence[Problem] = ()
    """Rules that rows break which read well."""
    wrong: frozenset[int] = frozenset()
    """Numbers of all rows that cannot be recorded, also where the problems told first are of another class."""
    commands: Sequence[Command] = ()
    """Of the rows that are right, in the order of the file."""
    changes: Sequence[tuple[Row, Decided]] = ()
    """Each command that would record something, with its row."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Of one class: the first there are any of."""
        return self.read.problems or self.limits

    @property
    def bad_rows(self) -> list[BadRow]:
        return bad_rows(self.problems)

    @property
    def unreadable(self) -> bool:
        """Whether there are no rows to speak of: not our file, or not our columns."""
        return self.read.stage in ("file", "columns")

    @property
    def rows(self) -> int:
        """In which something was entered."""
        return len(self.read.rows) + len({problem.row for problem in self.read.problems if problem.row})

    @property
    def rows_changed(self) -> int:
        return len({row.number for row, _ in self.changes})

    @property
    def rows_unchanged(self) -> int:
        """Rows that are right and say what is known already."""
        return self.rows - len(self.wrong) - self.rows_changed


async def preview(caller: Caller, seen: Sight, entry: Entry, asked: Asked, content: bytes) -> Preview:
    """Raises Refused (`batch.too_large`)."""
    with collector_at_rest():
        return await _preview(caller, seen, entry, asked, content)


async def _preview(caller: Caller, seen: Sight, entry: Entry, asked: Asked, content: bytes) -> Preview:
    known = await entry.filled(seen, asked)
    found = await to_thread(read, content, entry.form(asked), known)
    ours = {tuple(cells[key] for key in found.form.identifies): cells for cells in known}
    asked_for: list[tuple[Row, Command]] = []
    limits: list[Problem] = []
    for row in found.rows:
        try:
            asked_for += [(row, command) for command in entry.commands(_with_known(row, ours, found.form), asked)]
        except Refused as refusal:
            limits.append(_broken(found, row, refusal))
    decided = await caller.rehearse([command for _, command in asked_for])
    decisions = [(row, one) for (row, _), one in zip(asked_for, decided, strict=True)]
    limits += [_broken(found, row, one.refusal) for row, one in decisions if one.refusal]
    refused = {problem.row for problem in limits}
    right = [(row, one) for row, one in decisions if row.number not in refused]
    return Preview(
        found,
        sorted(limits, key=lambda problem: problem.row),
        frozenset(refused | {problem.row for problem in found.problems if problem.row}),
        [one.command for _, one in right],
        [(row, one) for row, one in right if one.facts],
    )


def _with_known(row: Row, ours: Mapping[tuple[Value | None, ...], Cells], form: Form) -> Cells:
    """An empty cell changes nothing, so what is known stands in it."""
    known = ours.get(row.identity(form), {})
    return {key: known.get(key) if value is None else value for key, value in row.cells.items()}


def _broken(found: Read, row: Row, refusal: Refused) -> Problem:
    """A rule that a row breaks; which cell it is, the rule does not know."""
    return found.problem(row.number, "", refusal.code, refusal.vi, refusal.en)
