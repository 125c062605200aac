"""A file that means harm or is none of ours is refused by name, before its content is worth anything."""

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.workbooks import limits
from portal.workbooks.form import RESULT
from portal.workbooks.reading import read
from tests.portal.workbooks.households import FORM, HEADINGS, KNOWN, changed, filled, replaced, row, workbook

pytestmark = pytest.mark.fast

GOOD = filled(row(1, 118, 100))
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def refusal(content: bytes) -> str:
    """The code of the one problem of a file that cannot be taken."""
    found = read(content, FORM, KNOWN)
    assert found.rows == () and found.stage == "file" and len(found.problems) == 1, found.problems
    assert found.problems[0].vi and found.problems[0].en
    return found.problems[0].code


def cells(xml: str) -> bytes:
    """A workbook whose rows are this XML."""
    return changed(GOOD, {SHEET: replaced("<sheetData>.*</sheetData>", f"<sheetData>{xml}</sheetData>")})


def lying(content: bytes, part: str, stated: bytes) -> bytes:
    """An archive whose `part` says that it unpacks to `stated`, with the checksum of that."""
    made = bytearray(content)
    with ZipFile(BytesIO(content)) as archive:
        at = archive.getinfo(part).header_offset
    size = struct.pack("<II", zlib.crc32(stated), len(stated))
    made[at + 14 : at + 18], made[at + 22 : at + 26] = size[:4], size[4:]
    entry = made.rindex(part.encode()) - 46
    made[entry + 16 : entry + 20], made[entry + 24 : entry + 28] = size[:4], size[4:]
    return bytes(made)


def other_compression() -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(GOOD)) as old, ZipFile(made, "w", ZIP_LZMA) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return made.getvalue()


def encrypted() -> bytes:
    made = bytearray(GOOD)
    at = made.rindex(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "workbook.empty"),
    "spaces": (b" \r\n", "workbook.empty"),
    "too large": (b"x" * (limits.workbook_bytes_max + 1), "workbook.too_large"),
    "a PDF": (b"%PDF-1.7\n", "workbook.not_one"),
    "a picture": (b"\x89PNG\r\n\x1a\n....", "workbook.not_one"),
    "a program": (b"MZ\x90\x00\x03", "workbook.not_one"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "workbook.encrypted_or_old"),
    "half a workbook": (GOOD[: len(GOOD) // 2], "workbook.not_one"),
    "a document": (changed(GOOD, {"word/document.xml": lambda _: b"<x/>"}), "workbook.not_one"),
    "a password on a part": (encrypted(), "workbook.encrypted"),
    "macros under another name": (changed(GOOD, {"xl/vbaProject.bin": lambda _: b"\xd0\xcf"}), "workbook.macros"),
    "macros of another time": (changed(GOOD, {"xl/macrosheets/sheet1.xml": lambda _: b"<x/>"}), "workbook.macros"),
    "a workbook for macros": (
        changed(GOOD, {"[Content_Types].xml": replaced("spreadsheetml.sheet.main", "x.sheet.macroEnabled.main")}),
        "workbook.macros",
    ),
    "a bomb": (changed(GOOD, {"xl/media/a.bin": lambda _: b"\0" * (51 * 2**20)}), "workbook.too_large_unpacked"),
    "another compression": (other_compression(), "workbook.not_one"),
    "a sheet without end": (changed(GOOD, {SHEET: lambda part: part + b" " * 2**25}), "workbook.too_large_unpacked"),
    "a list of sheets without end": (changed(GOOD, {BOOK: lambda part: part + b" " * 2**23}), "workbook.too_large_unpacked"),
    "formulas that fill everything": (
        cells('<row r="2">' + '<c><f t="array" ref="A1:XFD1048576"/></c>' * 90 + '</row><row r="2000"><c><v>1</v></c></row>'),
        "workbook.too_large_unpacked",
    ),
    "letters nobody knows": (changed(GOOD, {BOOK: replaced("UTF-8", "UTF-9")}), "workbook.not_one"),
    "no sheet": (changed(GOOD, {BOOK: replaced("<sheet .*?/>", "")}), "workbook.not_one"),
    "a sheet outside": (changed(GOOD, {BOOK: replaced('r:id="rId1"', 'r:id="rId9"')}), "workbook.not_one"),
    "no XML": (changed(GOOD, {SHEET: lambda _: b"\xff\xfe<"}), "workbook.sheet_unreadable"),
    "entities": (
        changed(GOOD, {SHEET: replaced("<worksheet", '<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet')}), "workbook.not_one",
    ),
    "a cell far below": (cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "workbook.too_many_rows"),
    "a cell that leaves its row": (cells('<row r="1"><c r="A1048576"><v>1</v></c></row>'), "workbook.too_many_rows"),
    "a cell far to the right": (cells('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "workbook.too_wide"),
    "rows that count themselves": (cells("<row><c><v>1</v></c></row>" * 20_021), "workbook.too_many_rows"),
    "a row before the first": (cells('<row r="0"><c r="A0"><v>1</v></c></row>'), "workbook.sheet_unreadable"),
    "a cell without a name": (cells('<row r="1"><c r="1"><v>1</v></c></row>'), "workbook.sheet_unreadable"),
    "one long text everywhere": (
        changed(cells('<row r="2">' + '<c t="s"><v>0</v></c>' * 90 + "</row>"),
                {"xl/sharedStrings.xml": replaced("<t>Mã</t>", f"<t>{'a' * 3_000_000}</t>")}),
        "workbook.too_much_text",
    ),
    "merged over and over": (
        changed(filled(*[row(1, 1)] * 100), {SHEET: replaced(
            "</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 2_500 + "</mergeCells>")}),
        "workbook.too_many_merged",
    ),
    "a CSV of old letters": ("Mã;Đơn vị\r\n".encode("utf-16"), "csv.not_utf_8"),
    "a CSV of a code page": ("Mã;Ðon v?\r\n".encode("cp1252"), "csv.not_utf_8"),
    "a CSV without end": (b"M\xc3\xa3;T\n" + b"x;1\n" * 20_030, "workbook.too_many_rows"),
    "a CSV too wide": (b"M\xc3\xa3;T\n" + b"x;" * 200 + b"1\n", "workbook.too_wide"),
    "a cell of a CSV without end": (b'M\xc3\xa3;T\n"' + b"x" * 200_000, "csv.unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_taken_is_refused_by_name(name: str) -> None:
    content, code = FILES[name]
    assert refusal(content) == code


def test_a_part_unpacks_to_what_it_says_and_no_further() -> None:
    """The archive lies about the size of its sheet, and the checksum agrees: only what was stated is ever read."""
    stated = b"<worksheet/>"
    bomb = changed(GOOD, {SHEET: lambda _: stated + b" " * (30 * 2**20)})
    assert len(bomb) < 2**20
    assert read(lying(bomb, SHEET, stated), FORM).problems[0].code in {"workbook.sheet_unreadable", "columns.none"}


def test_a_sheet_of_nothing_but_elements_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.workbooks.sheets.sheet_elements_max", 1_000)
    assert refusal(cells("<c/>" * 1_000)) == "workbook.too_large_unpacked"
    assert len(read(GOOD, FORM, KNOWN).rows) == 1


def test_a_sheet_that_says_it_is_endless_costs_nothing() -> None:
    endless = changed(GOOD, {SHEET: replaced('<dimension ref=".*?"/>', '<dimension ref="A1:XFD1048576"/>')})
    assert len(read(endless, FORM, KNOWN).rows) == 1


def test_cells_that_only_have_a_look_are_not_counted() -> None:
    def write(book: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, row(1, 118))
        page.write_blank(40_000, 300, None, book.add_format({"bold": True}))

    assert [found.number for found in read(workbook(write), FORM, KNOWN).rows] == [2]


def test_the_guide_is_not_read_wherever_it_stands() -> None:
    moved = changed(GOOD, {BOOK: replaced('name="Sheet1"', 'name="Hướng dẫn"')})
    assert len(read(moved, FORM, KNOWN).rows) == 1, "the only sheet is read, whatever its name"


def test_another_namespace_prefix_is_the_same_sheet() -> None:
    prefixed = changed(
        GOOD,
        {
            SHEET: lambda part: (
                part.replace(b"<", b"<x:")
                .replace(b"<x:/", b"</x:")
                .replace(b"<x:?", b"<?")
                .replace(b"xmlns=", b"xmlns:x=")
            )
        },
    )
    assert len(read(prefixed, FORM, KNOWN).rows) == 1


@settings(max_examples=60)
@given(st.data())
def test_no_damage_to_a_file_is_more_than_a_refusal(data: st.DataObject) -> None:
    with ZipFile(BytesIO(GOOD)) as archive:
        name = data.draw(
            st.sampled_from([SHEET, BOOK, "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
        )
        part = bytearray(archive.read(name))
    for _ in range(data.draw(st.integers(1, 3))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b'<>"=/&A0 \x00'))
    read(changed(GOOD, {name: lambda _: bytes(part)}), FORM, KNOWN)


@given(st.binary(max_size=200))
def test_no_bytes_are_more_than_a_refusal(content: bytes) -> None:
    assert read(content, FORM).problems


def test_our_result_column_is_no_column_of_a_form() -> None:
    assert RESULT.vi not in HEADINGS
