"""Behind every number stands its list: the same total, exactly these units, in pages, filtered, and never silently empty."""

from datetime import date
from html import unescape

import httpx
import pytest

from chronicle.host import Host
from contracts.registration import UnitMoved
from tests.services.dashboards.page_reading import Page, number_in
from tests.services.dashboards.province import (
    AREAS,
    NOT_REGISTERED,
    campaign,
    households,
    listed,
    registered,
    tell,
    units,
)


async def page_at(client: httpx.AsyncClient, address: str) -> Page:
    answer = await client.get(unescape(address))
    assert answer.status_code == 200, (address, answer.text[:300])
    return Page(answer.text)


async def names_at(client: httpx.AsyncClient, address: str) -> list[str]:
    page = await page_at(client, address)
    return [" ".join(row[:2]) for row in page.table("list-title").rows] if page.tables else []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("unit", ["binh-thuan", "tuy-phong", "mui-ne", "tam-thanh"])
async def test_every_number_leads_to_a_list_with_that_total(
    province: Host, client: httpx.AsyncClient, unit: str, language: str
) -> None:
    overview = await page_at(client, f"/?unit={unit}&language={language}")
    numbers = [(href, words) for href, words in overview.links if href.startswith("/units?")]
    assert len(numbers) > 15
    for href, words in numbers:
        page = await page_at(client, f"{href}&limit=200")
        assert page.total == number_in(words), (href, words)
        counts_units = "which=households_" not in href or "reported" in href or "_missing" in href
        lines = len(page.table("list-title").rows) if page.tables else 0
        assert not counts_units or lines == page.total, href


async def test_what_counts_households_adds_up_the_column_it_shows(province: Host, client: httpx.AsyncClient) -> None:
    page = await page_at(client, "/units?unit=phan-thiet&which=households_registered&kind=residential_area")
    place = page.table("list-title").head.index("Hộ đăng ký")
    fractions = [row[place].split("% ")[1].split("/") for row in page.table("list-title").rows]
    assert page.total == sum(int(reached) for reached, _ in fractions) > 0
    whole = await page_at(client, "/units?unit=phan-thiet&which=households_total&kind=residential_area")
    assert whole.total == sum(int(total) for _, total in fractions)


async def test_a_numerator_and_what_is_missing_make_the_denominator(province: Host, client: httpx.AsyncClient) -> None:
    found = {
        which: await names_at(client, f"/units?which={which}&kind=residential_area")
        for which in ("required", "registered", "missing")
    }
    assert len(found["required"]) == len(AREAS) and len(found["missing"]) == len(NOT_REGISTERED)
    assert sorted(found["registered"] + found["missing"]) == sorted(found["required"])


async def test_who_is_left_out_stands_there_with_the_reason(province: Host, client: httpx.AsyncClient) -> None:
    page = await page_at(client, "/units?which=out_of_scope&kind=school")
    [row] = page.table("list-title").rows
    assert row[0] == "Trường Mầm non Hoa Sen"
    assert "Trường mầm non (Thông tư 124/2021/TT-BCA)" in " ".join(row)


async def test_the_order_is_the_tree_then_the_alphabet_with_natural_numbers(
    empty: Host, client: httpx.AsyncClient
) -> None:
    names = ("10", "2", "Đa", "Dưa", "Ân", "An", "Ăn")
    more = [listed(f"t{n}", "residential_area", "Thôn", name, "tam-thanh") for n, name in enumerate(names)]
    await tell(empty, [*units(), *more, campaign()])
    rows = (await page_at(client, "/units?unit=tam-thanh&kind=residential_area")).table("list-title").rows
    assert [row[0] for row in rows if row[0].startswith("Thôn")] == [
        "Thôn 2", "Thôn 10", "Thôn An", "Thôn Ăn", "Thôn Ân", "Thôn Dưa", "Thôn Đa"
    ]  # fmt: skip


@pytest.mark.parametrize("sort", ["place", "name", "registered", "households", "dossier"])
async def test_every_order_shows_every_unit_once(province: Host, client: httpx.AsyncClient, sort: str) -> None:
    names = await names_at(client, f"/units?which=required&kind=residential_area&sort={sort}")
    assert len(names) == len(set(names)) == len(AREAS)


async def test_the_lowest_share_stands_first_after_those_not_counted(province: Host, client: httpx.AsyncClient) -> None:
    rows = (await page_at(client, "/units?kind=residential_area&sort=households")).table("list-title").rows
    shares = [row[3] for row in rows]
    assert shares[:4] == ["Chưa báo số hộ"] * 4
    assert shares[4:] == sorted(shares[4:])


async def test_a_long_list_comes_in_parts_that_make_the_whole(province: Host, client: httpx.AsyncClient) -> None:
    whole = await names_at(client, "/units?which=required&kind=residential_area")
    address, parts, turned = "/units?which=required&kind=residential_area&limit=5", [], 0
    while address:
        page = await page_at(client, address)
        parts += [" ".join(row[:2]) for row in page.table("list-title").rows]
        address = next((href for href, words in page.links if words == "Sau"), "")
        turned += 1
    assert parts == whole and turned == 4


async def test_both_ends_of_the_parts_stay_where_they_are(province: Host, client: httpx.AsyncClient) -> None:
    first = await page_at(client, "/units?kind=residential_area&limit=10")
    last = await page_at(client, "/units?kind=residential_area&limit=10&page=2")
    assert {"page-before", "page-after"} <= set(first.ids) & set(last.ids)
    beyond = (await client.get("/units?kind=residential_area&limit=10&page=9")).text
    assert "Trang này ở sau cuối danh sách." in beyond and "page=2" in beyond


async def test_nothing_yet_no_match_and_nobody_are_three_things(province: Host, client: httpx.AsyncClient) -> None:
    nothing_yet = (await client.get("/units?kind=enterprise")).text
    no_match = (await client.get("/units?kind=residential_area&q=xyz")).text
    nobody = (await client.get("/units?unit=phan-thiet&kind=commune&which=missing")).text
    assert "Chưa có đơn vị nào loại này" in nothing_yet
    assert "Không có đơn vị nào khớp với “xyz”." in no_match and "Danh sách này có 18 đơn vị." in no_match
    assert "Đã xem 3 đơn vị loại này; không đơn vị nào thuộc danh sách." in nobody


async def test_a_list_is_filtered_by_words_without_marks(province: Host, client: httpx.AsyncClient) -> None:
    page = await page_at(client, "/units?kind=commune&q=PHÚ+th")
    assert [row[0] for row in page.table("list-title").rows] == ["Phường Phú Thủy"]
    assert page.total == 6, "the number that was clicked stays"


async def test_a_list_moves_with_the_tree(province: Host, client: httpx.AsyncClient) -> None:
    moved = UnitMoved(
        unit_id="phong-phu", parent_id="phu-quy", previous_parent_id="tuy-phong", valid_from=date(2021, 9, 1)
    )
    await tell(province, [moved])
    names = await names_at(client, "/units?unit=phu-quy&which=registered&kind=residential_area")
    assert names == [f"Khu phố {n} Xã Phong Phú, Huyện Phú Quý" for n in (1, 2)]


async def test_a_unit_under_itself_does_not_hang_the_list(province: Host, client: httpx.AsyncClient) -> None:
    circle = UnitMoved(
        unit_id="phan-thiet", parent_id="mui-ne", previous_parent_id="binh-thuan", valid_from=date(2021, 9, 1)
    )
    await tell(province, [circle])
    assert (await page_at(client, "/units?unit=mui-ne&which=required&kind=residential_area")).total == 9


async def test_numbers_and_lists_agree_when_many_things_happened_at_once(
    empty: Host, client: httpx.AsyncClient
) -> None:
    """One household report out of scope, one late, one withdrawn kind of fact: the list asks what the overview asks."""
    odd = listed("odd", "residential_area", "Khu phố", "lẻ", "mui-ne", out_of_scope_reason="Khu quân sự")
    facts = [
        *units(), odd, campaign(), registered("odd", "residential_area"), households("odd", 7, 9),
        registered("mui-ne-1", "residential_area", late=True), households("mui-ne-2", 1, 3),
    ]  # fmt: skip
    await tell(empty, facts)
    overview = await page_at(client, "/?unit=mui-ne")
    for href, words in overview.links:
        if href.startswith("/units?"):
            assert (await page_at(client, href)).total == number_in(words), (href, words)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/units?which=luck", 422), ("/units?kind=street", 422), ("/units?page=0", 422), ("/units?limit=9999", 422),
        ("/units?unit=nowhere", 404), ("/units?year=2030", 404), ("/units?sort=luck", 422),
    ],
)  # fmt: skip
async def test_a_wrong_question_gets_a_page_that_says_so(
    province: Host, client: httpx.AsyncClient, address: str, status: int
) -> None:
    answer = await client.get(address)
    assert answer.status_code == status and 'class="skip"' in answer.text


async def test_links_carry_the_map_and_the_page_says_which_one_it_is(province: Host, client: httpx.AsyncClient) -> None:
    then = (await client.get("/")).text
    assert "Theo địa giới tại thời điểm (ngày 08/11/2021)." in then and "Địa giới hiện hành không khác." in then
    today = await client.get("/?map=today")
    assert "hai cách xem như nhau" in today.text
    assert all("map=today" in href for href, _ in Page(today.text).links if href.startswith("/units?"))
    await tell(province, [listed("new", "commune", "Xã", "Mới", "phan-thiet", valid_from=date(2022, 5, 1))])
    assert "Từ đó có 1 đơn vị thành lập, kết thúc hoặc thay đổi." in (await client.get("/")).text
