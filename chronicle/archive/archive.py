"""Reading archived ranges: their indexes and a few unpacked blocks are kept in memory; nothing comes out that was not proven."""

import asyncio
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from chronicle.archive.range_file import FileUnsound, Index, block_facts, read_block, read_index, recorded_from
from chronicle.ledger.leaf import entry_of
from chronicle.refusal import Unreachable

blocks_kept_max = 8
indexes_kept_max = 64

T = TypeVar("T")
What = Literal["missing", "changed", "other"]


@dataclass(frozen=True, slots=True)
class ArchivedRange:
    """A row of chronicle.archived."""

    first_position: int
    last_position: int
    file: str
    bytes: int
    sha256: str
    index_sha256: str
    recorded_from: datetime
    recorded_until: datetime
    archived_at: datetime
    restored_at: datetime | None


class ArchiveUnreadable(Unreachable):
    """Facts from `first` to `last` are archived and their file is not there, was changed, or is another one.

    They are not gone because of that: `vi` and `en` say what to do. Never read as "no facts".
    """

    def __init__(self, what: What, file: str, first: int, last: int) -> None:
        self.what, self.file, self.first, self.last = what, file, first, last
        vi, en = {
            "missing": (
                "không có trong thư mục lưu trữ (ANTOAN_ARCHIVE_DIRECTORY)",
                "is not in its folder (ANTOAN_ARCHIVE_DIRECTORY)",
            ),
            "changed": ("đã bị thay đổi hoặc hỏng", "was changed or is damaged"),
            "other": ("không phải tệp đã lưu khi đó", "is not the file that was archived"),
        }[what]
        self.vi = (
            f"Sự kiện {first}–{last} đã chuyển vào lưu trữ, nhưng tệp {file} {vi}. Không mất gì khác: người vận hành đặt lại tệp "
            "từ bản sao lưu rồi chạy `antoan archive --check`"
        )
        self.en = (
            f"Facts {first}–{last} were moved to the archive, but the file {file} {en}. Nothing else is lost: an operator puts it "
            "back from a backup and runs `antoan archive --check`"
        )
        super().__init__(f"{self.vi} · {self.en}")


class Archive:
    """The files of a folder. None: this program was not told of one, and whatever is archived is missing to it."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._indexes: OrderedDict[str, Index] = OrderedDict()
        self._blocks: OrderedDict[tuple[str, int], list[str]] = OrderedDict()

    async def leaves(self, held: ArchivedRange, first: int, last: int) -> list[str]:
        """The leaves of positions of one block (`block_span`). Raises ArchiveUnreadable."""
        number = (first - held.first_position) // block_facts
        start, _ = block_span(held, first)
        block = await self._block(held, number)
        return block[first - start : last - start + 1]

    async def position_at(self, held: ArchivedRange, instant: datetime) -> int:
        """The last position of a range recorded before an instant, the one before the range where there is none."""
        index = await self._index(held)
        number = bisect_left(range(len(index.blocks)), instant, key=lambda at: recorded_from(index, at)) - 1
        if number < 0:
            return held.first_position - 1
        block = await self._block(held, number)
        before = bisect_left(block, instant, key=lambda leaf: entry_of(leaf).recorded_at)
        return index.span(number)[0] + before - 1

    async def _block(self, held: ArchivedRange, number: int) -> list[str]:
        index = await self._index(held)
        key = held.index_sha256, number
        if (kept := _kept(self._blocks, key)) is None:
            kept = await asyncio.to_thread(self._read, held, index, number)
            _keep(self._blocks, key, kept, blocks_kept_max)
        return kept

    async def _index(self, held: ArchivedRange) -> Index:
        if (kept := _kept(self._indexes, held.index_sha256)) is None:
            kept = await asyncio.to_thread(self._read_index, held)
            _keep(self._indexes, held.index_sha256, kept, indexes_kept_max)
        return kept

    def _read_index(self, held: ArchivedRange) -> Index:
        try:
            index, found = read_index(self._path(held))
        except OSError as error:
            raise unreadable("missing", held) from error
        except FileUnsound as error:
            raise unreadable("changed", held) from error
        if found != held.index_sha256:
            raise unreadable("other", held)
        return index

    def _read(self, held: ArchivedRange, index: Index, number: int) -> list[str]:
        try:
            return read_block(self._path(held), index, number)
        except OSError as error:
            raise unreadable("missing", held) from error
        except FileUnsound as error:
            first, last = index.span(number)
            raise ArchiveUnreadable("changed", held.file, first, last) from error

    def _path(self, held: ArchivedRange) -> Path:
        if self.folder is None:
            raise unreadable("missing", held)
        return self.folder / held.file


def unreadable(what: What, held: ArchivedRange) -> ArchiveUnreadable:
    """The whole range."""
    return ArchiveUnreadable(what, held.file, held.first_position, held.last_position)


@cache
def archive_in(folder: Path) -> Archive:
    """One for each folder: services that run in one process share what it keeps in memory."""
    return Archive(folder)


def block_span(held: ArchivedRange, position: int) -> tuple[int, int]:
    """The first and the last position of the block a position is in."""
    first = position - (position - held.first_position) % block_facts
    return first, min(first + block_facts - 1, held.last_position)


K = TypeVar("K", bound=Hashable)


def _kept(cache: OrderedDict[K, T], key: K) -> T | None:
    if key in cache:
        cache.move_to_end(key)
    return cache.get(key)


def _keep(cache: OrderedDict[K, T], key: K, value: T, kept_max: int) -> None:
    cache[key] = value
    while len(cache) > kept_max:
        cache.popitem(last=False)
