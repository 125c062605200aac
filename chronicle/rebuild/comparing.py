"""Holds a rebuilt view against the live one, row by row, both up to the same position."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from chronicle.log import Log
from chronicle.postgres.views import Connection, ViewTable
from chronicle.projection import Key
from chronicle.rebuild.operation import Differing, Found
from chronicle.rebuild.parting import partings
from chronicle.rebuild.shadow import Shadow
from chronicle.rebuild.tracing import Trace, traced
from contracts.catalogue import Catalogue

rows_traced_max = 1_000
samples_max = 20
value_characters_max = 200

_COUNTS = (
    "count(*) FILTER (WHERE NOT live_there), count(*) FILTER (WHERE NOT rebuilt_there), "
    "count(*) FILTER (WHERE live_there AND rebuilt_there)"
)


async def compared(
    shadow: Shadow, connection: Connection, reached: int, comparable: bool, log: Log, catalogue: Catalogue, page: int
) -> Found:
    """Both tables as they stand in this snapshot; without a live view to compare with, what was rebuilt alone."""
    table = shadow.table
    rows = int(await connection.fetchval(f"SELECT count(*) FROM {table.name}"))
    found = Found(shadow.view.name, reached, reached, rows, await result_sha256(connection, table))
    if not comparable:
        return found
    counts = await connection.fetchrow(f"SELECT {_COUNTS} FROM {_joined(shadow)}")
    found = replace(found, only_rebuilt=counts[0], only_live=counts[1], changed=counts[2])
    return found if found.same else await _looked_into(shadow, connection, found, log, catalogue, page)


async def result_sha256(connection: Connection, table: ViewTable) -> str:
    """SHA-256 of `COPY (rows in the order of their keys, texts by their bytes) TO STDOUT (FORMAT binary)`."""
    digest = sha256()

    async def take(data: bytes) -> None:
        digest.update(data)

    projection = table.projection
    columns = ", ".join(projection.columns)
    await connection.copy_from_query(
        f"SELECT {columns} FROM {table.name} ORDER BY {_in_order(projection.key, projection.sql_types)}",
        output=take, format="binary",
    )  # fmt: skip
    return digest.hexdigest()


def _joined(shadow: Shadow) -> str:
    """The rows in which they differ, the columns of both side by side."""
    projection, live = shadow.view.projection, shadow.view.table
    first = projection.key[0]
    columns = ", ".join(
        f"s.{name} AS s{number}, l.{name} AS l{number}" for number, name in enumerate(projection.columns)
    )
    match = " AND ".join(f"s.{name} = l.{name}" for name in projection.key)
    rebuilt_row, live_row = (
        "ROW(" + ", ".join(f"{side}.{name}" for name in projection.columns) + ")" for side in ("s", "l")
    )
    return (
        f"(SELECT {columns}, s.{first} IS NOT NULL AS rebuilt_there, l.{first} IS NOT NULL AS live_there "
        f"FROM {shadow.table.name} s FULL JOIN {live.name} l ON {match} "
        f"WHERE {rebuilt_row} IS DISTINCT FROM {live_row}) AS differing"
    )


def _in_order(keys: Sequence[str], types: Sequence[str]) -> str:
    """The same order whatever the collation of the database."""
    return ", ".join(f'{name} COLLATE "C"' if kind == "text" else name for name, kind in zip(keys, types, strict=False))


async def _looked_into(
    shadow: Shadow, connection: Connection, found: Found, log: Log, catalogue: Catalogue, page: int
) -> Found:
    projection = shadow.view.projection
    width = range(len(projection.columns))
    keys = range(len(projection.key))
    rows = await connection.fetch(
        f"SELECT * FROM {_joined(shadow)} ORDER BY "
        + ", ".join(
            f"coalesce(s{n}, l{n})" + (' COLLATE "C"' if projection.sql_types[n] == "text" else "") for n in keys
        )
        + f" LIMIT {rows_traced_max}"
    )
    pairs: dict[Key, tuple[list[Any] | None, list[Any] | None]] = {}
    for row in rows:
        rebuilt = [row[f"s{n}"] for n in width] if row["rebuilt_there"] else None
        live = [row[f"l{n}"] for n in width] if row["live_there"] else None
        pairs[tuple((rebuilt or live or [])[n] for n in keys)] = (rebuilt, live)
    shown = list(pairs)[:samples_max]
    parted = await partings(connection, shadow.view.schema, projection, shown)
    lives = {key: live for key, (_, live) in pairs.items()}
    traces = await traced(projection, lives, log, catalogue, found.position, page, parted)
    last = [trace.last for trace in traces.values() if trace.last is not None]
    samples = [_differing(projection.columns, key, *pairs[key], traces[key]) for key in shown]
    return replace(found, apart_since=min(last, default=None), samples=tuple(samples))


def _differing(
    columns: Sequence[str],
    key: Key,
    rebuilt: list[Any] | None,
    live: list[Any] | None,
    trace: Trace,
) -> Differing:
    apart = [
        name for number, name in enumerate(columns)
        if number >= len(key) and (rebuilt is None or live is None or rebuilt[number] != live[number])
    ]  # fmt: skip
    return Differing(
        tuple(_written(value) for value in key),
        tuple(apart),
        _named(columns, live),
        _named(columns, rebuilt),
        trace.last,
        trace.stopped_before,
        tuple(trace.facts),
        trace.parted_at,
    )


def _named(columns: Sequence[str], row: list[Any] | None) -> dict[str, str | None] | None:
    return None if row is None else {name: _written(value) for name, value in zip(columns, row, strict=True)}


def _written(value: Any) -> str | None:
    return None if value is None else str(value)[:value_characters_max]
