"""The search finds units by name without marks or by code, says where each stands, and how many more there are."""

from datetime import date
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from contracts.registration import Code, UnitRenamed
from tests.services.dashboards.page_reading import Page
from tests.services.dashboards.province import campaign, listed, tell, units


@pytest.fixture
async def register(empty: Host) -> Host:
    def code(value: str) -> Any:
        return (Code(scheme="gso", value=value, valid_from=date(2021, 1, 1)),)

    more = [
        listed("phu-thuy-9", "residential_area", "Khu phố", "Phú Thuỷ", "phu-thuy"),
        listed("tan-ha-1", "commune", "Xã", "Tân Hà", "tuy-phong", codes=code("22990")),
        listed("tan-ha-2", "commune", "Xã", "Tân Hà", "phan-thiet", codes=code("23191")),
    ]
    await tell(empty, [*units(), *more, campaign()])
    return empty


async def found(client: httpx.AsyncClient, text: str, **more: Any) -> list[str]:
    answer = await client.get("/search", params={"q": text, **more})
    assert answer.status_code == 200
    return [words for href, words in Page(answer.text).links if href.startswith("/?") and "unit=" in href]


@pytest.mark.parametrize("text", ["phu thuy", "Phú Thủy", "PHÚ THUỶ", "thuy phu", "phú th"])
async def test_marks_and_order_do_not_matter(register: Host, client: httpx.AsyncClient, text: str) -> None:
    assert await found(client, text) == ["Phường Phú Thủy", "Khu phố Phú Thuỷ"]


async def test_the_title_is_searched_too(register: Host, client: httpx.AsyncClient) -> None:
    assert await found(client, "phường phú thủy") == ["Phường Phú Thủy"]


async def test_two_of_one_name_are_told_apart_by_where_they_stand(register: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/search?q=tan+ha")).text
    assert "mã 22990" in text and "Huyện Tuy Phong" in text and "mã 23191" in text and "Thành phố Phan Thiết" in text
    assert await found(client, "tan ha") == ["Xã Tân Hà", "Xã Tân Hà"]


async def test_a_code_finds_its_unit(register: Host, client: httpx.AsyncClient) -> None:
    assert await found(client, "23191") == ["Xã Tân Hà"]


async def test_the_beginning_of_a_name_stands_before_a_title_that_fits(
    register: Host, client: httpx.AsyncClient
) -> None:
    assert (await found(client, "phu"))[:4] == ["Huyện Phú Quý", "Phường Phú Thủy", "Khu phố Phú Thuỷ", "Xã Phong Phú"]


async def test_a_number_is_a_word_and_areas_stand_in_their_order(register: Host, client: httpx.AsyncClient) -> None:
    assert await found(client, "khu phố 3", limit=50) == ["Khu phố 3"] * 6


async def test_a_new_name_is_found_and_the_old_one_no_more(register: Host, client: httpx.AsyncClient) -> None:
    renamed = UnitRenamed(unit_id="tan-ha-1", unit_name="Tân Hải", previous_name="Tân Hà", valid_from=date(2021, 6, 1))
    await tell(register, [renamed])
    assert await found(client, "tan hai") == ["Xã Tân Hải"]
    assert await found(client, "xa tan ha", limit=1) == ["Xã Tân Hà"]


async def test_it_says_how_many_there_are_and_turns_pages(register: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/search?q=khu&limit=5")).text
    assert "Tìm thấy 19 đơn vị." in text and "Đang hiện 1–5." in text and "Trang 1/4" in text
    pages = [await found(client, "khu", limit=5, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [5, 5, 5, 4]
    assert "Trang này ở sau cuối danh sách." in (await client.get("/search?q=khu&limit=5&page=9")).text


async def test_no_match_nothing_asked_and_nothing_yet_differ(register: Host, client: httpx.AsyncClient) -> None:
    assert "Không có đơn vị nào khớp với “hà nội”." in (await client.get("/search?q=hà+nội")).text
    for nothing in ("", "+", "%25", "_", "!!"):
        assert await found(client, nothing) == []
    assert "Gõ vài chữ của tên" in (await client.get("/search")).text


async def test_an_empty_register_says_so(empty: Host, client: httpx.AsyncClient) -> None:
    assert "Danh bạ chưa có đơn vị nào." in (await client.get("/search?q=phu")).text


async def test_what_was_typed_is_shown_as_text(register: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/search", params={"q": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in text
    assert (await client.get("/search", params={"q": "x" * 101})).status_code == 422
