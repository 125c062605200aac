"""The positional rule as a property: whatever is repeated, shuffled or lost, each entry is applied once and in order.

The log is a list in memory here, because the rule is about numbers only; real servers follow in the other tests.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chronicle.log import Entry
from chronicle.reader import Reader
from tests.chronicle.sample_component import DAY

pytestmark = pytest.mark.fast

entries_max = 40
NOBODY = UUID(int=0)


def entry(position: int) -> Entry:
    return Entry(
        position, "models.model:a", position, "models.model_reviewed", 1, NOBODY, "{}", DAY, datetime(2021, 4, 1, tzinfo=UTC),
        "a", "r", "", None, NOBODY, None, NOBODY, None,
    )  # fmt: skip


class ListedLog:
    """A log of so many entries, which can grow."""

    def __init__(self, entries: int) -> None:
        self.entries = [entry(position) for position in range(1, entries + 1)]

    async def read(self, after: int, limit: int) -> list[Entry]:
        await asyncio.sleep(0)
        return self.entries[after : after + limit]

    async def head(self) -> int:
        await asyncio.sleep(0)
        return len(self.entries)


class Noted:
    """Applies by writing positions down; the next `fails` applications fail."""

    name = "test.noted"

    def __init__(self, fails: int = 0) -> None:
        self.applied: list[int] = []
        self.fails = fails

    async def checkpoint(self) -> int:
        return len(self.applied)

    async def apply(self, entries: Sequence[Entry]) -> int:
        await asyncio.sleep(0)
        positions = [entry.position for entry in entries]
        assert positions == list(range(positions[0], positions[0] + len(positions))), f"not a run: {positions}"
        if self.fails > 0:
            self.fails -= 1
            raise RuntimeError("the store went away")
        if positions[0] == len(self.applied) + 1:
            self.applied.extend(positions)
        return len(self.applied)

    async def keep(self) -> int:
        return len(self.applied)


class Naive:
    """The control: applies what comes, once, and knows nothing of gaps."""

    def __init__(self) -> None:
        self.applied: list[int] = []

    async def deliver(self, entries: Sequence[Entry]) -> None:
        self.applied.extend(entry.position for entry in entries if entry.position not in self.applied)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[int, list[list[int]]]:
    """(entries in the log, batches of positions): with repeats, out of order, with holes, perhaps without the tail."""
    count = draw(st.integers(1, entries_max))
    positions = st.integers(1, count)
    return count, draw(st.lists(st.lists(positions, max_size=12), max_size=12))


async def _applied(count: int, batches: list[list[int]], batch_events: int, fails: int, at_once: bool) -> list[int]:
    log, noted = ListedLog(count), Noted(fails)
    reader = Reader(noted, log, batch_events=batch_events)  # type: ignore[arg-type]

    async def deliver(batch: list[int]) -> None:
        try:
            await reader.deliver([entry(position) for position in batch])
        except RuntimeError:
            assert reader.checkpoint is None, "after a failure it must ask the store again"

    if at_once:
        await asyncio.gather(*(deliver(batch) for batch in batches))
    else:
        for batch in batches:
            await deliver(batch)
    for _ in range(noted.fails + 1):
        try:
            await reader.heal(await log.head())
        except RuntimeError:
            continue
    assert reader.lag == 0
    assert reader.checkpoint == count
    return noted.applied


@given(deliveries(), st.integers(1, 8), st.integers(0, 3), st.booleans())
@example((3, [[1], [3]]), 8, 0, False)
@example((3, [[3, 2, 1, 1]]), 8, 1, False)
def test_whatever_is_delivered_each_entry_is_applied_once_and_in_order(
    delivered: tuple[int, list[list[int]]], batch_events: int, fails: int, at_once: bool
) -> None:
    count, batches = delivered
    assert asyncio.run(_applied(count, batches, batch_events, fails, at_once)) == list(range(1, count + 1))


@pytest.mark.parametrize("batches", [[[1], [3]], [[2, 1]], [[1, 2]]], ids=["a hole", "a shuffle", "a lost tail"])
def test_a_consumer_without_the_gap_rule_fails_the_same(batches: list[list[int]]) -> None:
    naive = Naive()

    async def deliver() -> None:
        for batch in batches:
            await naive.deliver([entry(position) for position in batch])

    asyncio.run(deliver())
    assert naive.applied != [1, 2, 3], "this consumer should have failed: the property would not notice a loss"
    assert asyncio.run(_applied(3, batches, 8, 0, False)) == [1, 2, 3]


async def test_a_batch_without_a_gap_asks_the_log_for_nothing() -> None:
    log, noted = ListedLog(0), Noted()
    await Reader(noted, log).deliver([entry(position) for position in range(1, 30)])  # type: ignore[arg-type]
    assert noted.applied == list(range(1, 30))


async def test_when_another_process_was_ahead_it_goes_on_from_there() -> None:
    log, noted = ListedLog(20), Noted()
    reader = Reader(noted, log)  # type: ignore[arg-type]
    await reader.deliver([entry(1)])
    noted.applied = list(range(1, 11))
    await reader.deliver([entry(2), entry(3), entry(12)])
    assert noted.applied == list(range(1, 21))


async def test_a_view_begun_anew_elsewhere_is_read_again_from_the_log() -> None:
    log, noted = ListedLog(20), Noted()
    reader = Reader(noted, log)  # type: ignore[arg-type]
    await reader.heal(await log.head())
    noted.applied = []
    log.entries.append(entry(21))
    await reader.deliver([entry(21)])
    assert noted.applied == list(range(1, 22))


async def test_a_position_nobody_ever_gave_out_does_not_leave_it_behind_for_ever() -> None:
    log, noted = ListedLog(3), Noted()
    reader = Reader(noted, log)  # type: ignore[arg-type]
    await reader.deliver([entry(1_000_000)])
    assert noted.applied == [1, 2, 3]
    await reader.heal(await log.head())
    assert (reader.head, reader.lag) == (3, 0)


async def test_a_reader_told_where_the_head_is_does_not_ask_the_log_again() -> None:
    log, noted = ListedLog(3), Noted()
    reader = Reader(noted, log)  # type: ignore[arg-type]
    await reader.heal(3)
    log.entries.append(entry(4))
    await reader.heal(3)
    assert (reader.head, noted.applied) == (3, [1, 2, 3]), "one question to the log serves all readers of a service"
    await reader.heal()
    assert noted.applied == [1, 2, 3, 4]
