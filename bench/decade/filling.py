"""Puts the decade into an empty log as its owner: what is left afterwards is a log as appending would have left it."""

from dataclasses import fields
from typing import Any

from bench.decade.life import history
from chronicle.collector import collector_at_rest
from chronicle.log import Entry

EVENT_COLUMNS = tuple(field.name for field in fields(Entry))
COMMAND_COLUMNS = ("command_id", "stream", "first_position", "last_position", "version")
# Made again at the end: ten million ids that come in no order would be looked up one by one.
_WITHOUT_INDEXES = """
    ALTER TABLE chronicle.command DROP CONSTRAINT command_pkey;
    DROP INDEX chronicle.command_stream"""
_WITH_INDEXES = """
    ALTER TABLE chronicle.command ADD PRIMARY KEY (command_id);
    CREATE UNIQUE INDEX command_stream ON chronicle.command (stream, version)"""


async def fill(connection: Any, events: int, seed: int) -> int:
    """Decides and writes side by side, page after page; returns how many facts there are."""
    head = 0
    await connection.execute(_WITHOUT_INDEXES)
    with collector_at_rest():
        for told, commands in history(events, seed):
            if told:
                await connection.execute("SELECT chronicle.ensure_partitions()")
                await _copy(connection, "event", EVENT_COLUMNS, told)
                await _copy(connection, "command", COMMAND_COLUMNS, commands)
                head, instant = told[-1][0], told[-1][8]
                await connection.execute("UPDATE chronicle.head SET position = $1, recorded_at = $2", head, instant)
    await connection.execute(_WITH_INDEXES)
    await connection.execute("ANALYZE chronicle.event; ANALYZE chronicle.command")
    return head


async def _copy(connection: Any, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    await connection.copy_records_to_table(table, schema_name="chronicle", columns=list(columns), records=rows)
