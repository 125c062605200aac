"""The process that is killed: archives every full range of a log, or restores what is archived. Dies at the armed fault point.

Started with one argument, a JSON object: `database_url`, `folder`, and `back`: whether ranges go back.
"""

import asyncio
import json
import sys
from pathlib import Path

import asyncpg

from tests.chronicle.archiving import move_full, restore_all


async def main(database_url: str, folder: str, back: bool) -> None:
    owner = await asyncpg.connect(database_url)
    if back:
        await restore_all(owner, Path(folder))
    else:
        await move_full(owner, Path(folder))
    await owner.close()


if __name__ == "__main__":
    asyncio.run(main(**json.loads(sys.argv[1])))
