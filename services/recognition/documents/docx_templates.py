"""The DOCX templates, built in code so that they are the same everywhere and a change of one is seen in its difference."""

from functools import cache
from io import BytesIO

import docx
from docx.document import Document
from docx.shared import RGBColor

from services.recognition.documents.docx_parts import (
    columns,
    frame,
    grid,
    line,
    line_spacing,
    numbered_pages,
    page,
    part_ends,
    plain,
    rule,
    tag,
)
from services.recognition.documents.sheet import COLUMNS

RED = RGBColor(0xA4, 0x16, 0x1A)
indent_mm = 11


@cache
def template_of(kind: str) -> bytes:
    """The template for a kind of paper."""
    build = {"certificate": _certificate, "slip": _slip}.get(kind, _letter)
    target = BytesIO()
    build().save(target)
    return target.getvalue()


def _begun(width: float, height: float, margins: tuple[float, float, float, float], size: float) -> Document:
    document = docx.Document()
    for paragraph in document.paragraphs:
        paragraph._p.getparent().remove(paragraph._p)
    plain(document, size)
    page(document, width, height, margins)
    return document


def _letter() -> Document:
    document = _begun(210, 297, (20, 20, 20, 30), 13.5)
    numbered_pages(document, 13)
    _head(document, (72, 88), 12)
    _title(document, 14)
    tag(document, "if authority")
    line(document, "{{ authority }}", size=14, bold=True, align="center", before=6, after=6)
    tag(document, "endif")
    tag(document, "if addressee")
    line(document, "Kính gửi: {{ addressee }}", size=14, align="center", before=6, after=6)
    tag(document, "endif")
    tag(document, "for basis in bases")
    line(document, "{{ basis }}", italic=True, indent_mm=indent_mm, after=6, spacing=line_spacing)
    tag(document, "endfor")
    tag(document, "if verb")
    line(document, "{{ verb }}", size=14, bold=True, align="center", before=4, after=6)
    tag(document, "endif")
    _blocks(document, 160, 12, indent_mm)
    _foot(document, 160, 13.5, 5)
    tag(document, "if annex")
    part_ends(document)
    line(document, "{{ annex.title }}", size=14, bold=True, align="center")
    line(document, "{{ annex.about }}", size=14, bold=True, align="center")
    line(document, "{{ annex.note }}", size=13, italic=True, align="center")
    rule(document, 58)
    line(document, "", size=6, align="left")
    _table(document, "units", "annex.rows", 160, 12)
    line(document, "{{ annex.sum }}", bold=True, indent_mm=indent_mm, before=8)
    tag(document, "endif")
    return document


def _slip() -> Document:
    document = _begun(148, 210, (12, 12, 12, 16), 11)
    _head(document, (57, 63), 8.5)
    _title(document, 12)
    _blocks(document, 120, 10, 0)
    _foot(document, 120, 11, 3)
    part_ends(document)
    line(document, "{{ annex.title }}", size=12, bold=True, align="center")
    line(document, "{{ annex.about }}", size=10.5, italic=True, align="center")
    rule(document, 45)
    line(document, "", size=6, align="left")
    _table(document, "steps", "annex.rows", 120, 10)
    line(document, "{{ annex.sum }}", size=10, italic=True, before=6)
    return document


def _certificate() -> Document:
    document = _begun(297, 210, (22, 24, 16, 24), 14)
    frame(document, "A4161A")
    _nation(document, 14, 93)
    line(document, "{{ said.by }}", size=18, bold=True, align="center", before=30)
    line(document, "{{ title }}", size=44, bold=True, align="center", before=10, after=8, color=RED)
    line(document, "{{ said.unit }}", size=28, bold=True, align="center", before=6)
    line(document, "{{ said.place }}", size=16, align="center")
    line(document, "{{ said.standard }}", size=20, bold=True, align="center", before=8, color=RED)
    line(document, "{{ said.basis }}", size=14, italic=True, align="center", before=6, after=22)
    left, right = columns(document, 124, 124)
    line(left, "Số: {{ number }}", size=13, align="left", after=6)
    _verification(left)
    line(right, "{{ place_and_day }}", size=14, italic=True, align="center", after=4)
    _signer(right, "signatures[0]", 14, 4, around_mm=38)
    return document


def _nation(place: object, size: float, around_mm: float) -> None:
    line(place, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=size, bold=True, align="center")
    line(place, "Độc lập - Tự do - Hạnh phúc", size=size + 1, bold=True, align="center")
    rule(place, around_mm)


def _head(document: Document, widths: tuple[float, float], size: float) -> None:
    left, right = columns(document, *widths)
    tag(left, "for line in superior")
    line(left, "{{ line }}", size=size, align="center")
    tag(left, "endfor")
    tag(left, "for line in body")
    line(left, "{{ line }}", size=size, bold=True, align="center")
    tag(left, "endfor")
    rule(left, widths[0] * 0.32)
    line(left, "Số: {{ number }}", size=size + 1, align="center", before=6)
    _nation(right, size, widths[1] * 0.17)
    line(right, "{{ place_and_day }}", size=size + 1, italic=True, align="center", before=6)


def _title(document: Document, size: float) -> None:
    line(document, "{{ title }}", size=size, bold=True, align="center", before=14)
    tag(document, "if subject")
    line(document, "{{ subject }}", size=size, bold=True, align="center")
    rule(document, 58)
    tag(document, "endif")
    line(document, "", size=6, align="left")


def _blocks(document: Document, whole_mm: float, table_size: float, indent: float) -> None:
    """Every kind of piece, each shown where the content has one."""
    shapes = {
        "paragraph": "{{ piece.text }}", "heading": "**{{ piece.text }}**", "article": "**{{ piece.label }}** {{ piece.text }}",
        "field": "{{ piece.label }}: **{{ piece.text }}**", "list": "- {{ piece.text }}",
    }  # fmt: skip
    tag(document, "for piece in blocks")
    for kind, text in shapes.items():
        tag(document, f"if piece.kind == '{kind}'")
        line(document, text, indent_mm=indent, after=6, spacing=line_spacing)
        tag(document, "endif")
    for name in COLUMNS:
        tag(document, f"if piece.table == '{name}'")
        _table(document, name, "piece.rows", whole_mm, table_size)
        line(document, "", size=6, align="left")
        tag(document, "endif")
    tag(document, "endfor")


def _table(document: Document, name: str, rows: str, whole_mm: float, size: float) -> None:
    shape = next(columns for table, columns in COLUMNS.items() if table == name)
    grid(document, shape.titles, shape.widths, shape.aligns, whole_mm, rows, size)


def _foot(document: Document, whole_mm: float, size: float, room_lines: int) -> None:
    line(document, "", size=6, align="left")
    tag(document, "if signatures|length > 1")
    left, right = columns(document, whole_mm / 2, whole_mm / 2)
    _signer(left, "signatures[0]", size, room_lines)
    _signer(right, "signatures[1]", size, room_lines)
    line(document, "", size=6, align="left")
    left, right = columns(document, whole_mm / 2, whole_mm / 2)
    _recipients(left)
    _verification(right)
    tag(document, "endif")
    tag(document, "if signatures|length == 1")
    left, right = columns(document, whole_mm / 2, whole_mm / 2)
    _recipients(left)
    line(left, "", size=6, align="left")
    _verification(left)
    _signer(right, "signatures[0]", size, room_lines)
    tag(document, "endif")


def _signer(place: object, signer: str, size: float, room_lines: int, around_mm: float = 15) -> None:
    """Titles, room for hand and seal, and a line for the name."""
    tag(place, f"for line in {signer}")
    line(place, "{{ line }}", size=size, bold=True, align="center")
    tag(place, "endfor")
    for _ in range(room_lines):
        line(place, "", size=size, align="center")
    rule(place, around_mm, dotted=True)


def _recipients(place: object) -> None:
    tag(place, "if recipients")
    line(place, "Nơi nhận:", size=12, bold=True, italic=True, align="left")
    tag(place, "endif")
    tag(place, "for line in recipients")
    line(place, "- {{ line }}", size=11, align="left")
    tag(place, "endfor")
    line(place, "", size=4, align="left")


def _verification(place: object) -> None:
    line(place, "{{ qr }}", align="left")
    line(place, "Xác minh tại {{ verify_shown }}", size=8.5, align="left")
    line(place, "Mã: {{ code }}", size=8.5, align="left")
