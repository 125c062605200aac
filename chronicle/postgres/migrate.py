"""Applies the ordered SQL files once each, and settles every service's role and schema."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from chronicle.secrets import role_of, secret

FILES = Path(__file__).parent / "migrations"


class MigrationChanged(Exception):
    """A file that was applied has been edited since: a new file must carry the change."""


async def migrate(database_url: str, services: Iterable[str], secrets_directory: Path) -> list[str]:
    """Returns the names of the files applied now. Safe to run by several at once; each file is one transaction."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtext('antoan.migrate'))")
        applied = await _apply_files(connection)
        for service in services:
            password = secret(secrets_directory, role_of(service), make=True)
            await connection.execute("SELECT chronicle.settle_service($1, $2, $3)", service, role_of(service), password)
        return applied
    finally:
        await connection.close()


async def _apply_files(connection: "asyncpg.Connection[asyncpg.Record]") -> list[str]:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS public.antoan_migration "
        "(name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
    )
    done = {
        row["name"]: row["sha256"] for row in await connection.fetch("SELECT name, sha256 FROM public.antoan_migration")
    }
    applied = []
    for path in sorted(FILES.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        if path.name in done:
            if done[path.name] != digest:
                raise MigrationChanged(f"{path.name} was edited after it was applied; put the change into a new file")
            continue
        async with connection.transaction():
            await connection.execute(text)
            await connection.execute("INSERT INTO public.antoan_migration VALUES ($1, $2)", path.name, digest)
        applied.append(path.name)
    return applied
