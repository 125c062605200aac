"""What the ledger vouches for when a range of the log is moved to the archive: each leaf, the tree before it, the root after it."""

from typing import Any

from chronicle.archive.moving import Vouched
from chronicle.ledger.tiles import TILE_HASHES, hash_of, tiles_for
from chronicle.ledger.tree import HASH_BYTES, Frontier, consistency_ranges, subtrees
from services.audit.ledger import book


async def leaf_hashes(connection: Any, first: int, last: int) -> bytes:
    """Of these positions, side by side, as they were sealed; fewer where they were not."""
    wanted = [(0, index) for index in range((first - 1) // TILE_HASHES, (last - 1) // TILE_HASHES + 1)]
    held = await book.held(connection, wanted)
    before = (first - 1) % TILE_HASHES * HASH_BYTES
    hashes = b"".join(held.get(tile, b"") for tile in wanted)
    return hashes[before : before + (last - first + 1) * HASH_BYTES]


async def tree_before(connection: Any, first: int) -> Frontier:
    """The tree over all positions before one. Raises KeyError where it is not sealed as far as that."""
    tops = list(subtrees((0, first - 1)))
    tiles = await book.held(connection, tiles_for([(index << height, (index + 1) << height) for height, index in tops]))
    return Frontier(first - 1, [hash_of(tiles, top) for top in tops])


async def vouched_until(connection: Any, last: int) -> Vouched | None:
    """By the newest checkpoint; None where it does not reach so far."""
    signed = await book.newest(connection)
    if signed is None or signed.size < last:
        return None
    [root] = await book.hashes_over(connection, [(0, last)])
    return Vouched(root, signed.note, await book.hashes_over(connection, consistency_ranges(last, signed.size)))
