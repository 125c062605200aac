"""The overview as a reader meets it: a sentence, gaps in units, a way down, and never a number without its meaning."""

import re
from datetime import date
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from contracts.models import ModelClosed
from tests.services.dashboards.province import SPRING, campaign, households, launched, listed, model, tell, units


async def test_the_page_begins_with_the_state_in_one_sentence(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "Đến 08/11/2021: 14/18 khu dân cư đã đăng ký; còn 4, quá hạn (30/4/2021)." in answer.text


async def test_every_child_is_a_link_and_the_worst_stands_first(province: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/")).text
    places = [
        text.index(f'<a href="/?unit={unit}&amp;year=2021" lang="vi">')
        for unit in ("phu-quy", "tuy-phong", "phan-thiet")
    ]
    assert places == sorted(places)


async def test_where_every_model_ended_the_page_stands(empty: Host, client: httpx.AsyncClient) -> None:
    ended = ModelClosed(model_id="m1", unit_id="mui-ne", reason="Giải tỏa", successor_id=None, closed_on=SPRING)
    await tell(empty, [*units(), campaign(), *model("m1", "mui-ne", "Camera"), launched("m1", "mui-ne", 2, 3), ended])
    answer = await client.get("/?unit=mui-ne")
    assert answer.status_code == 200 and "Đã kết thúc" in answer.text


async def test_an_unknown_unit_is_a_404_in_the_shell(province: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/?unit=nowhere")
    assert answer.status_code == 404
    assert "Đơn vị không có trong danh bạ" in answer.text
    assert 'class="skip"' in answer.text


async def test_nothing_yet_says_what_comes_next(empty: Host, client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert "Chưa có năm nào được phát động." in answer.text
    assert "Chưa có sự kiện nào." in answer.text


async def test_an_open_year_without_units_says_so(empty: Host, client: httpx.AsyncClient) -> None:
    await tell(empty, [campaign()])
    assert "tỉnh chưa có trong danh bạ đơn vị" in (await client.get("/")).text


async def test_a_year_that_was_not_opened_leads_to_those_that_were(province: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/?year=2030")).text
    assert "Năm 2030 chưa được phát động." in text and '<a href="/?year=2021">2021</a>' in text


async def test_a_state_is_a_shape_and_words_never_colour_alone(province: Host, client: httpx.AsyncClient) -> None:
    areas = (await client.get("/?unit=mui-ne")).text
    assert re.search(r'<use href="#is-out_of_scope"/></svg>Ngoài phạm vi</span>', areas)
    assert "Trường mầm non (Thông tư 124/2021/TT-BCA)" in areas
    assert re.search(r'<use href="#is-done"/></svg>12/3/2021, muộn</span>', areas)
    below = (await client.get("/")).text
    assert re.search(r'<use href="#is-overdue"/></svg>Quá hạn, chưa bắt đầu</span>', below)


async def test_before_the_deadline_nothing_is_overdue(empty: Host, client: httpx.AsyncClient) -> None:
    await tell(empty, [*units(), campaign(registration_closes=date(2021, 12, 31))])
    text = (await client.get("/")).text
    assert "chưa khu dân cư nào trong 18 khu dân cư đăng ký; hạn là 31/12/2021." in text
    assert "Quá hạn" not in text and "Chưa bắt đầu" in text
    assert not re.search(r"\b0 %", text), "not started is not 0 %"


async def test_a_target_says_how_many_units_it_still_lacks(province: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/?unit=mui-ne")).text
    assert "84,8 %" in text and "Chưa đạt: còn 1 hộ" in text


async def test_a_share_is_never_rounded_up(empty: Host, client: httpx.AsyncClient) -> None:
    await tell(empty, [*units(), campaign(), households("mui-ne-1", 9_999, 10_000)])
    text = (await client.get("/?unit=mui-ne-1")).text
    assert "99,9 %" in text and "100 % <" not in text


async def test_made_up_units_are_never_shown_without_saying_so(province: Host, client: httpx.AsyncClient) -> None:
    assert "Số liệu trình diễn." in (await client.get("/")).text
    assert "Số liệu trình diễn." not in (await client.get("/?unit=bank")).text


@pytest.mark.parametrize("sort", ["name", "areas", "communes", "institutions", "households", "decided", "worst"])
async def test_every_order_shows_every_child_once(province: Host, client: httpx.AsyncClient, sort: str) -> None:
    text = (await client.get(f"/?sort={sort}")).text
    rows = re.findall(r'<th scope="row"><a href="/\?unit=([a-z-]+)&', text)
    assert sorted(rows) == ["bank", "phan-thiet", "phu-quy", "tuy-phong"]
    assert text.count('aria-sort="ascending"') >= 1


async def test_an_order_nobody_knows_is_refused_with_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/?sort=luck")
    assert answer.status_code == 422
    assert "Dữ liệu không hợp lệ" in answer.text


async def test_it_says_up_to_which_event_it_goes(province: Host, client: httpx.AsyncClient) -> None:
    head = await province.services["dashboards"].log.head()
    assert f"Số liệu đến sự kiện {head}, ghi lúc 09:05 08/11/2021." in (await client.get("/")).text


async def test_names_are_shown_as_text_whatever_they_hold(empty: Host, client: httpx.AsyncClient) -> None:
    nasty = listed("x", "district", "Huyện", "<script>alert(1)</script>", "binh-thuan", latitude=11.9, longitude=108.0)
    await tell(empty, [*units(), nasty, campaign()])
    for address in ("/", "/?unit=x", "/?unit=x&language=en"):
        text = (await client.get(address)).text
        assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text


async def test_the_api_has_the_same_numbers(province: Host, client: httpx.AsyncClient) -> None:
    told: dict[str, Any] = (await client.get("/api/dashboards/overview")).json()
    [areas] = [row for row in told["coverage"] if row["branch"] is None and row["unit_kind"] == "residential_area"]
    assert (areas["registered"], areas["listed"], areas["out_of_scope"]) == (14, 18, 0)


async def test_every_number_of_models_leads_to_the_list_of_those_models(
    province: Host, client: httpx.AsyncClient
) -> None:
    text = (await client.get("/?unit=phan-thiet")).text
    for state in ("launched", "closed"):
        assert f'href="/models?unit=phan-thiet&amp;state={state}"' in text
    assert 'href="/models?unit=phan-thiet&amp;finding=no_monitor"' in text
    assert "state=preparing" in (await client.get("/?unit=phong-phu")).text
