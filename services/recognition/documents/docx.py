"""A paper as DOCX, to be edited before it is signed: the same words as its PDF in a template of the decree's layout."""

from io import BytesIO
from typing import Any

from services.recognition.documents.laying_out import Sheet
from services.recognition.documents.qr import png_of
from services.recognition.documents.sheet import Annex, Block

qr_mm = 18


def docx_of(sheet: Sheet) -> bytes:
    """One file. What is filled in is text: nothing in a unit's name steers the template."""
    from docx.shared import Mm  # only who prints needs these
    from docxtpl import DocxTemplate, InlineImage  # type: ignore[import-untyped]

    from services.recognition.documents.docx_templates import template_of

    document = DocxTemplate(BytesIO(template_of(sheet.kind)))
    content = sheet.content
    said: dict[str, Any] = {
        "superior": sheet.superior, "body": sheet.body, "number": sheet.number, "place_and_day": sheet.place_and_day,
        "title": content.title, "subject": content.subject, "authority": content.authority, "bases": content.bases,
        "verb": content.verb, "addressee": content.addressee, "blocks": [_block(block) for block in content.blocks],
        "said": {block.label: block.text for block in content.blocks if block.kind == "part"},
        "annex": None if content.annex is None else _annex(content.annex), "signatures": sheet.signatures,
        "recipients": sheet.recipients, "code": sheet.code,
        "verify_shown": sheet.verify_at.removeprefix("https://").rpartition("/")[0],
        "qr": InlineImage(document, BytesIO(png_of(sheet.verify_at)), width=Mm(qr_mm)),
    }  # fmt: skip
    document.render(said, autoescape=True)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _block(block: Block) -> dict[str, Any]:
    rows = () if block.table is None else block.table.rows
    name = "" if block.table is None else block.table.name
    return {"kind": block.kind, "text": block.text, "label": block.label, "table": name, "rows": rows}


def _annex(annex: Annex) -> dict[str, Any]:
    return {"title": annex.title, "about": annex.about, "note": annex.note, "rows": annex.table.rows, "sum": annex.sum}
