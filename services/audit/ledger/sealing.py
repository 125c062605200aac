"""Sealing: what the log has grown by is hashed into the tree, and the tree signed. One seals at a time; it never lags by much."""

from collections.abc import Callable, Sequence
from typing import Any

from chronicle.component import Timer
from chronicle.faultpoint import fault_point
from chronicle.ledger import tiles
from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.leaf import LEAF_TEXT, leaf_hash
from chronicle.service import Service
from services.audit.ledger import book
from services.audit.ledger.signing import signer

seal_every_ms = 1_000
batch_facts_max = 10_000


def timers(service: Service) -> Sequence[Timer]:
    """The log is sealed soon after it grows, whether or not anybody asks."""

    async def sealing() -> None:
        await seal(service)

    return [Timer("sealing", seal_every_ms, sealing)]


NoteOf = Callable[[int, bytes], str]
"""The signed note over so many facts with this root."""


async def seal(service: Service) -> int:
    """Until the tree is as long as the log; returns how long it is."""
    async with service.pool.acquire() as connection:
        return await seal_log(connection, _signed_by(service))


async def seal_log(connection: Any, note_of: NoteOf) -> int:
    """The same on a connection, signed by whoever writes the notes."""
    while True:
        size, grown = await _seal_batch(connection, note_of)
        if grown < batch_facts_max:
            return size


async def checkpoint_at(service: Service, size: int) -> book.Signed:
    """The checkpoint over exactly the first `size` facts, signed now where there is none yet."""
    await seal(service)
    async with service.pool.acquire() as connection, connection.transaction():
        if await book.of_size(connection, size) is None:
            await sign(connection, size, _signed_by(service))
        found = await book.of_size(connection, size)
    assert found is not None
    return found


async def sign(connection: Any, size: int, note_of: NoteOf) -> None:
    """Keeps a checkpoint over the first `size` facts, which are sealed."""
    [root] = await book.hashes_over(connection, [(0, size)])
    await book.sign(connection, size, root, note_of(size, root))


def _signed_by(service: Service) -> NoteOf:
    settings = service.settings
    return lambda size, root: signed(Checkpoint(settings.ledger_name, size, root), [signer(settings)])


async def _seal_batch(connection: Any, note_of: NoteOf) -> tuple[int, int]:
    """(size now, by how many facts it grew), in one transaction: hashes and the checkpoint over them come together."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('antoan.ledger'))")
        last = await book.newest(connection)
        size = last.size if last else 0
        texts = await connection.fetch(
            f"SELECT {LEAF_TEXT} FROM chronicle.event WHERE position > $1 AND position <= $2 ORDER BY position",
            size, size + batch_facts_max,
        )  # fmt: skip
        if not texts:
            return size, 0
        kept = await book.held(connection, tiles.last_tiles(size))
        changed = tiles.grow(kept, size, (leaf_hash(text) for (text,) in texts))
        await book.keep(connection, {tile: kept[tile] for tile in changed})
        size += len(texts)
        await sign(connection, size, note_of)
        fault_point("ledger.before_commit")
    return size, len(texts)
