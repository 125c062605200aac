"""Which files were uploaded for a unit, newest first: the question behind the page and its sheet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chronicle.secrets import viewer_of
from portal.protection.uploads import MEDIA_TYPES
from portal.sight import Sight
from portal.tables import Address, Cell, Column, Sheet, Table
from portal.words import Words

KIND_OF = {media_type: kind.upper() for kind, media_type in MEDIA_TYPES.items()}

_OF_UNIT = """
    SELECT sha256, bytes, media_type, label, uploaded_at FROM portal.attachment
     WHERE unit_id = $1 AND ($2::text[] IS NULL OR unit_id = ANY ($2)) ORDER BY uploaded_at DESC, sha256 OFFSET $3 LIMIT $4"""
_IN_SIGHT = """
    SELECT current_user <> $2 OR coalesce(current_setting('antoan.everything', true), '') = 'on'
        OR $1 = ANY (string_to_array(current_setting('antoan.units', true), ' '))"""
_COUNT = "SELECT count(*) FROM portal.attachment WHERE unit_id = $1 AND ($2::text[] IS NULL OR unit_id = ANY ($2))"


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a unit."""

    sha256: str
    bytes: int
    media_type: str
    label: str
    uploaded_at: datetime


async def in_sight(seen: Sight, unit_id: str) -> bool:
    """The second wall, for a unit that may have no file whose row it could keep back: what the policy of rows asks."""
    found: bool | None = await seen.connection.fetchval(_IN_SIGHT, unit_id, viewer_of("portal"))
    return bool(found)


async def files_of_unit(seen: Sight, unit_id: str, offset: int, limit: int) -> list[Listed]:
    rows = await seen.connection.fetch(_OF_UNIT, unit_id, seen.scope.named, offset, limit)
    return [Listed(**row) for row in rows]


async def files_counted(seen: Sight, unit_id: str) -> int:
    found: int = await seen.connection.fetchval(_COUNT, unit_id, seen.scope.named)
    return found


def table_of(words: Words, files: list[Listed], zone: ZoneInfo) -> Table[Listed]:
    """Each name leads to the file; the hash is for the sheet, where it can be compared with that of a fact."""

    def day(file: Listed) -> date:
        return file.uploaded_at.astimezone(zone).date()

    columns: tuple[Column[Any], ...] = (
        Column("label", words("Tên tệp"), lambda f: Cell(f.label, Address(f"/attachments/{f.sha256}"), written=True)),
        Column("kind", words("Loại tệp"), lambda f: Cell(KIND_OF.get(f.media_type, f.media_type))),
        Column("bytes", words("Số byte"), lambda f: Cell(f.bytes), "number"),
        Column("day", words("Ngày tải lên"), lambda f: Cell(day(f)), "day"),
        Column("sha256", words("Mã băm SHA-256"), lambda f: Cell(f.sha256), on_page=False),
    )
    return Table(columns, files)


def sheet_of(words: Words, unit: str, today: date, table: Table[Listed]) -> tuple[Sheet[Listed], str]:
    """The sheet, and what its file is called."""
    title = words("Tệp đính kèm")
    about = ((words("Đơn vị"), unit), (words("Số liệu đến ngày"), words.day(today)))
    return Sheet(title, about, table, words), f"{title} {unit}"
