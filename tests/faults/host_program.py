"""The process that is killed: a host of relay and sample service, which also sends commands of its own, some of them again.

Started with one argument, a JSON object: `settings` of the host, `first` command to send. Dies at the armed fault point.
"""

import asyncio
import json
import sys
from typing import Any

from chronicle.command import Command, derived_id
from chronicle.host import RELAY, Host
from chronicle.refusal import Refused, Unreachable
from chronicle.settings import Settings
from tests.chronicle.sample_component import COMPONENT, DAY, Close, Grow, Open, context

COMMANDS_PER_MODEL = 6
PAUSE_SECONDS = 0.005


def numbered(number: int) -> Command:
    """Command `number` of a fixed list: each model is opened, grows four times and is closed."""
    model_id, turn = f"p{number // COMMANDS_PER_MODEL}", number % COMMANDS_PER_MODEL
    if turn == 0:
        return Open(occurred_on=DAY, model_id=model_id, unit_id=f"u{number % 4}")
    if turn == COMMANDS_PER_MODEL - 1:
        return Close(occurred_on=DAY, model_id=model_id)
    return Grow(occurred_on=DAY, model_id=model_id, added=number)


async def send(service: Any, first: int) -> None:
    """Sends one command after another; one whose answer never came is sent again under its id, here or in the next life."""
    number = first
    while True:
        try:
            await service.handle(numbered(number), context(derived_id(f"command {number}")))
        except Unreachable:
            continue
        except Refused:
            pass  # its model was not opened, because an earlier life ended before that
        number += 1
        await asyncio.sleep(PAUSE_SECONDS)


async def main(settings: dict[str, Any], first: int) -> None:
    async with Host((RELAY, COMPONENT), Settings(**settings), days_begin=False) as host:
        print("open", flush=True)
        if first < 0:
            await asyncio.Event().wait()
        await send(host.services["models"], first)


if __name__ == "__main__":
    asyncio.run(main(**json.loads(sys.argv[1])))
