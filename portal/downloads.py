"""Answers with a table as a file: its name says what it is, in ASCII for old programs and in Vietnamese for the rest."""

import re
from typing import Any, Literal
from urllib.parse import quote

from fastapi import Response

from portal.tables import Sheet, written_csv, written_workbook
from reference.vietnamese import fold_marks

FileKind = Literal["xlsx", "csv", "hash"]
"""`hash` is what a sheet is checked by (portal/printouts): of the same table, and no sheet."""

WRITERS: dict[FileKind, Any] = {
    "xlsx": (written_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (written_csv, "text/csv; charset=utf-8"),
}
name_characters_max = 80


def download(sheet: Sheet[Any], kind: FileKind, name: str) -> Response:
    """The sheet as a file to keep; `name` has no ending and may have marks."""
    write, media_type = WRITERS[kind]
    return Response(
        write(sheet),
        media_type=media_type,
        headers={"Content-Disposition": disposition(name, kind), "Cache-Control": "no-cache"},
    )


def disposition(name: str, kind: str) -> str:
    """The header of RFC 6266: `filename` in plain letters, `filename*` as it is written."""
    name = name[:name_characters_max]
    plain = "-".join(re.findall(r"[a-z0-9]+", fold_marks(name))) or "antoan"
    return f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{quote(f'{name}.{kind}', safe='')}"
