"""Applies the ordered SQL files once each, and settles every service's role and schema."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from chronicle.component import Component
from chronicle.secrets import role_of, secret

FILES = Path(__file__).parent / "migrations"


class MigrationChanged(Exception):
    """A file that was applied has been edited since: a new file must carry the change."""


async def migrate(database_url: str, components: Sequence[Component], secrets_directory: Path) -> list[str]:
    """Returns the names of the files applied now. Safe to run by several at once; each file is one transaction."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtext('antoan.migrate'))")
        applied = await apply_files(connection, FILES)
        for component in components:
            role = role_of(component.name)
            password = secret(secrets_directory, role, make=True)
            await connection.execute("SELECT chronicle.settle_service($1, $2, $3)", component.name, role, password)
        for component in components:
            if component.migrations is not None:
                applied += await apply_files(connection, component.migrations, f"{component.name}/")
        return applied
    finally:
        await connection.close()


async def apply_files(connection: "asyncpg.Connection[asyncpg.Record]", folder: Path, prefix: str = "") -> list[str]:
    """Those of a folder that were not applied yet, in their order. Raises MigrationChanged."""
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS public.antoan_migration "
        "(name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
    )
    done = {
        row["name"]: row["sha256"] for row in await connection.fetch("SELECT name, sha256 FROM public.antoan_migration")
    }
    applied = []
    for file_name, text in await asyncio.to_thread(_texts, folder):
        name = prefix + file_name
        digest = hashlib.sha256(text.encode()).hexdigest()
        if name in done:
            if done[name] != digest:
                raise MigrationChanged(f"{name} was edited after it was applied; put the change into a new file")
            continue
        async with connection.transaction():
            await connection.execute(text)
            await connection.execute("INSERT INTO public.antoan_migration VALUES ($1, $2)", name, digest)
        applied.append(name)
    return applied


def _texts(folder: Path) -> list[tuple[str, str]]:
    return [(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))]
