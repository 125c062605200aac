"""The rows the ledger stands in: tiles of hashes, signed checkpoints, and what witnesses signed below them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chronicle.ledger.tiles import Tile, hash_of, tiles_for
from chronicle.ledger.tree import Range, root_of

_CHECKPOINTS = """
    SELECT k.size, k.root, k.signed_at, k.note || coalesce(
           (SELECT string_agg(c.line, '' ORDER BY c.cosigned_at, c.witness) FROM audit.cosignature c WHERE c.size = k.size), ''
           ) AS note
      FROM audit.checkpoint k"""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it is kept; below its note stands the line of each witness who has signed it."""

    size: int
    root: bytes
    note: str
    signed_at: datetime


async def newest(connection: Any) -> Signed | None:
    """The last checkpoint, where there is one."""
    row = await connection.fetchrow(f"{_CHECKPOINTS} ORDER BY k.size DESC LIMIT 1")
    return Signed(**row) if row else None


async def of_size(connection: Any, size: int) -> Signed | None:
    row = await connection.fetchrow(f"{_CHECKPOINTS} WHERE k.size = $1", size)
    return Signed(**row) if row else None


async def newest_cosigned(connection: Any, covering: int) -> Signed | None:
    """The last checkpoint over this position that a witness signed as well, where there is one."""
    row = await connection.fetchrow(
        f"{_CHECKPOINTS} WHERE k.size = (SELECT max(size) FROM audit.cosignature) AND k.size >= $1", covering
    )
    return Signed(**row) if row else None


async def sizes(connection: Any) -> list[Signed]:
    """All of them, the smallest first."""
    return [Signed(**row) for row in await connection.fetch(f"{_CHECKPOINTS} ORDER BY k.size")]


async def held(connection: Any, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """Those of the tiles that there are."""
    asked = list(wanted)
    rows = await connection.fetch(
        "SELECT level, index, hashes FROM unnest($1::smallint[], $2::bigint[]) AS asked(level, index) "
        "JOIN audit.tile USING (level, index)",
        [level for level, _ in asked], [index for _, index in asked],
    )  # fmt: skip
    return {(row["level"], row["index"]): row["hashes"] for row in rows}


async def hashes_over(connection: Any, ranges: list[Range]) -> list[bytes]:
    """The hash over each range of the tree. Raises KeyError or ValueError where it is not sealed as far as that."""
    tiles = await held(connection, tiles_for(ranges))
    return [root_of(leaves, lambda part: hash_of(tiles, part)) for leaves in ranges]


async def keep(connection: Any, tiles: Mapping[Tile, bytes]) -> None:
    await connection.execute(
        "INSERT INTO audit.tile (level, index, hashes) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]) "
        "ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes",
        [level for level, _ in tiles], [index for _, index in tiles], list(tiles.values()),
    )  # fmt: skip


async def sign(connection: Any, size: int, root: bytes, note: str) -> None:
    """Keeps a checkpoint; one of this size that is there already stays as it is."""
    await connection.execute(
        "INSERT INTO audit.checkpoint (size, root, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", size, root, note
    )
