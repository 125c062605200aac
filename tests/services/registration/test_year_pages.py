"""The pages of a year in the browser's words: lists, forms, refusals kept with what was typed, one more look, files."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.clock import PlayedClock
from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from portal.protection.forms import form_token
from services.registration.component import COMPONENT
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.province import TODAY
from tests.services.registration.test_registration_api import YEAR

Opened = tuple[httpx.AsyncClient, str, Host]
LIST, OF_AREA = "/registration?unit=c1&year=2021", "/registration/year?unit=a10&year=2021"


async def browser(host: Host, settings: Settings, *held: tuple[str, str | None]) -> tuple[httpx.AsyncClient, str]:
    """A browser that is signed in, and the token of its forms."""
    account = await signed_in.account(settings, held, f"looker-{len(held)}-{held[0][0]}", "Cán bộ", "officer")
    token = await signed_in.session_of(settings, account)
    return signed_in.browser(host, token), form_token(token)


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute("SELECT chronicle.play_clock()")
    await owner.close()
    opened: Host = await open_host(COMPONENT, PORTAL, clock=PlayedClock(TODAY))
    headers = await signed_in.headers(settings)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(opened.application()), base_url="http://antoan", headers=headers
    ) as client:
        for path, command in YEAR[:9]:
            answer = await client.post(f"/api/registration/{path}", json=command)
            assert answer.status_code == 201, answer.text
    for service in (COMPONENT.name, PORTAL.name):
        await all_read(opened.services[service])
    return opened


@pytest.fixture
async def officer(host: Host, settings: Settings) -> AsyncIterator[Opened]:
    client, token = await browser(host, settings, ("provincial_officer", "p1"))
    async with client:
        yield client, token, host


async def send(opened: Opened, address: str, **fields: Any) -> httpx.Response:
    client, token, _ = opened
    return await client.post(address, data={"form": token, **fields})


async def shown(opened: Opened, address: str) -> str:
    answer = await opened[0].get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_what_an_officer_enters_is_looked_at_again_recorded_and_shown(officer: Opened) -> None:
    await several_units_register_at_once_after_one_more_look(officer)
    await what_is_wrong_is_said_and_what_was_typed_stays(officer)
    await households_are_reported_corrected_and_told_in_the_history(officer)
    await a_file_holds_the_list(officer)


async def test_the_province_leads_the_year(officer: Opened) -> None:
    await after_the_close_only_who_is_allowed_enters(officer)
    await who_is_missing_a_document_is_listed_until_it_is_recorded(officer)
    await the_province_sets_marks_and_calendar_and_launches_the_next_year(officer)


async def a_file_holds_the_list(opened: Opened) -> None:
    answer = await opened[0].get("/registration/list.csv?unit=c1&year=2021&which=registered&language=en")
    assert answer.status_code == 200 and answer.text.count("Khu phố") == 2 and "Households" in answer.text


async def several_units_register_at_once_after_one_more_look(officer: Opened) -> None:
    assert "Chưa đăng ký, quá hạn" in await shown(officer, LIST)
    asked = {"action": "register", "day": "2021-04-20", "unit": ["a1", "a2"]}
    look = await send(officer, LIST, **asked)
    assert look.status_code == 200 and "Khu phố 2" in look.text and "confirmed" in look.text
    done = await send(officer, LIST, action="register", day="2021-04-20", units="a1,a2", confirmed="yes")
    assert (done.status_code, done.headers["location"]) == (303, f"{LIST}&recorded=2")
    page = await shown(officer, f"{LIST}&recorded=2")
    assert "Đã ghi 2 việc" in page and "Đã đăng ký (2)" in page and "20/4/2021" in page


async def what_is_wrong_is_said_and_what_was_typed_stays(officer: Opened) -> None:
    answer = await send(officer, OF_AREA, action="report", unit="a10", day="2021-04-30", total="10", registered="11")
    assert answer.status_code == 422
    assert 'value="11"' in answer.text and "không thể nhiều hơn tổng số hộ" in answer.text
    answer = await send(officer, OF_AREA, action="report", unit="a10", day="", total="x", registered="1")
    assert answer.status_code == 422 and "Hãy chọn một ngày" in answer.text and 'value="x"' in answer.text
    english = await send(officer, f"{OF_AREA}&language=en", action="withdraw", unit="a10", day="2021-05-01", reason="")
    assert "Give the reason" in english.text


async def households_are_reported_corrected_and_told_in_the_history(officer: Opened) -> None:
    for day, registered in (("2021-03-31", "100"), ("2021-04-30", "90")):
        done = await send(officer, OF_AREA, action="report", unit="a10", day=day, total="118", registered=registered)
        assert done.status_code == 303, done.text
    assert "thấp hơn lần trước" in await shown(officer, OF_AREA)
    assert "Số hộ thấp hơn lần trước (1)" in await shown(officer, LIST)
    done = await send(
        officer,
        OF_AREA,
        action="correct",
        unit="a10",
        day="2021-03-31",
        total="118",
        registered="80",
        reason="Đếm nhầm",
    )
    assert done.status_code == 303, done.text
    page = await shown(officer, OF_AREA)
    assert "đã sửa: Đếm nhầm" in page and "Cán bộ cấp tỉnh, Tỉnh Bình Thuận" in page
    assert "Số hộ thấp hơn lần trước (0)" in await shown(officer, LIST)
    assert (await officer[0].get("/registration/year.csv?unit=a10&part=history")).text.count("Báo số hộ") == 2


async def after_the_close_only_who_is_allowed_enters(officer: Opened) -> None:
    page = "/registration/campaign?unit=a10&year=2021"
    look = await send(officer, page, do="close", period="registering")
    assert "Khóa kỳ đăng ký?" in look.text
    assert (await send(officer, page, do="close", period="registering", confirmed="yes")).status_code == 303
    assert "Kỳ đăng ký đã khóa" in await shown(officer, OF_AREA)
    refused = await send(officer, OF_AREA, action="register", unit="a10", day="2021-11-08")
    assert refused.status_code == 422 and "đã khóa" in refused.text
    allow = {
        "do": "allow", "period": "registering", "until": "2021-11-10", "reason": "Cách ly", "decided_by": "Trưởng Ban",
        "basis": "57/CV-BCĐ",
    }  # fmt: skip
    assert (await send(officer, page, **allow)).status_code == 303
    assert (await send(officer, OF_AREA, action="register", unit="a10", day="2021-11-08")).status_code == 303
    assert "theo 57/CV-BCĐ" in await shown(officer, OF_AREA)
    assert "57/CV-BCĐ" in await shown(officer, page)


async def who_is_missing_a_document_is_listed_until_it_is_recorded(officer: Opened) -> None:
    campaign, documents = "/registration/campaign?year=2021", "/registration/documents?unit=d1&year=2021"
    for kind in ("plan", "resolution"):
        due = {"do": "duty", "unit_kind": "commune", "document_kind": kind, "due_on": "2021-03-31"}
        assert (await send(officer, campaign, **due)).status_code == 303
    page = await shown(officer, documents)
    assert "quá hạn còn thiếu 1" in page and "Thiếu từ 01/4/2021" in page and "222" in page
    plan = {
        "do": "issue", "document_kind": "plan", "number": "05/KH", "dated": "2021-04-15", "subject": "Kế hoạch",
        "signer_title": "Trưởng Ban",
    }  # fmt: skip
    of_commune = "/registration/documents?unit=c1&year=2021"
    missing = await send(officer, of_commune, **{**plan, "subject": ""})
    assert missing.status_code == 422 and 'value="05/KH"' in missing.text
    assert (await send(officer, of_commune, **plan)).status_code == 303
    assert "Không thiếu văn bản nào đã đến hạn" in await shown(officer, documents)
    correct = {**plan, "do": "correct", "subject": "Kế hoạch năm", "reason": "Thiếu chữ"}
    assert (await send(officer, of_commune, **correct)).status_code == 303
    assert "đã sửa: Thiếu chữ" in await shown(officer, of_commune)
    strike = {"do": "strike", "number": "05/KH", "dated": "2021-04-15", "reason": "Ghi nhầm"}
    assert (await send(officer, of_commune, **strike)).status_code == 303
    assert "quá hạn còn thiếu 1" in await shown(officer, documents)


async def the_province_sets_marks_and_calendar_and_launches_the_next_year(officer: Opened) -> None:
    page = "/registration/campaign?year=2021"
    mark = {"do": "target", "measure": "households_registered", "unit_kind": "residential_area", "share": "90"}
    assert (await send(officer, page, **mark)).status_code == 303
    wrong = await send(officer, page, **{**mark, "share": "190"})
    assert wrong.status_code == 422 and 'value="190"' in wrong.text
    festival = {"do": "occasion", "title_vi": "Ngày hội", "kind": "festival", "first": "2021-08-19"}
    assert (await send(officer, page, **festival)).status_code == 303
    said = await shown(officer, page)
    assert "90%" in said.replace(" %", "%") and "Ngày hội" in said and "19/8/2021" in said
    launch = {
        "do": "launch", "year": "2022", "campaign_name": "Phong trào năm 2022", "rule_set": "tt124", "opens": "2021-11-01",
        "closes": "2022-12-31", "registration_closes": "2022-03-31", "areas": "100", "communes": "", "households": "85",
        "over": "households",
    }  # fmt: skip
    assert "Mở đợt phát động năm 2022?" in (await send(officer, page, **launch)).text
    assert (await send(officer, page, **launch, confirmed="yes")).status_code == 303
    assert "Phong trào năm 2022" in await shown(officer, "/registration/campaign?year=2022")


async def test_who_may_not_sees_the_action_and_who_may(host: Host, settings: Settings) -> None:
    client, token = await browser(host, settings, ("auditor", "c1"))
    async with client:
        opened = (client, token, host)
        page = await shown(opened, "/registration/year?unit=a1&year=2021")
        assert "Ngoài thẩm quyền của bạn; người có thể làm" in page
        refused = await send(
            opened, "/registration/year?unit=a1&year=2021", action="register", unit="a1", day="2021-04-30"
        )
        assert refused.status_code == 422 and "Ngoài thẩm quyền" in refused.text
        assert (await client.get("/registration?unit=d1&year=2021")).status_code == 404
        assert (
            await client.post("/registration?unit=c1", data={"action": "register", "form": "guessed"})
        ).status_code == 403
