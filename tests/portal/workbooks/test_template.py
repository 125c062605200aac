"""The workbook that leaves: open where something is to be entered, locked where it is ours, explained in both languages."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from portal.workbooks.form import Choice, Column, Form, matched
from portal.workbooks.problems import Both
from portal.workbooks.template import template
from tests.portal.workbooks.households import FORM, KNOWN

pytestmark = pytest.mark.fast

ROWS = [{**KNOWN[0], "total": 118, "day": date(2021, 8, 5), "grade": "good"}, KNOWN[1]]
CONTENT = template(FORM, ROWS, [("Đơn vị", "Xã Tân Hà"), ("Năm", "2021")])


def part(name: str, content: bytes = CONTENT) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_the_sheet_is_filled_with_what_we_know() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(CONTENT)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Mã", "Đơn vị", "Tổng số hộ *", "Hộ đăng ký", "Tính đến ngày", "Loại", "Số văn bản"]
    assert rows[1] == ["thon-1", "Thôn Phú Thủy 1", 118.0, "", date(2021, 8, 5), "Tốt", ""]
    english = (
        CalamineWorkbook.from_filelike(BytesIO(template(FORM, ROWS, language="en"))).get_sheet_by_index(0).to_python()
    )
    assert english[0][2] == "Households *" and english[1][5] == "Good"


def test_the_second_sheet_explains_in_both_languages_with_the_limits() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(CONTENT)).get_sheet_by_name("Hướng dẫn").to_python()
    text = "\n".join(str(cell) for row in rows for cell in row)
    for words in (
        "Xã Tân Hà",
        "20.000 dòng",
        "20,000 rows",
        "Tổng số hộ / Households",
        "Số nguyên từ 0 đến 50.000",
        "Tốt",
        "Good",
    ):
        assert words in text


def test_what_is_ours_is_locked_and_the_rest_is_open_below_the_rows_as_well() -> None:
    sheet = part("xl/worksheets/sheet1.xml")
    assert "<sheetProtection" in sheet and '<pane xSplit="2" ySplit="1"' in sheet
    assert re.search(r'<col min="1" max="1" [^>]*hidden="1"', sheet)
    formats = re.findall(
        r"<xf [^>]*/>|<xf .*?</xf>", part("xl/styles.xml").partition("<cellXfs")[2].partition("</cellXfs>")[0]
    )
    columns = re.findall(r'<col min="(\d)" max="(\d)" width="[\d.]+" style="(\d+)"', sheet)
    opened = {f"{first}-{last}": 'locked="0"' in formats[int(style)] for first, last, style in columns}
    assert opened == {"1-1": False, "2-2": False, "3-4": True, "5-5": True, "6-6": True, "7-7": True}


def test_a_spreadsheet_checks_counts_days_choices_and_lengths_while_one_types() -> None:
    sheet = part("xl/worksheets/sheet1.xml")
    kinds = re.findall(r'<dataValidation type="(\w+)".*?sqref="(\w+):\w+"', sheet)
    assert kinds == [("whole", "C2"), ("whole", "D2"), ("date", "E2"), ("list", "F2"), ("textLength", "G2")]
    listed = re.search(r"<formula1>'Hướng dẫn'!\$A\$(\d+):\$A\$(\d+)</formula1>", sheet)
    assert listed
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(CONTENT)).get_sheet_by_name("Hướng dẫn").to_python(skip_empty_area=False)
    )
    assert [row[0] for row in rows[int(listed[1]) - 1 : int(listed[2])]] == ["Tốt", "Khá"]


def test_it_says_out_of_sight_which_form_it_is() -> None:
    assert re.search(
        r'<definedName name="_AnToan_form" hidden="1">"households/1"</definedName>', part("xl/workbook.xml")
    )


def test_no_text_becomes_a_formula_or_a_link() -> None:
    signs = ("=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx", "http://a.example", '=HYPERLINK("http://a.example")')
    content = template(FORM, [{"unit": sign, "name": sign, "paper": sign} for sign in signs])
    sheet = part("xl/worksheets/sheet1.xml", content)
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert len(re.findall(r't="s"', sheet)) == len(FORM.columns) + 3 * len(signs)


def test_the_same_rows_make_the_same_bytes() -> None:
    assert template(FORM, ROWS) == template(FORM, ROWS)


def test_a_form_without_anything_of_ours_is_not_locked() -> None:
    form = Form("list", Both("Danh sách", "List"), (Column("code", Both("Mã", "Code")),))
    assert "<sheetProtection" not in part("xl/worksheets/sheet1.xml", template(form, []))


@pytest.mark.parametrize(
    "columns",
    [
        (Column("a", Both("Mã", "Code")), Column("b", Both(" MÃ *", "Other"))),
        (Column("a", Both("Mã", "Code")), Column("a", Both("Tên", "Name"))),
        (Column("a", Both("Kết quả", "Code")),),
        (Column("a", Both("Mã", "Code"), "choice"),),
        (Column("a", Both("Mã", "Code"), choices=(Choice("x", Both("x", "x")),)),),
    ],
)
def test_a_form_that_could_not_be_read_back_is_not_one(columns: tuple[Column, ...]) -> None:
    with pytest.raises(AssertionError):
        Form("f", Both("f", "f"), columns)


def test_headings_are_compared_without_case_spaces_and_star() -> None:
    assert matched(" TỔNG  số\nhộ *") == matched("Tổng số hộ")
