"""The process that is killed between sending and recording: a host of relay and notifications on a played clock.

Started with one argument, a JSON object of settings. Dies at the armed fault point.
"""

import asyncio
import json
import sys

from chronicle.clock import PlayedClock
from chronicle.host import RELAY, Host
from chronicle.settings import Settings
from services.notifications.component import COMPONENT
from tests.services.notifications.played import MORNING


async def main(settings: dict[str, object]) -> None:
    async with Host((RELAY, COMPONENT), Settings(**settings), clock=PlayedClock(MORNING), days_begin=False):  # type: ignore[arg-type]
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
