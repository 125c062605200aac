"""The tree against the vectors of RFC 6962's authors, against another's implementation, and against its own definition."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from chronicle.ledger import tiles
from chronicle.ledger.leaf import leaf_hash
from chronicle.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    Range,
    consistency_ranges,
    inclusion_ranges,
    is_consistent,
    is_included,
    root_of,
)

pytestmark = pytest.mark.fast

VECTOR_LEAVES = [bytes.fromhex(told) for told in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of Certificate Transparency's own tests: the roots over the first 1, 2, … of the leaves."""

SIZES = st.integers(1, 600)


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(number)) for number in range(count)]


def defined(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + defined(leaves[:k]) + defined(leaves[k:])).digest()


def root(leaves: list[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def path(ranges: list[Range], leaves: list[bytes]) -> list[bytes]:
    return [defined(leaves[start:end]) for start, end in ranges]


def test_the_roots_are_those_of_the_vectors() -> None:
    found = [sha256(b"\x00" + leaf).digest() for leaf in VECTOR_LEAVES]
    assert [root(found[: n + 1]).hex() for n in range(8)] == VECTOR_ROOTS
    assert Frontier().root() == EMPTY_ROOT == defined([])


@given(SIZES)
def test_the_root_is_the_one_defined(size: int) -> None:
    leaves = hashes(size)
    kept: dict[tiles.Tile, bytes] = {}
    tiles.grow(kept, 0, leaves)
    assert root(leaves) == defined(leaves) == root_of((0, size), lambda found: tiles.hash_of(kept, found))


@given(st.data(), SIZES)
def test_a_leaf_is_proven_where_it_is_and_nowhere_else(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    shown, top = path(inclusion_ranges(index, size), leaves), defined(leaves)
    assert is_included(leaves[index], index, size, shown, top)
    assert not is_included(leaf_hash("another"), index, size, shown, top)
    assert not is_included(leaves[index], index, size, [*shown, top], top)
    for other in {data.draw(st.integers(0, size - 1)), size - 1} - {index}:
        assert not is_included(leaves[index], other, size, shown, top)
    if shown:
        wrong = data.draw(st.integers(0, len(shown) - 1))
        assert not is_included(leaves[index], index, size, [*shown[:wrong], *shown[wrong + 1 :]], top)
        shown[wrong] = leaf_hash("another")
        assert not is_included(leaves[index], index, size, shown, top)


@given(st.data(), SIZES)
def test_a_tree_is_proven_to_begin_with_an_earlier_one_and_with_no_other(data: st.DataObject, second: int) -> None:
    leaves = hashes(second)
    first = data.draw(st.integers(1, second))
    shown = path(consistency_ranges(first, second), leaves)
    old, new = defined(leaves[:first]), defined(leaves)
    assert is_consistent(first, second, old, new, shown)
    forged = [*leaves[: first - 1], leaf_hash("rewritten")]
    assert not is_consistent(first, second, defined(forged), new, shown)
    if first < second:
        assert not is_consistent(first, second, old, leaf_hash("another"), shown)
        assert not is_consistent(first, second, old, new, shown[:-1])


@settings(max_examples=30)
@given(st.data(), st.integers(1, 130))
def test_another_implementation_finds_the_same_roots_and_paths(data: st.DataObject, size: int) -> None:
    other = InmemoryTree(algorithm="sha256")
    texts = [str(number).encode() for number in range(size)]
    for text in texts:
        other.append_entry(text)
    leaves = hashes(size)
    assert other.get_root() == root(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = other.prove_inclusion(index + 1).serialize()["path"]
    assert proof[0] == leaves[index].hex()
    assert sorted(proof[1:]) == sorted(found.hex() for found in path(inclusion_ranges(index, size), leaves))


@pytest.mark.parametrize(("ask", "first", "second"), [
    (inclusion_ranges, 3, 3), (inclusion_ranges, -1, 3), (consistency_ranges, 0, 3), (consistency_ranges, 4, 3),
])  # fmt: skip
def test_what_cannot_be_proven_is_refused(ask: object, first: int, second: int) -> None:
    with pytest.raises(ValueError, match="tree of 3"):
        ask(first, second)  # type: ignore[operator]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.data())
def test_tiles_grow_from_their_last_ones_as_if_at_once(steps: list[int], data: st.DataObject) -> None:
    leaves = hashes(sum(steps))
    at_once: dict[tiles.Tile, bytes] = {}
    tiles.grow(at_once, 0, leaves)
    kept: dict[tiles.Tile, bytes] = {}
    size = 0
    for step in steps:
        last = {tile: kept[tile] for tile in tiles.last_tiles(size)}
        changed = tiles.grow(last, size, leaves[size : size + step])
        kept.update({tile: last[tile] for tile in changed})
        size += step
    assert kept == at_once
    if size:
        ranges = inclusion_ranges(data.draw(st.integers(0, size - 1)), size)
        few = {tile: kept[tile] for tile in tiles.tiles_for(ranges)}
        assert path(ranges, leaves) == [root_of(found, lambda part: tiles.hash_of(few, part)) for found in ranges]


def test_a_tree_of_seventy_thousand_has_three_levels_of_tiles() -> None:
    kept: dict[tiles.Tile, bytes] = {}
    leaves = hashes(70_000)
    tiles.grow(kept, 0, leaves)
    assert {level for level, _ in kept} == {0, 1, 2}
    assert len(kept[0, 0]) == tiles.TILE_BYTES and len(kept[2, 0]) == 32
    assert root_of((0, 70_000), lambda found: tiles.hash_of(kept, found)) == root(leaves)
