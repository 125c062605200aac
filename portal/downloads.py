"""Answers with a table as a file: its name says what it is, in ASCII for old programs and in Vietnamese for the rest."""

import re
from typing import Any, Literal, get_args
from urllib.parse import quote

from fastapi import Request, Response

from portal.tables import Sheet, written_csv, written_workbook
from reference.vietnamese import fold_marks

SheetKind = Literal["xlsx", "csv", "hash"]
"""What a table is asked as: a file; `hash` is what a sheet of it is checked by (portal/printouts)."""
FileKind = SheetKind | Literal["difference", "difference.xlsx", "difference.csv"]
"""Or what is different in it from another history (portal/differing), as a page or a file."""

WRITERS = {
    "xlsx": (written_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (written_csv, "text/csv; charset=utf-8"),
}
name_characters_max = 80


def is_sheet(request: Request) -> bool:
    """Whether a table is asked for as a file of one history, or its hash."""
    return request.path_params.get("file_kind") in get_args(SheetKind)


def is_difference(request: Request) -> bool:
    """Whether what is asked for is made of a table in two histories."""
    return str(request.path_params.get("file_kind")).startswith("difference")


def download(sheet: Sheet[Any], kind: str, name: str) -> Response:
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
