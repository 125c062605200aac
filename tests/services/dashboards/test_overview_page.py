"""The overview as a reader meets it: a sentence, gaps in units, a way down, and never a number without its meaning."""

from typing import Any

import httpx

from chronicle.host import Host


async def test_the_page_begins_with_the_state_in_one_sentence(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "Đến 08/11/2021: 14/18 khu dân cư đã đăng ký; còn 4, quá hạn (30/4/2021)." in answer.text


async def test_every_child_is_a_link_and_the_worst_stands_first(province: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/")).text
    places = [text.index(f'<a href="/?unit={unit}&amp;year=2021">') for unit in ("phu-quy", "tuy-phong", "phan-thiet")]
    assert places == sorted(places)


async def test_an_unknown_unit_is_a_404_in_the_shell(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/?unit=nowhere")
    assert answer.status_code == 404
    assert "Đơn vị không có trong danh bạ" in answer.text
    assert 'class="skip"' in answer.text


async def test_the_api_has_the_same_numbers(province: Host, client: httpx.AsyncClient) -> None:
    told: dict[str, Any] = (await client.get("/api/dashboards/overview")).json()
    [areas] = [row for row in told["coverage"] if row["branch"] is None and row["unit_kind"] == "residential_area"]
    assert (areas["registered"], areas["listed"], areas["out_of_scope"]) == (14, 18, 0)
