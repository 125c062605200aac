"""`antoan tamper-drill`: the log copied into a database of its own, everything done to the copy, and what verifying finds."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from rich.console import Console

from chronicle.archive.archive import Archive, ArchivedRange, block_span
from chronicle.archive.moving import archived
from chronicle.postgres.migrate import FILES, apply_files
from chronicle.settings import Settings
from deploy.embedded import with_servers
from deploy.operations import Unknown, owner_of, print_json
from portal.words import Words
from services.audit.component import COMPONENT as AUDIT
from services.audit.ledger.drill import NotFitForADrill, Tried, drill

COPY = "antoan_drill_"
"""Databases whose names begin so are the drill's own."""
_COPIED = (("chronicle", "event"), ("audit", "tile"), ("audit", "checkpoint"), ("audit", "cosignature"))
chunks_ahead_max = 64


async def tamper_drill(settings: Settings, console: Console, seed: int | None, *, as_json: bool) -> int:
    """Says of each manipulation what was done and found, in both languages; returns 1 where one was not caught."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    missed = 0
    async with (
        with_servers(settings, join=True) as named,
        owner_of(named) as original,
        _copied(named, original) as copy,
    ):
        if not as_json:
            facts = await copy.fetchval("SELECT count(*) FROM chronicle.event")
            console.print(f"a copy of {facts} facts, seed {seed} · diễn tập trên bản sao, hạt giống {seed}")
        try:
            async for tried in drill(copy, named.ledger_name, seed):
                missed += not tried.caught
                _say(console, tried, seed, as_json=as_json)
        except NotFitForADrill as error:
            raise Unknown(str(error)) from error
    return 1 if missed else 0


@asynccontextmanager
async def _copied(settings: Settings, original: Any) -> AsyncIterator[Any]:
    """A connection to a copy of the log and its ledger, on the same server; it goes at the end, whatever happened."""
    name = f"{COPY}{secrets.token_hex(4)}"
    try:
        await original.execute(f'CREATE DATABASE "{name}"')
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unknown("the owner may not make a database for the copy · chủ dữ liệu không được tạo bản sao") from error
    try:
        copy = await asyncpg.connect(urlunsplit(urlsplit(str(settings.owner_url))._replace(path=f"/{name}")))
        try:
            if not (await copy.fetchval("SELECT current_database()")).startswith(COPY):
                raise Unknown("this is no copy: nothing was done · đây không phải bản sao, chưa làm gì")
            await _fill(original, copy, Archive(settings.archive))
            yield copy
        finally:
            await copy.close()
    finally:
        await original.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _fill(original: Any, copy: Any, archive: Archive) -> None:
    """The same tables by the same files, and all rows of one moment. No role is touched: the whole server has them."""
    await apply_files(copy, FILES)
    await copy.execute(f'CREATE SCHEMA "{AUDIT.name}"')
    assert AUDIT.migrations is not None
    await apply_files(copy, AUDIT.migrations, f"{AUDIT.name}/")
    async with original.transaction(isolation="repeatable_read", readonly=True):
        await original.execute("LOCK TABLE chronicle.event IN ACCESS SHARE MODE")  # nothing is archived meanwhile
        await copy.execute(
            "UPDATE chronicle.head SET position = $1", await original.fetchval("SELECT position FROM chronicle.head")
        )
        await copy.execute("SELECT chronicle.ensure_partitions()")
        for schema, table in _COPIED:
            await _pour(original, copy, schema, table)
        for held in await archived(original):
            await _unpack(held, archive, copy)
    await copy.execute("ANALYZE")


async def _unpack(held: ArchivedRange, archive: Archive, copy: Any) -> None:
    """Of the copy nothing is archived: there is no file that could be tampered with by mistake."""
    start = held.first_position
    while held.restored_at is None and start <= held.last_position:
        _, end = block_span(held, start)
        leaves = await archive.leaves(held, start, end)
        await copy.execute("INSERT INTO chronicle.event SELECT * FROM chronicle.entries_of($1)", leaves)
        start = end + 1


async def _pour(original: Any, copy: Any, schema: str, table: str) -> None:
    """The rows of a table, as the bytes they are, never more than a few of them in memory."""
    chunks: asyncio.Queue[bytes] = asyncio.Queue(chunks_ahead_max)

    async def out() -> None:
        await original.copy_from_query(f'SELECT * FROM "{schema}"."{table}"', output=chunks.put, format="binary")
        await chunks.put(b"")

    async def arriving() -> AsyncIterator[bytes]:
        while chunk := await chunks.get():
            yield chunk

    async with asyncio.TaskGroup() as both:
        both.create_task(out())
        both.create_task(copy.copy_to_table(table, schema_name=schema, source=arriving(), format="binary"))


def _say(console: Console, tried: Tried, seed: int, *, as_json: bool) -> None:
    done = tried.manipulation
    if as_json:
        print_json({
            "tried": done.name, "position": tried.place.position, "seed": seed, "caught": tried.caught,
            "found": [found.what for found in tried.verdict.findings], "first_bad": tried.verdict.first_bad,
            "said": tried.verdict.said(Words("vi")),
        })  # fmt: skip
        return
    for words in (Words("vi"), Words("en")):
        console.print(words(done.said, position=words.number(tried.place.position)), highlight=False, soft_wrap=True)
        for line in tried.verdict.said(words):
            console.print(f"  → {line}", style="green" if tried.caught else "red", highlight=False, soft_wrap=True)
    if not tried.caught:
        console.print("  NOT CAUGHT · KHÔNG PHÁT HIỆN", style="red")
