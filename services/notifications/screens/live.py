"""News of an inbox while somebody looks at it: one watcher a process asks how far the view of notices is, whoever listens waits."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable

Position = Callable[[], Awaitable[int]]

watch_ms = 1_000
heartbeat_seconds = 20.0
streams_per_account_max = 4


class TooManyStreams(Exception):
    """One account listens often enough already."""


class Live:
    """Tells listeners that the view has moved; asks for its position only while somebody listens."""

    def __init__(self, position: Position) -> None:
        self._position = position
        self._moved = asyncio.Condition()
        self._at = -1
        self._listening: Counter[Hashable] = Counter()
        self._watcher: asyncio.Task[None] | None = None

    async def listen(self, account: Hashable) -> AsyncGenerator[bool]:
        """True when the view has moved, at once for the first time; False where nothing happened for a heartbeat.

        Raises TooManyStreams before the first.
        """
        if self._listening[account] >= streams_per_account_max:
            raise TooManyStreams
        self._listening[account] += 1
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        seen = self._at
        try:
            yield True
            while True:
                yield await self._has_moved(seen)
                seen = self._at
        finally:
            self._listening[account] -= 1
            if not self._listening[account]:
                del self._listening[account]

    @property
    def listeners(self) -> int:
        """How many listen."""
        return self._listening.total()

    async def _has_moved(self, seen: int) -> bool:
        async with self._moved:
            try:
                await asyncio.wait_for(self._moved.wait_for(lambda: self._at != seen), heartbeat_seconds)
            except TimeoutError:
                return False
        return True

    async def _watch(self) -> None:
        while self._listening:
            try:
                found = await self._position()
            except Exception:
                found = self._at
            if found != self._at:
                async with self._moved:
                    self._at = found
                    self._moved.notify_all()
            await asyncio.sleep(watch_ms / 1000)
