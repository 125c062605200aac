"""One range of the log as one file: Zstandard frames of so many leaves each, and behind them an index with the hash of each.

`zstd -dc` prints the leaves, each behind a record separator (RFC 7464) and before a line break; the index stands in a skippable
frame (RFC 8878 §3.1.2). The index also says from which hashes of the tree the leaves go on, and proves the root they lead to by a
signed checkpoint: whoever has the public key needs nothing else to know that these facts were in the log.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import zstandard

from chronicle.ledger.leaf import entry_of, leaf_hash
from chronicle.ledger.tree import Frontier

FORMAT = "antoan-archive/1"
block_facts = 2_048
"""In every block but the last one: where a position lies is counted. Part of the format."""
block_bytes_max = 1 << 30

_LEVEL = 9  # measured (bench/README.md): larger ones save 3 % and take five times as long
_SEPARATOR, _END = "\x1e", "\n"
_SKIPPABLE = (0x184D2A50).to_bytes(4, "little")
_FOOTER_BYTES = 32 + 8
"""The hash of the index, and how many bytes it has, at the very end."""


class FileUnsound(Exception):
    """The file does not hold what it says of itself. `block` is the number of the block, None for the index."""

    def __init__(self, block: int | None = None) -> None:
        super().__init__("its index is damaged" if block is None else f"its block {block} is damaged")
        self.block = block


@dataclass(frozen=True, slots=True)
class Block:
    """Where a frame stands, and the SHA-256 of the leaves in it as they are written there."""

    offset: int
    bytes: int
    sha256: str
    recorded_from: str
    """When its first fact was recorded, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Index:
    """`before` are the roots of the complete subtrees over what came before `first`, `root` the hash over all up to `last`;
    `path` proves that the log of the signed `checkpoint` begins with that (RFC 6962 §2.1.2). Hashes as hexadecimal digits."""

    first: int
    last: int
    before: list[str]
    root: str
    checkpoint: str
    path: list[str]
    blocks: list[Block]
    format: str = FORMAT

    def span(self, number: int) -> tuple[int, int]:
        """The first and the last position of a block."""
        first = self.first + number * block_facts
        return first, min(first + block_facts - 1, self.last)


class RangeWriter:
    """Writes leaves from `first` on; `frontier` is the tree over what came before, and grows with them."""

    def __init__(self, path: Path, first: int, frontier: Frontier) -> None:
        assert frontier.size == first - 1
        self._file = path.open("wb")
        self._first = first
        self._frontier = frontier
        self._before = [peak.hex() for peak in frontier.peaks]
        self._blocks: list[Block] = []
        self._compress = zstandard.ZstdCompressor(level=_LEVEL).compress
        self._offset = 0

    def add(self, leaves: Sequence[str]) -> bytes:
        """One block; only the last may be shorter. Returns the hashes of its leaves, side by side."""
        plain = "".join(f"{_SEPARATOR}{leaf}{_END}" for leaf in leaves).encode()
        packed = self._compress(plain)
        recorded = entry_of(leaves[0]).recorded_at.isoformat()
        self._blocks.append(Block(self._offset, len(packed), sha256(plain).hexdigest(), recorded))
        self._file.write(packed)
        self._offset += len(packed)
        hashes = [leaf_hash(leaf) for leaf in leaves]
        for found in hashes:
            self._frontier.add(found)
        return b"".join(hashes)

    def finish(self, checkpoint: str, path: Sequence[bytes]) -> str:
        """Writes the index and has everything on disk; returns the SHA-256 of the index."""
        proof = [step.hex() for step in path]
        root = self._frontier.root().hex()
        index = Index(self._first, self._frontier.size, self._before, root, checkpoint, proof, self._blocks)
        text = json.dumps(asdict(index), ensure_ascii=False, separators=(",", ":")).encode()
        digest = sha256(text)
        behind = text + digest.digest() + len(text).to_bytes(8, "little")
        self._file.write(_SKIPPABLE + len(behind).to_bytes(4, "little") + behind)
        self._file.flush()
        os.fsync(self._file.fileno())
        self.close()
        return digest.hexdigest()

    def close(self) -> None:
        self._file.close()


def read_index(path: Path) -> tuple[Index, str]:
    """The index of a file and its SHA-256. Raises OSError, FileUnsound."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _FOOTER_BYTES))
        digest, length = file.read(32), int.from_bytes(file.read(8), "little")
        if length > size - _FOOTER_BYTES:
            raise FileUnsound
        file.seek(size - _FOOTER_BYTES - length)
        text = file.read(length)
    if sha256(text).digest() != digest:
        raise FileUnsound
    try:
        told: dict[str, Any] = json.loads(text)
        blocks = [Block(**block) for block in told.pop("blocks")]
        index = Index(**told, blocks=blocks)
    except (ValueError, TypeError, KeyError) as error:
        raise FileUnsound from error
    if index.format != FORMAT or len(blocks) != -(-(index.last - index.first + 1) // block_facts):
        raise FileUnsound
    return index, digest.hex()


def read_block(path: Path, index: Index, number: int) -> list[str]:
    """The leaves of a block. Raises OSError, FileUnsound where they are not those the index names."""
    block = index.blocks[number]
    with path.open("rb") as file:
        file.seek(block.offset)
        packed = file.read(block.bytes)
    try:
        plain = zstandard.ZstdDecompressor().decompress(packed, max_output_size=block_bytes_max)
    except zstandard.ZstdError as error:
        raise FileUnsound(number) from error
    if sha256(plain).hexdigest() != block.sha256:
        raise FileUnsound(number)
    return plain.decode()[len(_SEPARATOR) : -len(_END)].split(_END + _SEPARATOR)


def root_reached(path: Path, index: Index) -> bytes:
    """The hash over the log up to the end of the range, by every leaf of the file and what came before. Raises FileUnsound."""
    size = index.first - 1
    if size.bit_count() != len(index.before):
        raise FileUnsound
    frontier = Frontier(size, [bytes.fromhex(peak) for peak in index.before])
    for number in range(len(index.blocks)):
        for leaf in read_block(path, index, number):
            frontier.add(leaf_hash(leaf))
    return frontier.root()


def recorded_from(index: Index, number: int) -> datetime:
    return datetime.fromisoformat(index.blocks[number].recorded_from)


def whole_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
