"""The log on PostgreSQL: one server-side function appends, plain ranges read."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

import asyncpg
from asyncpg.exceptions import InterfaceError, InternalClientError

from chronicle.archive.archive import Archive
from chronicle.clock import Clock
from chronicle.faultpoint import fault_point
from chronicle.ledger.leaf import LEAF_TEXT, entry_of, position_of
from chronicle.log import Answer, Entry, Item, Outcome, read_events_max
from chronicle.postgres.batches import arrays, first_of_each, parts
from chronicle.postgres.stretches import Stretches
from chronicle.refusal import Unreachable
from contracts.envelope import ALWAYS_SEEN, narrowed

Pool = asyncpg.Pool

_COLUMNS = ", ".join(field.name for field in fields(Entry))
_APPEND = (
    "SELECT * FROM chronicle.append($1::text[], $2::int[], $3::int[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], "
    "$8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::int[], $14::uuid[], $15::text[], $16::date[], $17)"
)
# OFFSET 0 keeps the planner from turning this round: the entries of a stream are looked up one command at a time. Left to
# itself it now and then sorts the whole log first, for ten streams as for ten thousand (measured: 230 ms instead of 0.2).
# With each come the positions its command has past the version asked: of those the table does not hold, all or some, are archived.
_READ_STREAMS = f"""
    SELECT {", ".join("e." + field.name for field in fields(Entry))},
           greatest(c.first_position, c.last_position - c.version + asked.version + 1), c.last_position
      FROM unnest($1::text[], $2::int[]) AS asked(stream, version)
     CROSS JOIN LATERAL (SELECT c.first_position, c.last_position, c.version FROM chronicle.command c
                          WHERE c.stream = asked.stream AND c.version > asked.version OFFSET 0) c
      LEFT JOIN LATERAL (SELECT * FROM chronicle.event e WHERE e.position BETWEEN c.first_position AND c.last_position
                            AND e.version > asked.version OFFSET 0) e ON true
     ORDER BY e.stream, e.version"""
_LEAVES_AT = f"SELECT position, {LEAF_TEXT} FROM chronicle.event WHERE position = ANY($1::bigint[])"
_LEAVES = f"SELECT position, {LEAF_TEXT} FROM chronicle.event WHERE position BETWEEN $1 AND $2 ORDER BY position"

UNREACHABLE = (OSError, asyncpg.PostgresConnectionError, InterfaceError, InternalClientError, TimeoutError,
               asyncpg.CannotConnectNowError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError,
               asyncpg.InsufficientResourcesError)  # fmt: skip
"""What asyncpg raises when the server went away or is full: the same command may be sent again later.

InternalClientError is not a PostgresError (seen when the server dies mid-answer).
"""


class PostgresLog:
    """Implements chronicle.log.Log. `clock` supplies recorded_at on a played log and is ignored on any other.

    Whoever reads need not know that ranges were archived: they are read from `archive` as if they were in the table.
    """

    def __init__(self, pool: Pool, clock: Clock, archive: Archive | None = None) -> None:
        self._pool = pool
        self._clock = clock
        self._stretches = Stretches(self._fetch, archive or Archive(None))

    async def append(self, items: Sequence[Item]) -> list[Answer]:
        fault_point("append.before_commit")
        answers: list[Answer | None] = [None] * len(items)
        while open_ones := [number for number, answer in enumerate(answers) if answer is None]:
            numbers = first_of_each(open_ones, items)
            for place, answer in await self._append_all([items[number] for number in numbers]):
                answers[numbers[place]] = answer
        fault_point("append.after_commit")
        return cast("list[Answer]", answers)

    async def _append_all(self, items: Sequence[Item]) -> list[tuple[int, Answer]]:
        """An answer for each item when all are written; else for those that cannot be, and nothing is written."""
        try:
            rows = await self._pool.fetch(_APPEND, *arrays(items), self._clock.now())
        except UNREACHABLE as error:
            raise Unreachable(f"the log could not be reached while appending: {error!r}") from error
        return [(row[0] - 1, Answer(Outcome(row[1]), row[2], row[3], row[4])) for row in rows]

    async def append_whole(self, items: Sequence[Item]) -> list[Answer] | None:
        """Several statements in one transaction; the first holds the head row, so nobody else appends in between."""
        answers: list[Answer] = []
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                for part in parts(items):
                    rows = await connection.fetch(_APPEND, *arrays(part), self._clock.now())
                    found = [Answer(Outcome(row[1]), row[2], row[3], row[4]) for row in rows]
                    if any(answer.outcome is not Outcome.APPENDED for answer in found):
                        raise _Incomplete
                    answers += found
                fault_point("append.before_commit")
        except _Incomplete:
            return None
        except UNREACHABLE as error:
            raise Unreachable(f"the log could not be reached while appending: {error!r}") from error
        fault_point("append.after_commit")
        return answers

    async def answered(self, command_id: UUID) -> tuple[str, Answer] | None:
        rows = await self._fetch(
            "SELECT stream, first_position, last_position, version FROM chronicle.command WHERE command_id = $1",
            command_id,
        )
        return (rows[0][0], Answer(Outcome.ALREADY, *rows[0][1:])) if rows else None

    async def read(self, after: int, limit: int) -> list[Entry]:
        """Raises Unreachable, ArchiveUnreadable."""

        async def live(first: int, last: int) -> list[Entry]:
            rows = await self._fetch(
                f"SELECT {_COLUMNS} FROM chronicle.event WHERE position BETWEEN $1 AND $2 ORDER BY position",
                first,
                last,
            )
            return [Entry(*row) for row in rows]

        upper = after + min(limit, read_events_max)
        pieces = self._stretches.over(after + 1, upper, live, _entries)
        return [entry async for *_, entries in pieces for entry in entries]

    async def read_streams(self, after: Sequence[tuple[str, int]]) -> dict[str, list[Entry]]:
        """One question for all streams, and where some of it is archived one more. Raises Unreachable, ArchiveUnreadable."""
        known = dict(after)
        found: dict[str, list[Entry]] = {stream: [] for stream in known}
        spans: set[tuple[int, int]] = set()
        lacking: set[int] = set()
        for *columns, first, last in await self._fetch(_READ_STREAMS, list(known), list(known.values())):
            if (first, last) not in spans:
                spans.add((first, last))
                lacking.update(range(first, last + 1))
            if columns[0] is not None:
                entry = Entry(*columns)
                found[entry.stream].append(entry)
                lacking.remove(entry.position)
        if lacking:
            for entry in await self._archived(lacking):
                found[entry.stream].append(entry)
            for entries in found.values():
                entries.sort(key=lambda entry: entry.version)
        return found

    async def _archived(self, positions: set[int]) -> list[Entry]:
        """Entries that must be there. Raises Unreachable."""
        entries = await self.entries_at(sorted(positions))
        if len(entries) < len(positions):
            raise Unreachable(f"of the positions {sorted(positions)} some are neither in the log nor in its archive")
        return entries

    async def holds(self, entries: Sequence[Entry]) -> set[tuple[int, UUID]]:
        """Those that the table does not know are looked for in the archive. Raises Unreachable, ArchiveUnreadable."""
        rows = await self._fetch(
            "SELECT position, event_id FROM unnest($1::bigint[], $2::uuid[]) AS told(position, event_id) "
            "JOIN chronicle.event USING (position, event_id)",
            [entry.position for entry in entries], [entry.event_id for entry in entries],
        )  # fmt: skip
        held = {(row[0], row[1]) for row in rows}
        asked = {(entry.position, entry.event_id) for entry in entries}
        if unknown := asked - held:
            found = await self.entries_at([position for position, _ in unknown])
            held |= asked & {(entry.position, entry.event_id) for entry in found}
        return held

    async def head(self) -> int:
        rows = await self._fetch("SELECT position FROM chronicle.head")
        return int(rows[0][0])

    async def scan(
        self, after: int, until: int, types: Sequence[str], page: int, sees: Sequence[str] = ()
    ) -> AsyncIterator[list[Any]]:
        seen = tuple(dict.fromkeys((*ALWAYS_SEEN, *sees)))
        columns = ["data" if name == "fact" else name for name in seen]
        make, wanted, pick = narrowed(seen), frozenset(types), attrgetter(*columns)

        async def live(first: int, last: int) -> list[Any]:
            rows = await self._fetch(
                f"SELECT {', '.join(columns)} FROM chronicle.event WHERE position BETWEEN $1 AND $2 "
                "AND type = ANY($3::text[]) ORDER BY position",
                first, last, list(types),
            )  # fmt: skip
            return [make(*row) for row in rows]

        async def kept(leaves: list[str]) -> list[Any]:
            return [make(*pick(entry)) for entry in map(entry_of, leaves) if entry.type in wanted]

        while after < until:
            upper = min(after + page, until)
            pieces = self._stretches.over(after + 1, upper, live, kept)
            yield [found async for *_, rows in pieces for found in rows]
            after = upper

    async def entries_at(self, positions: Sequence[int]) -> list[Entry]:
        return [entry_of(leaf) for leaf in await self.leaves_at(positions)]

    async def leaves(self, first: int, last: int) -> list[tuple[int, str]]:
        """(position, leaf) of every fact of these positions that is in the log, in order."""
        return [
            found async for *_, rows in self._stretches.over(first, last, self._leaves, _numbered) for found in rows
        ]

    async def leaves_at(self, positions: Sequence[int]) -> list[str]:
        """The leaves (chronicle/ledger/leaf.py) of those of the positions that are in the log, in order."""
        rows = await self._fetch(_LEAVES_AT, positions)
        found: dict[int, str] = {row[0]: row[1] for row in rows}
        for first, last in _runs(sorted({*positions} - {*found})):
            found.update(await self.leaves(first, last))
        return [found[position] for position in sorted(found)]

    async def find(
        self,
        query: str,
        first: int,
        last: int,
        *arguments: Any,
        mentioning: Sequence[str] = (),
        newest_first: bool = False,
    ) -> AsyncIterator[tuple[int, int, bool, list[asyncpg.Record]]]:
        """What a query finds among the facts from `first` to `last`, as (first, last, archived, rows) of each stretch.

        `query` has {events} for the facts and keeps to the positions from $1 to $2, with at most one row of each; its arguments
        begin at $3. Of the archive only facts that mention each of `mentioning`, as it is written, are looked at by the query.
        """
        unpacked = query.replace("{events}", f"chronicle.entries_of(${len(arguments) + 3})")
        query = query.replace("{events}", "chronicle.event")

        async def live(start: int, end: int) -> list[asyncpg.Record]:
            return await self._fetch(query, start, end, *arguments)

        async def kept(leaves: list[str]) -> list[asyncpg.Record]:
            likely = [leaf for leaf in leaves if all(part in leaf for part in mentioning)]
            return await self._fetch(unpacked, first, last, *arguments, likely) if likely else []

        async for stretch in self._stretches.over(first, last, live, kept, newest_first=newest_first):
            yield stretch

    async def position_at(self, instant: datetime) -> int:
        while True:
            try:
                return int((await self._fetch("SELECT chronicle.position_at($1)", instant))[0][0])
            except asyncpg.ObjectNotInPrerequisiteStateError:
                if (found := await self._stretches.position_at(instant)) is not None:
                    return found

    async def _leaves(self, first: int, last: int) -> list[tuple[int, str]]:
        return [tuple(row) for row in await self._fetch(_LEAVES, first, last)]

    async def _fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except UNREACHABLE as error:
            raise Unreachable(f"the log could not be reached while reading: {error!r}") from error


class _Incomplete(Exception):
    """Takes what was written of a whole back."""


async def _entries(leaves: list[str]) -> list[Entry]:
    return [entry_of(leaf) for leaf in leaves]


async def _numbered(leaves: list[str]) -> list[tuple[int, str]]:
    return [(position_of(leaf), leaf) for leaf in leaves]


def _runs(positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of positions without a gap."""
    for _, run in groupby(enumerate(positions), key=lambda numbered: numbered[1] - numbered[0]):
        first, *rest = (position for _, position in run)
        yield first, rest[-1] if rest else first
