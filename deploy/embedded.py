"""Gives settings their servers: those that are named, else embedded ones, else the embedded ones already running there."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from chronicle.embedded.servers import Addresses, DataDirectoryBusy, EmbeddedServers
from chronicle.settings import Settings


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
    try:
        async with EmbeddedServers(settings.data_directory) as addresses:
            _write(record, addresses)
            try:
                yield _named(settings, addresses)
            finally:
                record.unlink(missing_ok=True)
    except DataDirectoryBusy:
        if not join or not record.exists():
            raise
        yield _named(settings, Addresses(**json.loads(record.read_text())))


def _named(settings: Settings, addresses: Addresses) -> Settings:
    return settings.model_copy(
        update={
            "database_url": settings.database_url or addresses.database_url,
            "broker_url": settings.broker_url or addresses.broker_url,
        }
    )


def _write(record: Path, addresses: Addresses) -> None:
    """The owner's passwords are in it: readable by its owner only."""
    record.unlink(missing_ok=True)
    with open(os.open(record, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"database_url": addresses.database_url, "broker_url": addresses.broker_url}, file)
