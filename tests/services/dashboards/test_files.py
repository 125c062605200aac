"""The workbook and the CSV of a table hold the rows of the page in its order, and say about what and when they speak."""

from datetime import date
from fractions import Fraction
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from tests.services.dashboards.page_reading import Page
from tests.services.dashboards.province import campaign, listed, tell, units
from tests.sheets import compare, csv_of, sheet_of

CHILDREN = [
    ("binh-thuan", "places", ""), ("binh-thuan", "institutions", "&sort=name"), ("tuy-phong", "places", "&sort=name"),
    ("mui-ne", "areas", ""), ("mui-ne", "areas", "&sort=households"), ("mui-ne", "institutions", ""),
    ("binh-thuan", "dossiers", ""), ("mui-ne", "dossiers", ""), ("binh-thuan", "documents", ""),
    ("binh-thuan", "models", ""), ("binh-thuan", "activity", ""), ("binh-thuan", "pace", ""),
]  # fmt: skip
LISTS = [
    "which=required&kind=residential_area", "which=missing", "which=late", "which=out_of_scope",
    "which=households_registered&kind=residential_area&sort=households", "which=decided&sort=dossier",
    "which=required&kind=commune&q=phu", "unit=tuy-phong&which=plan&kind=commune", "unit=mui-ne&sort=name",
]  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("unit", "part", "sort"), CHILDREN)
async def test_the_files_of_the_children_are_the_page(
    province: Host, client: httpx.AsyncClient, unit: str, part: str, sort: str, language: str
) -> None:
    query = f"unit={unit}&year=2021&language={language}{sort}"
    table = Page((await client.get(f"/?{query}")).text).table(part)
    about, titles, rows = sheet_of((await client.get(f"/overview.xlsx?part={part}&{query}")).content)
    compare(table, titles, rows, language)
    said, csv_titles, csv_rows = csv_of((await client.get(f"/overview.csv?part={part}&{query}")).content)
    assert (said, csv_titles, len(csv_rows)) == (about, titles, len(rows))
    compare(table, csv_titles, csv_rows_typed(csv_rows, titles, language), language)


def csv_rows_typed(rows: list[list[str]], titles: list[str], language: str) -> list[list[Any]]:
    """CSV knows only text: numbers have no groups, and days are written year first."""

    def typed(title: str, value: str) -> Any:
        if title in ("Số hộ tính đến ngày", "Households as of") and value:
            return date.fromisoformat(value)
        return float(value) if value.isdigit() and title not in ("Mã đơn vị", "Code") else value

    return [[typed(title, value) for title, value in zip(titles, row, strict=True)] for row in rows]


async def test_a_row_that_differs_is_caught(province: Host, client: httpx.AsyncClient) -> None:
    table = Page((await client.get("/?year=2021")).text).table("places")
    _, titles, rows = sheet_of((await client.get("/overview.xlsx?part=places&year=2021")).content)
    with pytest.raises(AssertionError):
        compare(table, titles, rows[::-1], "vi")
    rows[0][titles.index("Khu dân cư: tổng")] += 1
    with pytest.raises(AssertionError):
        compare(table, titles, rows, "vi")


@pytest.mark.parametrize("query", LISTS)
async def test_the_files_of_a_list_are_the_page(province: Host, client: httpx.AsyncClient, query: str) -> None:
    page = Page((await client.get(f"/units?{query}&limit=200")).text)
    _, titles, rows = sheet_of((await client.get(f"/units.xlsx?{query}")).content)
    compare(page.table("list-title"), titles, rows, "vi")
    _, csv_titles, csv_rows = csv_of((await client.get(f"/units.csv?{query}")).content)
    assert csv_titles == titles
    compare(page.table("list-title"), titles, csv_rows_typed(csv_rows, titles, "vi"), "vi")


async def test_every_table_offers_both_files(province: Host, client: httpx.AsyncClient) -> None:
    for address in ("/", "/?unit=mui-ne", "/units?which=missing"):
        page = Page((await client.get(address)).text)
        files = [href for href, words in page.links if words in ("Excel", "CSV")]
        assert len(files) == 2 * len(page.tables) > 0
        for href in files:
            answer = await client.get(href)
            assert answer.status_code == 200
            assert answer.headers["content-disposition"].startswith('attachment; filename="')


async def test_a_sheet_says_about_what_and_when_it_speaks(province: Host, client: httpx.AsyncClient) -> None:
    content = (await client.get("/units.xlsx?unit=tuy-phong&which=missing&kind=residential_area&q=khu")).content
    about, _, rows = sheet_of(content)
    head = await province.services["dashboards"].log.head()
    proving = {name: about.pop(name) for name in ("Truy vấn", "Vị trí trong nhật ký", "Mã đối chiếu", "Đối chiếu tại")}
    assert proving["Truy vấn"] == "/units.csv?kind=residential_area&q=khu&unit=tuy-phong&which=missing&year=2021"
    assert proving["Vị trí trong nhật ký"] == str(head)
    assert about == {
        "Đơn vị": "Huyện Tuy Phong", "Năm": "2021", "Theo địa giới": "tại thời điểm, ngày 08/11/2021",
        "Danh sách": "Chưa đăng ký", "Loại": "Khu dân cư", "Tên có": "khu",
        "Thứ tự": "Theo nơi trực thuộc, rồi chữ cái", "Tổng": "1 đơn vị", "Số liệu đến ngày": "08/11/2021",
        "Số liệu đến sự kiện": f"{head}, ghi lúc 09:05 08/11/2021",
    }  # fmt: skip
    assert len(rows) == 1


async def test_a_sheet_has_all_rows_however_few_a_page_shows(province: Host, client: httpx.AsyncClient) -> None:
    href = "/units.xlsx?which=required&kind=residential_area&limit=5&page=2"
    assert len(sheet_of((await client.get(href)).content)[2]) == 18


async def test_numbers_are_numbers_and_a_share_stays_exact(province: Host, client: httpx.AsyncClient) -> None:
    _, titles, rows = sheet_of((await client.get("/overview.xlsx?part=places&year=2021")).content)
    filed = dict(zip(titles, rows[-1], strict=True))
    assert (filed["Hộ đăng ký: đạt"], filed["Hộ đăng ký: tổng"]) == (1_491.0, 1_743.0)
    assert filed["Hộ đăng ký: tỷ lệ"] == 0.855 < Fraction(1_491, 1_743)


async def test_no_name_becomes_a_formula(empty: Host, client: httpx.AsyncClient) -> None:
    nasty = '=HYPERLINK("http://x","y")'
    await tell(empty, [*units(), listed("x", "commune", nasty, "+1", "phu-quy"), campaign()])
    name = f"{nasty} +1"
    assert name in [row[0] for row in sheet_of((await client.get("/units.xlsx?kind=commune")).content)[2]]
    assert f"'{name}" in [row[0] for row in csv_of((await client.get("/units.csv?kind=commune")).content)[2]]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/overview.xlsx?year=2030", 404), ("/units.csv?unit=nowhere", 404), ("/units.pdf", 422),
     ("/overview.xlsx?part=luck", 422)],
)  # fmt: skip
async def test_a_file_nobody_has_is_a_page(
    province: Host, client: httpx.AsyncClient, address: str, status: int
) -> None:
    assert (await client.get(address)).status_code == status
