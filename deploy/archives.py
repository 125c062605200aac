"""What the operator does with old ranges of the log: move them to files, look at those, put one back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table

from chronicle.archive.archive import Archive, ArchivedRange, ArchiveUnreadable
from chronicle.archive.checking import check
from chronicle.archive.moving import NotAsSealed, Partition, archived, move_back, move_out, partitions
from chronicle.ledger.note import key_of
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from deploy.operations import Unknown, log_of, owner_of, print_json
from services.audit.ledger import book
from services.audit.ledger.verifying import own_keys
from services.audit.ledger.vouching import leaf_hashes, tree_before, vouched_until

Moved = Callable[[int, int], None]


async def archive_until(settings: Settings, console: Console, until: str, *, as_json: bool) -> None:
    """Moves every whole range that ends by a day or a position, and says what holds back the first that does not go."""
    async with _alone(settings) as connection:
        position = await _position(settings, connection, until)
        parts = await _movable(connection, console, position)
        for part in parts:
            vouched = await vouched_until(connection, part.last_position)
            assert vouched is not None
            with _bar(f"{part.first_position}–{part.last_position}", as_json=as_json) as moved:
                held = await _told(
                    move_out(
                        connection, settings.archive, part, await tree_before(connection, part.first_position),
                        partial(leaf_hashes, connection), vouched, moved,
                    )
                )  # fmt: skip
            if as_json:
                print_json(asdict(held))
            else:
                console.print(
                    f"{held.first_position}–{held.last_position} → {held.file}, {held.bytes:,} bytes, SHA-256 {held.sha256}",
                    highlight=False, soft_wrap=True,
                )  # fmt: skip
        if not parts:
            console.print("no whole range to archive · không có đoạn nào trọn vẹn để lưu trữ")


async def restore(settings: Settings, console: Console, position: int, *, as_json: bool) -> None:
    """Puts the range that holds a position back into the table. Its file stays."""
    async with _alone(settings) as connection:
        held = next(
            (one for one in await _away(connection) if one.first_position <= position <= one.last_position), None
        )
        if held is None:
            raise Unknown(f"position {position} is in no archived range · vị trí {position} không nằm trong lưu trữ")
        with _bar(f"{held.first_position}–{held.last_position}", as_json=as_json) as moved:
            await _told(move_back(connection, Archive(settings.archive), held, moved))
        _show(console, await archived(connection), as_json=as_json)


async def show_archive(settings: Settings, console: Console, *, as_json: bool) -> None:
    async with owner_of(settings) as connection:
        _show(console, await archived(connection), as_json=as_json)


async def check_archive(settings: Settings, console: Console, *, as_json: bool) -> int:
    """Reads every file wholly. Returns 1 where one is not there or not what it was, having looked at all."""
    wrong = 0
    async with owner_of(settings) as connection:
        log = log_of(connection, settings)
        keys = [key_of(line) for line in await own_keys(log, await log.head())]
        ranges = await _away(connection)
    for held in ranges:
        try:
            await asyncio.to_thread(check, settings.archive, held, keys)
        except ArchiveUnreadable as error:
            wrong += 1
            if as_json:
                print_json({"file": held.file, "fault": error.what, "first": error.first, "last": error.last})
            else:
                console.print(f"{error.vi}\n{error.en}", style="red", highlight=False, soft_wrap=True)
    if not as_json:
        console.print(
            f"{len(ranges)} files, {wrong} missing or changed · {len(ranges)} tệp, {wrong} thiếu hoặc bị thay đổi"
        )
    return 1 if wrong else 0


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[Any]:
    """As the owner, and the only one that moves ranges."""
    async with owner_of(settings) as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_lock(hashtext('antoan.archive'))"):
            raise Unknown("somebody archives or restores already · đang có người lưu trữ hoặc khôi phục")
        yield connection


async def _position(settings: Settings, connection: Any, until: str) -> int:
    """The last position by the end of a day, or the one that is named. Raises Unknown."""
    if until.isdecimal():
        return int(until)
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise Unknown(
            f"{until} is no day and no position: write 2021-12-31 or 5000000 · hãy ghi ngày dạng 2021-12-31 hoặc số vị trí"
        ) from None
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings.time_zone))
    return await log_of(connection, settings).position_at(midnight)


async def _movable(connection: Any, console: Console, until: int) -> list[Partition]:
    """Never the newest; only what is sealed and signed, and what every reader has passed."""
    signed = await book.newest(connection)
    bounds = [
        (signed.size if signed else 0, "the newest signed checkpoint · điểm kiểm tra mới nhất"),
        *await _readers(connection),
    ]
    reached, slowest = min(bounds)
    asked = [part for part in (await partitions(connection))[:-1] if part.last_position <= until]
    movable = [part for part in asked if part.last_position <= reached]
    if len(movable) < len(asked):
        first = asked[len(movable)].first_position
        console.print(
            f"from position {first} on it waits for {slowest}, at {reached} · từ vị trí {first} còn chờ", soft_wrap=True
        )
    return movable


async def _readers(connection: Any) -> list[tuple[int, str]]:
    return [
        (row["position"], row["reader"])
        for component in COMPONENTS
        for row in await connection.fetch(f'SELECT reader, position FROM "{component.name}".reader')
    ]


async def _away(connection: Any) -> list[ArchivedRange]:
    return [one for one in await archived(connection) if one.restored_at is None]


async def _told(moving: Any) -> Any:
    """What may be in the way of moving a range, in words. Raises Unknown; nothing was moved then."""
    try:
        return await moving
    except asyncpg.LockNotAvailableError as error:
        raise Unknown(
            "somebody reads the log for longer than others may wait; nothing was moved, try again "
            "· đang có người đọc nhật ký lâu; chưa chuyển gì, hãy thử lại"
        ) from error
    except NotAsSealed as error:
        raise Unknown(str(error)) from error
    except OSError as error:
        raise Unknown(
            f"the file cannot be written: {error}; nothing was moved · không ghi được tệp, chưa chuyển gì"
        ) from error


@contextmanager
def _bar(span: str, *, as_json: bool) -> Iterator[Moved]:
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=as_json) as bar:
        task = bar.add_task(span)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _show(console: Console, ranges: Sequence[ArchivedRange], *, as_json: bool) -> None:
    if as_json:
        for one in ranges:
            print_json(asdict(one))
        return
    table = Table("positions", "recorded (UTC)", "bytes", "file", "sha256", "where")
    for one in ranges:
        table.add_row(
            f"{one.first_position}–{one.last_position}", f"{one.recorded_from:%Y-%m-%d}–{one.recorded_until:%Y-%m-%d}",
            f"{one.bytes:,}", one.file, one.sha256[:16], "file" if one.restored_at is None else "table again",
        )  # fmt: skip
    console.print(table if ranges else "nothing is archived · chưa lưu trữ đoạn nào")
