"""Printed papers opened again: their words as PDF and DOCX, their picture beside a kept one, and the code that is on them."""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import docx
import pypdfium2
import pytest

from contracts.recognition import PaperKind
from services.recognition.documents.comparing import compared
from services.recognition.documents.docx import docx_of
from services.recognition.documents.laying_out import Sheet, sheet_of
from services.recognition.documents.pdf import pdf_of
from services.recognition.documents.qr import modules_of, quiet_modules
from tests.services.recognition.papers import ADDRESS, CODE, EXAMPLES, sheet

pytestmark = pytest.mark.fast

KINDS: tuple[PaperKind, ...] = get_args(PaperKind)
PICTURES = Path(__file__).with_name("pictures")
cells_across, cells_down = 60, 84
darkness_apart_max, cells_apart_max = 40, 12
"""Of 255: what another version of a font may change in a cell; and in how many cells of a page it may be more."""


def pages(content: bytes) -> Any:
    return pypdfium2.PdfDocument(content)


def words_of_pdf(content: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages(content)).split())


def words_of_docx(content: bytes) -> str:
    """Everything in its body, cells of tables too, in order."""
    body = docx.Document(BytesIO(content)).element.body
    paragraphs = body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    texts = ("".join(node.text or "" for node in p.iter() if node.tag.endswith("}t")) for p in paragraphs)
    return " ".join(" ".join(texts).split())


def said_by(made: Sheet) -> list[str]:
    """Everything that must be read on the paper, whatever it is printed as."""
    content = made.content
    blocks = [block.text for block in content.blocks if block.text]
    rows = [cell for block in content.blocks if block.table for row in block.table.rows for cell in row if cell]
    annex = content.annex
    if annex is not None:
        rows += [
            annex.title,
            annex.about,
            annex.note,
            annex.sum,
            *(cell for row in annex.table.rows for cell in row if cell),
        ]
    signers = [line for lines in made.signatures for line in lines]
    head = [*made.superior, *made.body] if made.kind != "certificate" else []
    nation = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", f"Số: {made.number}", made.code]
    subject = content.subject if made.kind != "certificate" else ""
    found = [
        *nation,
        *head,
        made.place_and_day,
        content.title,
        subject,
        content.authority,
        content.addressee,
        *content.bases,
    ]
    return [text for text in (*found, content.verb, *blocks, *rows, *signers, *made.recipients) if text]


def missing(made: Sheet, read: str) -> list[str]:
    """What is not there; where lines break is nobody's business."""
    bare = re.sub(r"\s+", "", read)
    return [text for text in said_by(made) if re.sub(r"\s+", "", text) not in bare]


@pytest.mark.parametrize("kind", KINDS)
def test_pdf_and_docx_say_the_same_and_all_of_it(kind: PaperKind) -> None:
    made = sheet(kind)
    assert missing(made, words_of_pdf(pdf_of([made], kind))) == []
    assert missing(made, words_of_docx(docx_of(made))) == []
    other = sheet_of(EXAMPLES[kind].model_copy(update={"number": "99/XX-YY"}), ADDRESS)
    assert missing(other, words_of_pdf(pdf_of([made], kind))), "what is not printed is missed"


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_has_the_name_of_a_signer_and_all_leave_its_line_to_the_hand(kind: PaperKind) -> None:
    read = words_of_docx(docx_of(sheet(kind)))
    assert "{" not in read and "%}" not in read, "nothing of the template is left"
    assert EXAMPLES[kind].signer_title in read


def test_nothing_in_a_name_steers_a_template() -> None:
    fact = EXAMPLES["certificate"]
    hostile = "Khu phố {{ number }} <b> & #panic() \\ \"'"
    concern = fact.concerns[0].model_copy(update={"unit_name": hostile})
    made = sheet_of(fact.model_copy(update={"concerns": (concern,)}), ADDRESS)
    for read in (words_of_pdf(pdf_of([made], "x")), words_of_docx(docx_of(made))):
        assert hostile.upper() in read


def test_the_same_paper_makes_the_same_bytes() -> None:
    assert pdf_of([sheet("certificate")], "x") == pdf_of([sheet("certificate")], "x")


def test_pages_are_a4_a4_across_and_a5() -> None:
    sizes = {
        kind: [
            tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pages(pdf_of([sheet(kind)], kind))
        ]
        for kind in ("decision", "certificate", "slip")
    }
    assert sizes == {"decision": [(210, 297)] * 2, "certificate": [(297, 210)], "slip": [(148, 210)] * 2}


def cells(page: Any) -> list[int]:
    """The page as a coarse grid of darkness, so that a hair's breadth of difference is none."""
    bitmap = page.render(scale=1.5, grayscale=True)
    across, down, stride, buffer = bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)
    found = []
    for row in range(cells_down):
        lines = range(row * down // cells_down, (row + 1) * down // cells_down)
        for column in range(cells_across):
            first, last = column * across // cells_across, (column + 1) * across // cells_across
            total = sum(sum(buffer[line * stride + first : line * stride + last]) for line in lines)
            found.append(255 - total // (len(lines) * (last - first)))
    return found


def written(pictures: Sequence[Sequence[int]]) -> str:
    """Two hexadecimal digits a cell, a line a row: what is kept can be read and compared by eye."""
    rows = [
        "".join(f"{cell:02x}" for cell in picture[row * cells_across : (row + 1) * cells_across])
        for picture in pictures
        for row in range(cells_down)
    ]
    return "\n".join(rows) + "\n"


def apart(pictures: Sequence[Sequence[int]], kept: str) -> int:
    """In how many cells two pictures differ by more than a font's version could make them."""
    now, before = written(pictures).split(), kept.split()
    if len(now) != len(before):
        return cells_across * cells_down
    pairs = zip(bytes.fromhex("".join(now)), bytes.fromhex("".join(before)), strict=True)
    return sum(abs(one - other) > darkness_apart_max for one, other in pairs)


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_looks_as_it_did_when_it_was_looked_at(kind: PaperKind) -> None:
    """Kept pictures are made by `python -m tests.services.recognition.test_printed_papers`, after looking at the papers."""
    kept = (PICTURES / f"{kind}.txt").read_text(encoding="ascii")
    assert apart([cells(page) for page in pages(pdf_of([sheet(kind)], kind))], kept) <= cells_apart_max


def test_a_paper_that_looks_otherwise_is_caught() -> None:
    kept = (PICTURES / "decision.txt").read_text(encoding="ascii")
    fact = EXAMPLES["decision"]
    shifted = fact.printed.model_copy(update={"bases": fact.printed.bases[:1]})
    other = sheet_of(fact.model_copy(update={"printed": shifted}), ADDRESS)
    assert apart([cells(page) for page in pages(pdf_of([other], "x"))], kept) > cells_apart_max
    assert apart([cells(page) for page in pages(pdf_of([sheet("appraisal")], "x"))], kept) > cells_apart_max


def test_the_code_on_a_certificate_leads_to_its_verification() -> None:
    """Read from the picture module by module; what the modules say is the library's to know."""
    [page] = pages(pdf_of([sheet("certificate")], "x"))
    [image] = [thing for thing in code_squares(page)]
    assert image == modules_of(f"{ADDRESS}/verify/{CODE}")
    assert image != modules_of(f"{ADDRESS}/verify/{CODE[:-1]}0")


def code_squares(page: Any) -> list[list[list[bool]]]:
    """The code at the lower left of a certificate: where the frame's margin ends and the first dark module begins."""
    modules = modules_of(f"{ADDRESS}/verify/{CODE}")
    side_mm, left_mm, bottom_mm = 20.0, 24.0, 18.0
    scale = 8
    bitmap = page.render(scale=scale, grayscale=True)
    buffer, stride, height = bytes(bitmap.buffer), bitmap.stride, bitmap.height
    millimetre = scale * 72 / 25.4
    module = side_mm * millimetre / (len(modules) + 2 * quiet_modules)
    left = left_mm * millimetre + quiet_modules * module
    top = height - bottom_mm * millimetre - side_mm * millimetre + quiet_modules * module
    return [
        [
            [
                buffer[int(top + (row + 0.5) * module) * stride + int(left + (column + 0.5) * module)] < 128
                for column in range(len(modules))
            ]
            for row in range(len(modules))
        ]
    ]


@pytest.mark.parametrize(
    ("read", "same"),
    [
        ("Khu phố 3", True), ("khu phố 3", True), ("Khu phố 3, phường Mũi Né", True), ("KHU PHỐ 3", True),
        ("Khu phố 8", False), ("Khu phô 3", False), ("Khu phó 3", False), ("Khu phố 33", False), ("Khu phố", False),
        ("Khu phố 3, phường Phú Hài", False),
    ],
)  # fmt: skip
def test_a_changed_name_is_found_and_a_way_of_writing_is_not(read: str, same: bool) -> None:
    [found] = compared(EXAMPLES["certificate"], read, "")
    assert (found.field, found.same, found.recorded) == ("unit_name", same, "Khu phố 3")


def test_a_tone_mark_may_stand_on_either_vowel_and_a_zero_before_a_number_is_no_change() -> None:
    fact = EXAMPLES["certificate"]
    concern = fact.concerns[0].model_copy(update={"unit_name": "Xã Phú Thủy"})
    [name, number] = compared(fact.model_copy(update={"concerns": (concern,)}), "xã Phú Thuỷ", "Số: 3/GCN-UBND")
    assert name.same and number.same
    assert not compared(fact, "", "13/GCN-UBND")[0].same


def keep() -> None:
    PICTURES.mkdir(exist_ok=True)
    for kind in KINDS:
        drawn = [cells(page) for page in pages(pdf_of([sheet(kind)], kind))]
        (PICTURES / f"{kind}.txt").write_text(written(drawn), encoding="ascii")


if __name__ == "__main__":
    keep()
