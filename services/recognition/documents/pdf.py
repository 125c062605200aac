"""Papers as one PDF, set by Typst with the fonts it brings along; the same papers make the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.recognition.documents.laying_out import Sheet
from services.recognition.documents.qr import svg_of
from services.recognition.documents.sheet import COLUMNS, Table

TEMPLATES = Path(__file__).with_name("typst")
tagged_papers_max = 50
"""Tags took three quarters of the time of 691 certificates."""
CREATED = datetime(2021, 1, 1, tzinfo=UTC)
"""No clock is asked: when a paper was made says its day of signing, not the file."""


def pdf_of(sheets: Sequence[Sheet], title: str) -> bytes:
    """One file with the papers in this order. Tagged for those who read by ear, but for a batch, which goes to a printer."""
    made: bytes = _compiled(sheets, title, "pdf", timestamp=CREATED, pdf_tags=len(sheets) <= tagged_papers_max)
    return made


def _compiled(sheets: Sequence[Sheet], title: str, kind: str, **options: Any) -> Any:
    import typst  # a few MB that only who prints needs

    papers = json.dumps({"title": title, "sheets": [_drawn(sheet) for sheet in sheets]}, ensure_ascii=False)
    compile_any: Any = typst.compile
    return compile_any(
        str(TEMPLATES / "papers.typ"), root=str(TEMPLATES), ignore_system_fonts=True, format=kind,
        sys_inputs={"papers": papers}, **options,
    )  # fmt: skip


def _drawn(sheet: Sheet) -> dict[str, Any]:
    content = sheet.content
    annex = content.annex
    return {
        "kind": sheet.kind, "superior": sheet.superior, "body": sheet.body, "number": sheet.number,
        "place_and_day": sheet.place_and_day, "title": content.title, "subject": content.subject,
        "authority": content.authority, "bases": content.bases, "verb": content.verb, "addressee": content.addressee,
        "blocks": [{**asdict(block), "table": _table(block.table)} for block in content.blocks],
        "annex": None if annex is None else {**asdict(annex), "table": _table(annex.table)},
        "signatures": sheet.signatures, "recipients": sheet.recipients, "code": sheet.code,
        "qr": svg_of(sheet.verify_at) if sheet.code else "",
        "verify_shown": sheet.verify_at.removeprefix("https://").rpartition("/")[0],
    }  # fmt: skip


def _table(table: Table | None) -> dict[str, Any] | None:
    return None if table is None else {**asdict(COLUMNS[table.name]), "rows": table.rows}
