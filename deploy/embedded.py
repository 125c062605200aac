"""Gives settings their servers: those that are named, else embedded ones, or those that already run there."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from chronicle.embedded.servers import Addresses, DataDirectoryBusy, EmbeddedServers
from chronicle.settings import Settings

join_wait_seconds_max = 15
join_poll_ms = 100


@asynccontextmanager
async def with_servers(settings: Settings, *, join: bool = False) -> AsyncIterator[Settings]:
    """Yields settings in which both servers are named.

    With `join`, a data directory that another process has open is used through that process's servers;
    without, DataDirectoryBusy is raised.
    """
    if settings.database_url is not None and settings.broker_url is not None:
        yield settings
        return
    record = settings.data_directory.absolute() / "addresses.json"
    async with AsyncExitStack() as stack:
        try:
            addresses = await stack.enter_async_context(EmbeddedServers(settings.data_directory))
        except DataDirectoryBusy as busy:
            if not join:
                raise
            addresses = await _of_the_other(record, busy)
        else:
            _write(record, addresses)
            stack.callback(record.unlink, missing_ok=True)
        yield _named(settings, addresses)


async def _of_the_other(record: Path, busy: DataDirectoryBusy) -> Addresses:
    """The other process may be starting still: it writes its addresses once its servers answer."""
    deadline = asyncio.get_running_loop().time() + join_wait_seconds_max
    while (addresses := _read(record)) is None:
        if asyncio.get_running_loop().time() > deadline:
            raise busy
        await asyncio.sleep(join_poll_ms / 1000)
    return addresses


def _read(record: Path) -> Addresses | None:
    return Addresses(**json.loads(record.read_text())) if record.exists() else None


def _named(settings: Settings, addresses: Addresses) -> Settings:
    return settings.model_copy(
        update={
            "database_url": settings.database_url or addresses.database_url,
            "broker_url": settings.broker_url or addresses.broker_url,
        }
    )


def _write(record: Path, addresses: Addresses) -> None:
    """The owner's passwords are in it: readable by its owner only, and whole from the first moment."""
    fresh = record.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_text(json.dumps({"database_url": addresses.database_url, "broker_url": addresses.broker_url}))
    fresh.replace(record)
