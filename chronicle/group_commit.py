"""Group commit: whatever waits while the last commit is in flight goes into the next one, so durability is paid once."""

import asyncio
from collections import deque
from collections.abc import Sequence

from chronicle.log import Answer, Item, Log, batch_events_max
from chronicle.refusal import Unreachable

batches_in_flight_max = 3
"""While one batch commits, the next are put together: Python and PostgreSQL work side by side."""

split_items_min = 32
"""From so many on, what waits while nothing is under way goes in two halves: callers who wait for one another in step
would otherwise leave PostgreSQL idle while Python works, and Python idle while PostgreSQL does."""


class GroupCommit:
    """Appends items one by one for its callers and in batches for the log. One per process and role."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._waiting: deque[tuple[Item, asyncio.Future[Answer]]] = deque()
        self._writers: set[asyncio.Task[None]] = set()
        self._writing = 0
        self._in_flight: set[str] = set()

    async def append(self, item: Item) -> Answer:
        """Returns the log's answer to this item. Raises Unreachable, or what PostgreSQL said of this item alone."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._writing < batches_in_flight_max:
            self._writing += 1
            writer = asyncio.create_task(self._write())
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        return await answer

    async def _write(self) -> None:
        try:
            await self._write_what_waits()
        finally:
            self._writing -= 1  # now, not when the task is seen to be done: who sends in between must start another

    async def _write_what_waits(self) -> None:
        while batch := self._next_batch():
            streams = {item.stream for item, _ in batch}
            self._in_flight |= streams
            try:
                answers = await self._log.append([item for item, _ in batch])
            except Unreachable as error:
                _fail(batch, error)
            except Exception as error:
                await self._write_one_by_one(batch, error)
            else:
                for (_, future), answer in zip(batch, answers, strict=True):
                    if not future.done():
                        future.set_result(answer)
            finally:
                self._in_flight -= streams

    def _next_batch(self) -> list[tuple[Item, asyncio.Future[Answer]]]:
        """At most one item of a stream: a second one has to wait for what becomes of the first."""
        batch: list[tuple[Item, asyncio.Future[Answer]]] = []
        later: deque[tuple[Item, asyncio.Future[Answer]]] = deque()
        taken = set(self._in_flight)
        events = 0
        most = len(self._waiting)
        if not self._in_flight and most >= split_items_min:
            most = -(-most // 2)
        while self._waiting and events < batch_events_max and len(batch) < most:
            item, future = self._waiting.popleft()
            if item.stream in taken:
                later.append((item, future))
                continue
            taken.add(item.stream)
            events += len(item.facts)
            batch.append((item, future))
        self._waiting.extendleft(reversed(later))
        return batch

    async def _write_one_by_one(self, batch: Sequence[tuple[Item, "asyncio.Future[Answer]"]], error: Exception) -> None:
        """One bad item must not take its neighbours down with it."""
        if len(batch) == 1:
            _fail(batch, error)
            return
        for item, future in batch:
            try:
                answer = (await self._log.append([item]))[0]
            except Exception as own_error:
                _fail([(item, future)], own_error)
            else:
                if not future.done():
                    future.set_result(answer)


def _fail(batch: Sequence[tuple[Item, "asyncio.Future[Answer]"]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
