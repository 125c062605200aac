"""The pages of the working calendar and of delegations on real servers: filled in, wrong, recorded, as a file, and by whom."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from portal.protection.forms import form_token
from portal.words import Words
from services.recognition.component import COMPONENT
from services.recognition.screens.day_lines import days_written, written_days
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.page_reading import Page
from tests.services.dashboards.province import play, tell, units, whole
from tests.sheets import csv_of

CALENDAR, DELEGATIONS = "/recognition/calendar", "/recognition/delegations"
FILLED = {
    "first_day": "2021-01-01", "last_day": "2021-12-31", "off": "02/09/2021 Quốc khánh\n03/09/2021 Quốc khánh",
    "worked": "11/09/2021 Làm bù", "source": "Thông báo số 4875/TB-LĐTBXH",
}  # fmt: skip


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    host: Host = await open_host(*whole(COMPONENT), PORTAL, clock=await play(settings))
    await tell(host, units())
    for service in (PORTAL, COMPONENT):
        await all_read(host.services[service.name])
    return host


async def send(host: Host, settings: Settings, path: str, held: signed_in.Held, **fields: str) -> httpx.Response:
    """A form as somebody who holds a role sends it; without fields the page is asked for."""
    account = await signed_in.account(settings, (held,))
    token = await signed_in.session_of(settings, account)
    async with signed_in.browser(host, token) as client:
        if not fields:
            return await client.get(path)
        answer = await client.post(path, data={"form": form_token(token), **fields})
        if answer.status_code != 303:
            return answer
        await all_read(host.services[COMPONENT.name])
        return await client.get(answer.headers["location"])


PROVINCE = ("provincial_officer", "binh-thuan")


async def test_a_calendar_is_recorded_line_by_line(host: Host, settings: Settings) -> None:
    empty = await send(host, settings, CALENDAR, PROVINCE)
    assert "Chưa có lịch làm việc." in empty.text
    assert "02/09/2021 Quốc khánh" in empty.text, "the form begins with the holidays that are known"
    wrong = await send(host, settings, CALENDAR, PROVINCE, **{**FILLED, "off": "2/9 Quốc khánh\n03/09/2021"})
    assert wrong.status_code == 422
    assert "Dòng 1:" in wrong.text
    assert "Dòng 2 thiếu lý do" in wrong.text
    assert "2/9 Quốc khánh" in wrong.text, "what was typed is still there"
    recorded = await send(host, settings, CALENDAR, PROVINCE, **FILLED)
    assert "Đã ghi." in recorded.text
    [table] = Page(recorded.text).tables
    assert [row[0] for row in table.rows] == ["02/9/2021", "03/9/2021", "11/9/2021"]
    told, titles, rows = csv_of((await send(host, settings, f"{CALENDAR}.csv", PROVINCE)).content)
    assert told["Nguồn"] == FILLED["source"]
    assert rows[2] == ["2021-09-11", "thứ Bảy", "làm bù", "Làm bù"], titles
    second = await send(host, settings, CALENDAR, PROVINCE, **{**FILLED, "last_day": "2022-12-31"})
    assert "Bản 1, ghi ngày" in second.text


async def test_only_the_province_records_a_calendar(host: Host, settings: Settings) -> None:
    refused = await send(host, settings, CALENDAR, ("commune_officer", "mui-ne"), **FILLED)
    assert refused.status_code == 422
    assert "Ngoài thẩm quyền" in refused.text
    seen = await send(host, settings, CALENDAR, ("commune_officer", "mui-ne"))
    assert "disabled" in seen.text
    assert "Cán bộ cấp tỉnh" in seen.text, "who can"


async def test_a_district_delegates_and_takes_it_back(host: Host, settings: Settings) -> None:
    chair = ("district_chair", "phan-thiet")
    filled = {
        "from_unit": "phan-thiet", "to_unit": "mui-ne", "kind-agency": "yes", "document_number": "88/QĐ-UBND",
        "valid_from": "2021-03-01", "valid_to": "",
    }  # fmt: skip
    nothing = await send(host, settings, DELEGATIONS, chair, **{**filled, "kind-agency": ""})
    assert nothing.status_code == 422
    assert 'href="#unit_kinds"' in nothing.text
    recorded = await send(host, settings, DELEGATIONS, chair, **filled)
    assert re.search(r"88/QĐ-UBND.*Mũi Né", recorded.text, re.S)
    assert "đang có hiệu lực" in recorded.text
    told = re.search(r'name="delegation_id" value="([^"]+)"', recorded.text)
    assert told
    gone = {"from_unit": "phan-thiet", "delegation_id": told[1], "reason": "Hết nhiệm vụ"}
    stranger = await send(host, settings, f"{DELEGATIONS}/end", ("district_chair", "tuy-phong"), **gone)
    assert stranger.status_code == 422
    assert "Ngoài thẩm quyền" in stranger.text
    ended = await send(host, settings, f"{DELEGATIONS}/end", chair, **gone)
    assert "đã chấm dứt" in ended.text
    _, _, [row] = csv_of((await send(host, settings, f"{DELEGATIONS}.csv", chair)).content)
    assert row[:3] == ["88/QĐ-UBND", "Thành phố Phan Thiết", "Phường Mũi Né"]


@pytest.mark.fast
def test_days_are_written_as_they_are_read() -> None:
    days = [(date(2021, 9, 2), "Quốc khánh"), (date(2021, 9, 11), "Làm bù theo thông báo")]
    assert written_days(Words("vi"), "off", days_written(days)) == (days, [])
    found, errors = written_days(Words("en"), "off", "\n 31/02/2021 x\nkhông phải ngày\n")
    assert found == []
    assert [what.partition(":")[0] for _, what in errors] == ["Line 2", "Line 3"]
