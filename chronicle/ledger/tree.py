"""The Merkle tree of RFC 6962 §2.1: how leaves make a root, and how few hashes prove that one is in it."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Range = tuple[int, int]
"""Leaves from the first number up to, not with, the second."""
Subtree = tuple[int, int]
"""(height, index): the leaves from index · 2^height, 2^height of them; its hash never changes once they are all there."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the largest complete subtrees from the left: all that is needed to go on, and to tell the root."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        assert len(peaks) == size.bit_count()
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf: bytes) -> None:
        """Takes the hash of the next leaf."""
        peaks = self.peaks
        peaks.append(leaf)
        self.size = rest = self.size + 1
        while not rest & 1:
            right = peaks.pop()
            peaks[-1] = sha256(b"\x01" + peaks[-1] + right).digest()
            rest >>= 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        found = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            found = node_hash(peak, found)
        return found


def split(count: int) -> int:
    """The largest power of two smaller than `count` (≥ 2): how many leaves stand on the left."""
    return 1 << (count - 1).bit_length() - 1


def subtrees(leaves: Range) -> Iterator[Subtree]:
    """The complete subtrees a range consists of, from the left; a range begins where its first subtree may begin."""
    start, end = leaves
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def root_of(leaves: Range, hash_of: Callable[[Subtree], bytes]) -> bytes:
    """The hash over a range of a tree, by those of its complete subtrees."""
    peaks = [hash_of(found) for found in subtrees(leaves)]
    if not peaks:
        return EMPTY_ROOT
    found = peaks.pop()
    while peaks:
        found = node_hash(peaks.pop(), found)
    return found


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Whose hashes, lowest first, prove leaf `index` (from 0) to be in the tree of `size` (§2.1.1). Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    found: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Whose hashes prove that the tree of `second` begins with the tree of `first` (§2.1.2). Raises ValueError."""
    if not 0 < first <= second:
        raise ValueError(f"a tree of {second} cannot begin with one of {first}")
    found: list[Range] = []
    start, end = 0, second
    while first != end:
        middle = start + split(end - start)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    # the first tree's own root is known to who asks: it is left out where it is a whole left branch
    return ([] if start == 0 else [(start, end)]) + found[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf's hash to the root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    found = _followed(index, size - 1, path, leaf)
    return found is not None and found[1] == root


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the second tree begins with the first (RFC 9162 §2.1.4.2)."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    beginning, *steps = path if first & (first - 1) else [first_root, *path]
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return _followed(place, last, steps, beginning) == (first_root, second_root)


def _followed(place: int, last: int, path: Sequence[bytes], beginning: bytes) -> tuple[bytes, bytes] | None:
    """The roots a path leads to: over what stands up to `place`, and over all; None where it is too long or too short."""
    before = whole = beginning
    for step in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, whole = node_hash(step, before), node_hash(step, whole)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            whole = node_hash(whole, step)
        place, last = place >> 1, last >> 1
    return (before, whole) if last == 0 else None
