"""Verifying: every fact is hashed again and held against the tree, the signed checkpoints, and those kept elsewhere."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any

from chronicle.archive.archive import Archive, ArchiveUnreadable
from chronicle.clock import SystemClock
from chronicle.ledger.checkpoint import Checkpoint, checkpoint_of
from chronicle.ledger.note import Key, NoteWrong, key_of
from chronicle.ledger.tiles import TILE_HASHES
from chronicle.ledger.tree import HASH_BYTES, Frontier
from chronicle.postgres.log import PostgresLog
from contracts.audit import KeyIntroduced
from services.audit.ledger import book
from services.audit.ledger.book import Signed
from services.audit.ledger.verdict import Verdict, findings_max

page_facts = 80 * TILE_HASHES
Progress = Callable[[int, int], None]
"""(facts hashed, facts in all)"""

Leaf = tuple[int, str | None]
"""A position and what is hashed of its fact; None where the file of the archive that holds it cannot be read."""

_KEYS = """
    SELECT data->>'key' AS key FROM {events}
     WHERE position BETWEEN $1 AND $2 AND type = 'audit.key_introduced' ORDER BY position"""
_HEAD = """
    SELECT greatest((SELECT max(position) FROM chronicle.event),
                    (SELECT max(last_position) FROM chronicle.archived WHERE restored_at IS NULL), 0)"""


def _unseen(done: int, total: int) -> None:
    """Progress that nobody looks at."""


async def verify(
    connection: Any, archive: Archive | None = None, *, outside: Sequence[str] = (), keys: Sequence[str] = (),
    witnesses: Sequence[str] = (), progress: Progress = _unseen,
) -> Verdict:  # fmt: skip
    """`outside` are notes that somebody else kept, `keys` lines that were given by another way; without, the log's own are
    believed. What one of `witnesses`, key lines too, signed below a checkpoint must fit it.

    In one snapshot, while nothing is archived or restored; raises NoteWrong where an outside note is none that those keys signed.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("LOCK TABLE chronicle.event IN ACCESS SHARE MODE")
        return await verify_as_it_stands(
            connection, archive, outside=outside, keys=keys, witnesses=witnesses, progress=progress
        )


async def verify_as_it_stands(
    connection: Any, archive: Archive | None = None, *, outside: Sequence[str] = (), keys: Sequence[str] = (),
    witnesses: Sequence[str] = (), progress: Progress = _unseen,
) -> Verdict:  # fmt: skip
    """The same inside of a transaction that is open already: the log as that one sees it."""
    log, head = PostgresLog(connection, SystemClock(), archive), int(await connection.fetchval(_HEAD))
    known = [key_of(line) for line in keys or await own_keys(log, head)]
    kept = [checkpoint_of(note, known) for note in outside]
    signed = await book.sizes(connection)
    verdict = await _Verifying(connection, log, signed, known, kept, progress).run(head)
    verdict.hold_cosigned([*((one.size, one.note) for one in signed), *zip((one.size for one in kept), outside, strict=True)],
                          [key_of(line) for line in witnesses])  # fmt: skip
    return verdict


async def own_keys(log: PostgresLog, head: int) -> list[str]:
    """The keys the log itself introduced, the first one first, as far as its archive can be read."""
    found: list[str] = []
    first = 1
    while first <= head:
        try:
            async for _, last, _, rows in log.find(_KEYS, first, head, mentioning=[KeyIntroduced.name]):
                found += [row["key"] for row in rows]
                first = last + 1
        except ArchiveUnreadable as error:
            first = error.last + 1
    return found


class _Verifying:
    """One pass over the log."""

    def __init__(
        self,
        connection: Any,
        log: PostgresLog,
        signed: list[Signed],
        keys: Sequence[Key],
        outside: Sequence[Checkpoint],
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._log = log
        self._signed = signed
        self._keys = keys
        self._outside = sorted(outside, key=lambda one: one.size)
        self._progress = progress
        self._frontier = Frontier()
        self._gapless = True
        self._roots: dict[int, bytes] = {}
        self._wanted = {*(one.size for one in signed), *(one.size for one in outside)}
        self._verdict = Verdict(sealed=signed[-1].size if signed else 0)

    async def run(self, head: int) -> Verdict:
        await self._hash_all(head)
        if head < self._verdict.sealed:
            self._found("shorter", head, self._verdict.sealed)
        self._verdict.root_sha256 = self._frontier.root().hex()
        self._hold_signed()
        self._hold_outside(head)
        return self._verdict

    async def _hash_all(self, head: int) -> None:
        """The database puts the next page together while this one is hashed."""
        expected, ahead = 1, asyncio.create_task(self._read(0))
        try:
            for first in range(0, max(head, self._verdict.sealed), page_facts):
                rows, sealed = await ahead
                ahead = asyncio.create_task(self._read(first + page_facts))
                expected = await asyncio.to_thread(self._page, rows, sealed, first, expected)
                self._progress(min(first + page_facts, head), head)
                if len(self._verdict.findings) >= findings_max:
                    break
        finally:
            await ahead

    async def _read(self, first: int) -> tuple[Sequence[Leaf], bytes]:
        """The leaves of a page, and their hashes as they were sealed."""
        sealed = await self._sealed_hashes(first)
        return await self._leaves(first + 1, first + page_facts), sealed

    async def _leaves(self, first: int, last: int) -> list[Leaf]:
        """Also past a file of the archive that cannot be read, which is a finding."""
        try:
            return [*await self._log.leaves(first, last)]
        except ArchiveUnreadable as error:
            start, end = max(first, error.first), min(last, error.last)
            self._found(f"archive_{error.what}", error.first, error.last, error.file)
            before = await self._leaves(first, start - 1)
            unread: list[Leaf] = [(position, None) for position in range(start, end + 1)]
            return [*before, *unread, *await self._leaves(end + 1, last)]

    async def _sealed_hashes(self, first: int) -> bytes:
        """The hashes of the leaves of a page as they were sealed, side by side, as far as they are there without a hole."""
        beginning = first // TILE_HASHES
        wanted = [(0, index) for index in range(beginning, beginning + page_facts // TILE_HASHES)]
        held = await book.held(self._connection, wanted)
        found = b""
        for tile in wanted:
            if tile not in held:
                break
            found += held[tile]
        return found

    def _page(self, rows: Iterable[Leaf], sealed: bytes, first: int, expected: int) -> int:
        """Hashes the rows of a page; returns the position expected next. What cannot be read is a finding already: there the tree
        goes on with what was sealed, so that what follows can be judged."""
        add, wanted = self._frontier.add, self._wanted
        for position, text in rows:
            if position != expected:
                self._found("missing", expected, position)
                self._gapless = False
            expected = position + 1
            at = (position - 1 - first) * HASH_BYTES
            leaf = as_sealed = sealed[at : at + HASH_BYTES]
            if text is not None:
                leaf = sha256(b"\x00" + text.encode()).digest()
                self._verdict.facts += 1
            if leaf != as_sealed and position <= self._verdict.sealed:
                self._found("changed" if len(sealed) > at else "unsealed_tree", position)
            add(leaf)
            if position in wanted and self._gapless:
                self._roots[position] = self._frontier.root()
        return expected

    def _hold_signed(self) -> None:
        for one in self._signed:
            root = self._roots.get(one.size)
            try:
                said = checkpoint_of(one.note, self._keys)
            except NoteWrong:
                self._found("signature", one.size)
                continue
            if root is None or (said.size, said.root, one.root) != (one.size, root, root):
                self._found("root", one.size)
            else:
                self._verdict.checkpoints += 1

    def _hold_outside(self, head: int) -> None:
        """What others kept, in order: it was rewritten after the last that holds, and before the first that does not."""
        held = 0
        for one in self._outside:
            if one.size > head:
                self._found("outside_longer", one.size, head)
            elif self._roots.get(one.size) != one.root:
                self._found("outside", one.size, held)
            else:
                held = one.size
                self._verdict.outside += 1

    def _found(self, what: Any, position: int, until: int = 0, file: str = "") -> None:
        self._verdict.found(what, position, until, file)
