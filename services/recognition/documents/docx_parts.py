"""Parts a DOCX template is built of: paragraphs, rules, tables and page numbers, with the sizes of Decree 30/2020/NĐ-CP."""

from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
"""As the decree has it: who edits the file has it in Word."""
ALIGNS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip
line_spacing = 1.15


def plain(document: Document, size: float) -> None:
    """The style everything starts from."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    language = OxmlElement("w:lang")
    for kind in ("w:val", "w:eastAsia"):
        language.set(qn(kind), "vi-VN")
    style.element.get_or_add_rPr().append(language)


def page(document: Document, width: float, height: float, margins: tuple[float, float, float, float]) -> None:
    """Millimetres; margins are top, right, bottom, left."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (Mm(m) for m in margins)
    section.header_distance = Mm(margins[0] / 2)


def line(
    place: Any, text: str, *, size: float | None = None, bold: bool = False, italic: bool = False, align: str = "justify",
    indent_mm: float = 0, before: float = 0, after: float = 0, spacing: float = 1.0, color: Any = None,
) -> Any:  # fmt: skip
    """A paragraph with one run; `**` stands around the part of the text that is bold."""
    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), spacing
    shape.first_line_indent = Mm(indent_mm)
    paragraph.alignment = ALIGNS[align]
    for number, part in enumerate(text.split("**")):
        if part:
            run = paragraph.add_run(part)
            run.bold, run.italic = bold or number % 2 == 1, italic
            if size is not None:
                run.font.size = Pt(size)
            if color is not None:
                run.font.color.rgb = color
    return paragraph


def tag(place: Any, said: str) -> None:
    """A paragraph that only steers the template; it is gone from what is made."""
    place.add_paragraph("{%p " + said + " %}")


def rule(place: Any, around_mm: float, *, dotted: bool = False, before: float = 0) -> None:
    """A short rule in the middle: an empty line with a border, held in from both sides."""
    paragraph = line(place, " ", size=2, align="center", before=before)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(around_mm)
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "dotted" if dotted else "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    paragraph._p.get_or_add_pPr().append(border)


def columns(document: Any, *widths_mm: float) -> list[Any]:
    """A row of cells without borders, each empty of paragraphs but for one that Word insists on."""
    table = document.add_table(rows=1, cols=len(widths_mm))
    table.autofit = False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths_mm, strict=True):
        column.width = cell.width = Mm(width)
        cell._tc.remove(cell.paragraphs[0]._p)
    return list(table.rows[0].cells)


def grid(
    document: Any, titles: tuple[str, ...], widths: tuple[float, ...], aligns: tuple[str, ...], whole_mm: float,
    rows: str, size: float,
) -> None:  # fmt: skip
    """A ruled table: titles that come again on every page, and the template's rows, each a tuple of texts."""
    table = document.add_table(rows=1, cols=len(titles), style="Table Grid")
    table.autofit = False
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _fill(head.cells, [f"**{title}**" for title in titles], ["center"] * len(titles), size)
    _fill(table.add_row().cells[:1], ["{%tr for row in " + rows + " %}"], ["left"], size)
    _fill(table.add_row().cells, [f"{{{{ row[{place}] }}}}" for place in range(len(titles))], list(aligns), size)
    _fill(table.add_row().cells[:1], ["{%tr endfor %}"], ["left"], size)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(whole_mm * width / sum(widths))
        for cell in column.cells:
            cell.width = column.width


def _fill(cells: Any, texts: list[str], aligns: list[str], size: float) -> None:
    for cell, text, align in zip(cells, texts, aligns, strict=True):
        cell._tc.remove(cell.paragraphs[0]._p)
        line(cell, text, size=size, align=align, before=2, after=2)


def numbered_pages(document: Document, size: float) -> None:
    """The number in the middle of the top margin, from the second page of each part on."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGNS["center"]
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)


def part_ends(document: Document) -> None:
    """Ends a part: what follows begins a page and counts its pages by itself."""
    paragraph = document.add_paragraph()
    paragraph._p.get_or_add_pPr().append(deepcopy(document.sections[0]._sectPr))


def frame(document: Document, color: str) -> None:
    """A double border around the page."""
    border = OxmlElement("w:pgBorders")
    border.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "24"), ("color", color)):
            edge.set(qn(f"w:{name}"), value)
        border.append(edge)
    section = document.sections[0]._sectPr
    section.insert(list(section).index(section.find(qn("w:pgMar"))) + 1, border)
