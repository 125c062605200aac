"""A document of the provider, kept for a while: fetched by one at a time, and a failure is remembered for some seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from chronicle.refusal import Refused

kept_seconds_max = 3_600
retry_seconds_min = 5
"""Between two attempts while the provider fails, so that people at the door do not become a flood at the provider's."""
newer_seconds_min = 60
"""Between two fetches because of a key that is not known, which anybody who can make a token can cause."""

Document = TypeVar("Document")


class KeptDocument(Generic[Document]):
    """What `fetch` returns; `monotonic` tells seconds."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Document]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._one_at_a_time = asyncio.Lock()
        self._document: Document | None = None
        self._refused: Refused | None = None
        self._asked_at = float("-inf")

    async def get(self) -> Document:
        """The document, at most `kept_seconds_max` old. Raises Refused as `fetch` does."""
        return await self._younger_than(kept_seconds_max)

    async def newer(self) -> Document:
        """Fetched anew, unless that was done within `newer_seconds_min`. Raises Refused as `fetch` does."""
        return await self._younger_than(newer_seconds_min)

    async def _younger_than(self, seconds: float) -> Document:
        async with self._one_at_a_time:
            age = self._monotonic() - self._asked_at
            if self._document is not None and age < seconds:
                return self._document
            if self._refused is not None and age < retry_seconds_min:
                raise Refused(self._refused.code, vi=self._refused.vi, en=self._refused.en)
            self._document = self._refused = None
            self._asked_at = self._monotonic()
            try:
                self._document = await self._fetch()
            except Refused as refused:
                self._refused = refused
                raise
            return self._document
