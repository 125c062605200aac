"""Where hashes of the tree are kept: tiles of 256, as in C2SP tlog-tiles, so that a proof of any size reads a handful of rows.

The tile (level, index) holds the hashes of the subtrees of height 8 · level that begin at 256 · index. A full tile never changes.
"""

from collections.abc import Iterable, Mapping, MutableMapping

from chronicle.ledger.tree import HASH_BYTES, Range, Subtree, node_hash, subtrees

TILE_HEIGHT = 8
TILE_HASHES = 1 << TILE_HEIGHT
TILE_BYTES = TILE_HASHES * HASH_BYTES

Tile = tuple[int, int]
Tiles = Mapping[Tile, bytes]


def grow(tiles: MutableMapping[Tile, bytes], size: int, leaves: Iterable[bytes]) -> set[Tile]:
    """Puts the hashes of the next leaves of a tree of `size` in place; returns what changed.

    `tiles` holds at least the last tiles of that tree, those of `last_tiles`.
    """
    changed: set[Tile] = set()
    for place, leaf in enumerate(leaves, size):
        level, found = 0, leaf
        while True:
            tile = level, place >> TILE_HEIGHT
            held = tiles[tile] = tiles.get(tile, b"") + found
            changed.add(tile)
            if len(held) < TILE_BYTES:
                break
            level, place, found = level + 1, place >> TILE_HEIGHT, _over(held)
    return changed


def last_tiles(size: int) -> list[Tile]:
    """The tiles that the next leaves of a tree of `size` go into, where they have begun."""
    found, level = [], 0
    while size:
        if size % TILE_HASHES:
            found.append((level, size >> TILE_HEIGHT))
        level, size = level + 1, size >> TILE_HEIGHT
    return found


def tiles_for(ranges: Iterable[Range]) -> set[Tile]:
    """Which tiles the hashes over these ranges are in."""
    return {_place(subtree)[0] for leaves in ranges for subtree in subtrees(leaves)}


def hash_of(tiles: Tiles, subtree: Subtree) -> bytes:
    """The hash of a complete subtree. Raises KeyError where its tile is missing, ValueError where that is too short."""
    tile, first, count = _place(subtree)
    held = tiles[tile][first * HASH_BYTES : (first + count) * HASH_BYTES]
    if len(held) != count * HASH_BYTES:
        raise ValueError(f"tile {tile} does not hold {count} hashes from {first}")
    return _over(held)


def _place(subtree: Subtree) -> tuple[Tile, int, int]:
    """The tile, the first of its hashes that belongs to the subtree, and how many do."""
    height, index = subtree
    level, above = divmod(height, TILE_HEIGHT)
    first = index << above
    return (level, first >> TILE_HEIGHT), first % TILE_HASHES, 1 << above


def _over(hashes: bytes) -> bytes:
    """The hash over 2^n hashes side by side."""
    row = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]
