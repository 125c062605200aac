"""View tables: made from a projection's row, read by key, written back in bulk. Derived data: rebuilt, never migrated."""

from collections.abc import Collection, Iterable
from typing import Any

import asyncpg

from chronicle.projection import Key, Projection, Rows, RowValues
from chronicle.secrets import viewer_of

Connection = Any  # asyncpg.Connection or a pool's proxy of one

# Both parts are asked once a statement and not once a row, because nothing in them depends on the row.
_WITHIN_SCOPE = """
    (SELECT coalesce(current_setting('antoan.everything', true), '') = 'on')
    OR {column} IN (SELECT unnest(string_to_array(current_setting('antoan.units', true), ' ')))"""
"""Rows of the units that the transaction names as its own, or all rows where it may see everything; else none."""
_OR_DELEGATED = """
    OR {column} IN (SELECT unnest(string_to_array(current_setting('antoan.delegated', true), ' ')))"""


class ViewTable:
    """The table of one projection in its service's schema; by another name its shadow while a rebuild is under way, or its past."""

    def __init__(self, schema: str, projection: Projection, name: str | None = None) -> None:
        self.projection = projection
        self.schema = schema
        self.table = name or projection.name
        self.name = f'"{schema}"."{self.table}"'
        keys, columns = projection.key, projection.columns
        self._key_types = projection.sql_types[: len(keys)]
        match = " AND ".join(f"t.{name} = k.{name}" for name in keys)
        self._unnest_keys = (
            "unnest("
            + ", ".join(f"${n}::{t}[]" for n, t in enumerate(self._key_types, 1))
            + f") AS k({', '.join(keys)})"
        )
        self._select = (
            f"SELECT {', '.join('t.' + c for c in columns)} FROM {self.name} t JOIN {self._unnest_keys} ON {match}"
        )
        self._delete = f"DELETE FROM {self.name} t USING {self._unnest_keys} WHERE {match}"
        values = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        updates = ", ".join(f"{c} = excluded.{c}" for c in columns[len(keys) :])
        action = f"DO UPDATE SET {updates}" if updates else "DO NOTHING"
        self._upsert = (
            f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({values}) ON CONFLICT ({', '.join(keys)}) {action}"
        )

    def create_statement(self) -> str:
        """DDL from the row."""
        columns = ", ".join(f"{c} {t}" for c, t in zip(self.projection.columns, self.projection.sql_types, strict=True))
        return f"CREATE TABLE {self.name} ({columns})"

    def guard_statements(self) -> str:
        """DDL for those who ask: a role that only looks, at the rows of its units where rows belong to units."""
        return "; ".join(walls(self.name, self.projection, f'"{viewer_of(self.schema)}"'))

    def index_statements(self) -> str:
        """DDL: the key, whose columns alone are NOT NULL, and the columns it is asked by beside it."""
        indexes = [f"CREATE INDEX ON {self.name} ({', '.join(columns)})" for columns in self.projection.indexes]
        return "; ".join([f"ALTER TABLE {self.name} ADD PRIMARY KEY ({', '.join(self.projection.key)})", *indexes])

    async def recreate(self, connection: Connection, *, indexed: bool = True) -> None:
        """An empty table; without its indexes where much is filled in first, which is faster, and `index` comes afterwards."""
        await connection.execute(f"DROP TABLE IF EXISTS {self.name}")
        await connection.execute(self.create_statement())
        await connection.execute(self.guard_statements())
        if indexed:
            await connection.execute(self.index_statements())

    async def index(self, connection: Connection) -> None:
        """Makes them of a table that was filled without, and tells the planner what is there now."""
        await connection.execute(self.index_statements())
        await connection.execute(f"ANALYZE {self.name}")

    async def load(self, connection: Connection, keys: Collection[Key]) -> dict[Key, RowValues]:
        """The rows of these keys that exist."""
        if not keys:
            return {}
        width = len(self.projection.key)
        rows = await connection.fetch(self._select, *columns_of(keys, width))
        return {tuple(row)[:width]: list(row) for row in rows}

    async def store(self, connection: Connection, rows: Rows, touched: Iterable[Key]) -> None:
        """Writes back what the fold made of the touched keys; a touched key without a row is deleted."""
        gone = []
        kept = []
        for key in touched:
            row = rows.get(key)
            if row is None:
                gone.append(key)
            else:
                kept.append(row)
        if gone:
            await connection.execute(self._delete, *columns_of(gone, len(self.projection.key)))
        if kept:
            await connection.executemany(self._upsert, kept)

    async def copy(self, connection: Connection, rows: Rows) -> None:
        """Fills the table in one COPY."""
        await self._copy(connection, rows.values())

    async def replace(self, connection: Connection, rows: Rows, touched: Collection[Key]) -> None:
        """As `store`, for many rows: what stands under the touched keys goes, and their rows come in one COPY."""
        if touched:
            await connection.execute(self._delete, *columns_of(touched, len(self.projection.key)))
            await self._copy(connection, [row for key in touched if (row := rows.get(key)) is not None])

    async def _copy(self, connection: Connection, rows: Iterable[RowValues]) -> None:
        await connection.copy_records_to_table(
            self.table, schema_name=self.schema, columns=list(self.projection.columns), records=rows
        )

    async def all(self, connection: Connection) -> list[asyncpg.Record]:
        """Every row, ordered by key: for comparison, not for pages."""
        rows: list[asyncpg.Record] = await connection.fetch(
            f"SELECT {', '.join(self.projection.columns)} FROM {self.name} ORDER BY {', '.join(self.projection.key)}"
        )
        return rows


def walls(table: str, projection: Projection, viewer: str) -> list[str]:
    """DDL: the role that only looks may, at the rows of its units where rows belong to units."""
    statements = [f"GRANT SELECT ON {table} TO {viewer}"]
    if projection.of_unit is not None:
        walled = _WITHIN_SCOPE + _OR_DELEGATED if projection.to_delegates else _WITHIN_SCOPE
        within_scope = walled.format(column=projection.of_unit)
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY within_scope ON {table} FOR SELECT TO {viewer} USING ({within_scope})",
        ]
    return statements


def columns_of(keys: Collection[Key], width: int) -> list[list[Any]]:
    """Keys column by column, as arrays are asked with."""
    return [[key[n] for key in keys] for n in range(width)]
