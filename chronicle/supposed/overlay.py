"""What is supposed, in the tables of the past: rows that cover those that stood, under a number below every epoch.

They stand behind the walls of the table they are in. What covers a row is a copy of it, so whoever may see the one sees the other.
"""

from collections.abc import Collection

from chronicle.past.unfolding import EVER
from chronicle.past.version_table import VersionTable
from chronicle.postgres.views import Connection
from chronicle.projection import RowValues
from chronicle.secrets import viewer_of

SUPPOSED = "antoan.supposed"
"""The setting of a transaction that says under which supposition it reads."""
COVERED = 0
"""In the place of the end of a version: it marks a row of the history that was, which is not so."""

_EPOCH = f"(SELECT -current_setting('{SUPPOSED}')::bigint)"
_NUMBER = "number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"


async def prepare(connection: Connection, schema: str, tables: Collection[VersionTable]) -> None:
    """Makes what is not there: the list of suppositions, and of each view what shows it as supposed."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"{schema}.supposed")
    viewer = viewer_of(schema)
    await connection.execute(
        f'CREATE TABLE IF NOT EXISTS "{schema}".supposed ({_NUMBER}, digest text NOT NULL UNIQUE); '
        f'GRANT SELECT ON "{schema}".supposed TO "{viewer}"'
    )
    for table in tables:
        if await connection.fetchval("SELECT to_regclass($1)", table.supposed) is None:
            await connection.execute(f'{_view(table)}; GRANT SELECT ON {table.supposed} TO "{viewer}"')


def _view(table: VersionTable) -> str:
    columns = ", ".join(table.projection.columns)
    same_key = " AND ".join(f"c.{key} = t.{key}" for key in table.projection.key)
    return (
        f"CREATE VIEW {table.supposed} WITH (security_invoker = true) AS SELECT {columns} FROM {table.name} t "
        f"WHERE {table.stood} AND NOT EXISTS (SELECT FROM {table.name} c "
        f"WHERE c.past_epoch = {_EPOCH} AND c.past_to = {COVERED} AND {same_key}) "
        f"UNION ALL SELECT {columns} FROM {table.name} WHERE past_epoch = {_EPOCH} AND past_to = {EVER}"
    )


async def number_of(connection: Connection, schema: str, digest: str) -> int | None:
    """The number of a supposition that stands written; None where it does not."""
    if await connection.fetchval("SELECT to_regclass($1)", f'"{schema}".supposed') is None:
        return None
    found = await connection.fetchval(f'SELECT number FROM "{schema}".supposed WHERE digest = $1', digest)
    return None if found is None else int(found)


async def stands(connection: Connection, schema: str, number: int) -> bool:
    """Whether it stands in this snapshot: it may have made room for another one meanwhile."""
    return bool(await connection.fetchval(f'SELECT count(*) FROM "{schema}".supposed WHERE number = $1', number))


async def note(connection: Connection, schema: str, digest: str) -> int:
    return int(
        await connection.fetchval(f'INSERT INTO "{schema}".supposed (digest) VALUES ($1) RETURNING number', digest)
    )


async def write(
    connection: Connection,
    table: VersionTable,
    number: int,
    covered: Collection[RowValues],
    standing: Collection[RowValues],
) -> None:
    """Marks the rows that are not so, copies of what stood, and puts those that are in their place."""
    records = [(-number, 0, end, *row) for end, rows in ((COVERED, covered), (EVER, standing)) for row in rows]
    await connection.copy_records_to_table(
        table.table, schema_name=table.schema, records=records,
        columns=["past_epoch", "past_from", "past_to", *table.projection.columns],
    )  # fmt: skip


async def make_room(connection: Connection, schema: str, tables: Collection[VersionTable], kept_max: int) -> None:
    """The oldest go, until no more than so many stand."""
    last = await connection.fetchval(
        f'SELECT number FROM "{schema}".supposed ORDER BY number DESC OFFSET $1 LIMIT 1', kept_max
    )
    if last is not None:
        await connection.execute(f'DELETE FROM "{schema}".supposed WHERE number <= $1', last)
        for table in tables:
            await connection.execute(f"DELETE FROM {table.name} WHERE past_epoch < 0 AND past_epoch >= $1", -last)


async def forget_all(connection: Connection, schema: str) -> None:
    """After the past of a view was begun anew: what was supposed of it is gone with it."""
    if await connection.fetchval("SELECT to_regclass($1)", f'"{schema}".supposed') is not None:
        await connection.execute(f'DELETE FROM "{schema}".supposed')
