"""Parked facts: what a reader could not handle is kept with its reason, and does not hold up other streams."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chronicle.telemetry import PARKED

message_bytes_max = 65_536
error_characters_max = 2_000


@dataclass(frozen=True, slots=True)
class Parked:
    """`position` is None for a broker message that never was a fact."""

    parked_id: int
    reader: str
    position: int | None
    stream: str | None
    error: str
    parked_at: datetime


class ParkingPlace:
    """The `parked` table of one service's schema."""

    def __init__(self, schema: str) -> None:
        self._table = f'"{schema}".parked'

    async def park_fact(
        self, connection: Any, reader: str, position: int, stream: str, error: BaseException | str
    ) -> None:
        """Parks a fact of the log in the reader's own transaction; parking it again changes only the reason."""
        await connection.execute(
            f"INSERT INTO {self._table} (reader, position, stream, error) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (reader, position) DO UPDATE SET error = excluded.error",
            reader, position, stream, _words(error),
        )  # fmt: skip
        PARKED.labels(reader).inc()

    async def park_message(self, connection: Any, reader: str, message: bytes, error: BaseException | str) -> None:
        """Parks a broker message that could not be read; the log still has the fact, if there ever was one."""
        await connection.execute(
            f"INSERT INTO {self._table} (reader, error, message) VALUES ($1, $2, $3)",
            reader, _words(error), message[:message_bytes_max],
        )  # fmt: skip
        PARKED.labels(reader).inc()

    async def held_streams(self, connection: Any, reader: str, streams: Collection[str]) -> set[str]:
        """Those of `streams` with a parked fact: what follows in them must wait behind it."""
        rows = await connection.fetch(
            f"SELECT DISTINCT stream FROM {self._table} WHERE reader = $1 AND stream = ANY($2::text[])",
            reader,
            list(streams),
        )
        return {row[0] for row in rows}

    async def all(self, connection: Any) -> list[Parked]:
        rows = await connection.fetch(
            f"SELECT parked_id, reader, position, stream, error, parked_at FROM {self._table} ORDER BY parked_id"
        )
        return [Parked(*row) for row in rows]

    async def release(self, connection: Any, parked_id: int) -> None:
        await connection.execute(f"DELETE FROM {self._table} WHERE parked_id = $1", parked_id)


def _words(error: BaseException | str) -> str:
    text = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    printable = text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\0")
    return printable[:error_characters_max]
