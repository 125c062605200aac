"""Pages as they were rendered a moment ago, for whoever asks the same with the same scope while no view has moved.

A page is a function of what is asked, what the asker may see, and how far the views have read. Who asks is not part of it: what
names them stands in a place of its own, filled each time. Rendering is most of what a page costs (bench/README.md).
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any
from weakref import WeakValueDictionary

from chronicle.service import Service

kept_pages_max = 500
kept_ms_max = 5_000
"""A view that a rebuild corrected where it stands is shown after so long at the latest."""


class KeptPages:
    """`get(key)` a page put there lately, or None."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, tuple[float, str]] = OrderedDict()
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def page(self, key: Hashable, render: Callable[[], Awaitable[str]]) -> str:
        """The page kept under the key, else rendered now; of many who ask at once one renders and the others wait."""
        if (found := self.get(key)) is not None:
            return found
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            if (found := self.get(key)) is None:
                found = await render()
                self.put(key, found)
        return found

    def get(self, key: Hashable) -> str | None:
        found = self._pages.get(key)
        if found is None or time.monotonic() - found[0] > kept_ms_max / 1000:
            return None
        return found[1]

    def put(self, key: Hashable, page: str) -> None:
        self._pages[key] = (time.monotonic(), page)
        self._pages.move_to_end(key)
        while len(self._pages) > kept_pages_max:
            self._pages.popitem(last=False)


async def standing(service: Service, connection: Any) -> Hashable:
    """Where each view of the service and the log itself stand, and what the second wall lets through: asked of the database
    in the transaction of the rows that are shown, so that a page kept for one is never shown to another who may see less."""
    row = await connection.fetchrow(
        "SELECT string_agg(reader || ' ' || position, ' ' ORDER BY reader), (SELECT position FROM chronicle.head), "
        "current_setting('antoan.everything', true), md5(current_setting('antoan.units', true)), "
        "md5(current_setting('antoan.delegated', true)) "
        f'FROM "{service.name}".reader'
    )
    return tuple(row)
