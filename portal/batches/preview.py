"""From a file to what it would change: read, row by row turned into commands, rehearsed; nothing is recorded."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass

from chronicle.batch import Decided
from chronicle.command import Command
from chronicle.refusal import Refused
from portal.access import Caller, Sight
from portal.batches.entry import Asked, Entry
from portal.workbooks.problems import BadRow, Problem, bad_rows
from portal.workbooks.reading import Read, Row, read


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change. `problems` are of one class: the first there are any of."""

    read: Read
    problems: Sequence[Problem]
    commands: Sequence[Command] = ()
    """Of the rows that are right, in the order of the file."""
    changes: Sequence[tuple[Row, Decided]] = ()
    """Each command that would record something, with its row."""
    unchanged: int = 0
    """Rows that are right and say what is known already, or nothing."""

    @property
    def bad_rows(self) -> list[BadRow]:
        return bad_rows(self.problems)

    @property
    def rows_changed(self) -> int:
        return len({row.number for row, _ in self.changes})


async def preview(caller: Caller, seen: Sight, entry: Entry, asked: Asked, content: bytes) -> Preview:
    """Raises Refused (`batch.too_large`)."""
    found = await to_thread(read, content, entry.form, await entry.filled(seen, asked))
    bad = {problem.row for problem in found.problems}
    if 0 in bad:
        return Preview(found, found.problems)
    rows = [row for row in found.rows if row.number not in bad]
    asked_for: list[tuple[Row, Command]] = []
    limits: list[Problem] = []
    for row in rows:
        try:
            asked_for += [(row, command) for command in entry.commands(row.cells, asked)]
        except Refused as refusal:
            limits.append(_problem(row, refusal))
    decided = await caller.rehearse([command for _, command in asked_for])
    decisions = [(row, one) for (row, _), one in zip(asked_for, decided, strict=True)]
    limits += [_problem(row, one.refusal) for row, one in decisions if one.refusal]
    refused = {problem.row for problem in limits}
    right = [(row, one) for row, one in decisions if row.number not in refused]
    changes = [(row, one) for row, one in right if one.facts]
    changed = {row.number for row, _ in changes}
    return Preview(
        found,
        found.problems or limits,
        [one.command for _, one in right],
        changes,
        sum(row.number not in refused and row.number not in changed for row in rows),
    )


def _problem(row: Row, refusal: Refused) -> Problem:
    """A rule that a row breaks; which cell it is, the rule does not know."""
    return Problem("limits", refusal.code, refusal.vi, refusal.en, row.number)
