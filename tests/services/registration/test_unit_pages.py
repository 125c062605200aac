"""The pages of the register: found, walked, changed by a form that asks once more, and refused with what was typed kept."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.clock import PlayedClock
from chronicle.command import Context, derived_id
from chronicle.host import RELAY, Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from portal.protection.forms import form_token
from services.registration.component import COMPONENT
from services.registration.unit import ListUnit
from tests import signed_in
from tests.reading import all_read
from tests.services.registration.scenes import AREA, COMMUNE, DISTRICT, LISTED_ON, PROVINCE, listed

NOW = datetime(2025, 7, 1, 2, tzinfo=UTC)
C2 = listed("c2", "commune", "Phường", "Hàm Tiến", "d1")
FORM = re.compile(r'name="(\w+)" value="([^"]*)"')


class Officer:
    """Somebody signed in who keeps a cookie and sends forms back."""

    def __init__(self, client: httpx.AsyncClient, host: Host, token: str) -> None:
        self._client, self._host, self._token = client, host, token

    async def see(self, path: str) -> httpx.Response:
        return await self._client.get(f"/registration/units{path}")

    async def send(self, path: str, **fields: str) -> httpx.Response:
        form = {"form": form_token(self._token), **fields}
        return await self._client.post(f"/registration/units{path}", data=form)

    async def confirm(self, path: str, asked: httpx.Response) -> httpx.Response:
        answer = await self.send(path, **dict(FORM.findall(asked.text)))
        for name in ("registration", "portal"):
            await all_read(self._host.services[name])
        return answer


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute("SELECT chronicle.play_clock()")
    await owner.close()
    opened: Host = await open_host(RELAY, PORTAL, COMPONENT, clock=PlayedClock(NOW))
    service = opened.services["registration"]
    for fact in (PROVINCE, DISTRICT, COMMUNE, C2, AREA):
        command_id = derived_id(fact.unit_id)
        context = Context("test", "operator", "p1", NOW.date(), command_id, command_id)
        await service.handle(ListUnit(occurred_on=LISTED_ON, **fact.model_dump()), context)
    for name in ("registration", "portal"):
        await all_read(opened.services[name])
    return opened


@pytest.fixture
async def sign_in(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    clients = []

    async def officer(role: str, unit_id: str | None) -> Officer:
        made = await signed_in.account(settings, [(role, unit_id)], f"{role}-{unit_id}", "Cán bộ", "officer")
        token = await signed_in.session_of(settings, made)
        client = signed_in.browser(host, token)
        clients.append(client)
        return Officer(client, host, token)

    yield officer
    for client in clients:
        await client.aclose()


async def test_a_unit_is_found_without_marks_and_its_page_leads_up_and_down(sign_in: Any) -> None:
    officer = await sign_in("provincial_officer", "p1")
    found = await officer.see("?q=mui+ne")
    assert found.status_code == 200 and "/registration/units/c1" in found.text and "Hàm Tiến" not in found.text
    assert "Không có đơn vị nào khớp." in (await officer.see("?q=xyz")).text
    page = (await officer.see("/c1")).text
    assert "/registration/units/d1" in page and "/registration/units/a1" in page and "22915" in page
    assert (await officer.see("/nowhere")).status_code == 404
    sheet = await officer.see("/c1/past.csv")
    assert "22915" in sheet.text and sheet.headers["content-type"].startswith("text/csv")
    assert (await officer.see(".xlsx?which=all")).status_code == 200


async def test_a_unit_is_renamed_after_one_more_look(sign_in: Any) -> None:
    officer = await sign_in("provincial_officer", "p1")
    path = "/c2/change/rename"
    missing = await officer.send(path, unit_name="", day="2025-02-30")
    assert missing.status_code == 422 and "hãy điền vào" in missing.text and "hãy chọn một ngày" in missing.text
    asked = await officer.send(path, unit_name="Tiến Thành", day="2025-06-01")
    assert asked.status_code == 200 and "01/6/2025" in asked.text
    assert "Hàm Tiến" in (await officer.see("/c2")).text, "nothing is recorded before it is confirmed"
    done = await officer.confirm(path, asked)
    assert done.status_code == 303 and done.headers["location"] == "/registration/units/c2?done=yes"
    page = (await officer.see("/c2?done=yes&language=en")).text
    assert "Tiến Thành" in page and "Hàm Tiến" in page and "The change is recorded." in page
    again = await officer.send(path, unit_name="Tiến Thành", day="2025-06-01")
    assert again.status_code == 422 and "không có gì để thay đổi" in again.text


async def test_a_unit_with_units_below_may_not_end_and_goes_over_once_they_moved(sign_in: Any) -> None:
    officer = await sign_in("provincial_officer", "p1")
    merge = {"way": "whole", "first": "phuong ham tien", "basis": "Nghị quyết 1", "day": "2025-07-01"}
    refused = await officer.send("/c1/change/succeed", **merge)
    assert refused.status_code == 422 and "Còn 1 đơn vị trực thuộc" in refused.text
    assert 'value="phuong ham tien"' in refused.text, "what was typed is kept"
    move = await officer.send("/a1/change/move", parent="c2", day="2025-07-01")
    await officer.confirm("/a1/change/move", move)
    asked = await officer.send("/c1/change/succeed", **merge)
    assert "Không xóa được." in asked.text
    assert (await officer.confirm("/c1/change/succeed", asked)).status_code == 303
    page = (await officer.see("/c1")).text
    assert "Kết thúc từ 01/7/2025" in page and "Nhập vào" in page and "/change/" not in page
    assert "Nhận từ" in (await officer.see("/c2")).text
    assert "Phường Mũi Né" in (await officer.see("?which=ended")).text


async def test_a_unit_is_listed_below_another_once(sign_in: Any) -> None:
    officer = await sign_in("provincial_officer", "p1")
    new = {
        "kind": "residential_area",
        "title": "Khu phố",
        "unit_name": "2",
        "code": "",
        "day": "2025-07-01",
        "reason": "",
    }
    asked = await officer.send("/c1/change/list", **new)
    done = await officer.confirm("/c1/change/list", asked)
    assert done.status_code == 303
    assert "Khu phố 2" in (await officer.see("/c1")).text
    assert (await officer.send("/c1/change/list", **new)).status_code == 422
    wrong = await officer.send("/c1/change/list", **{**new, "kind": "district"})
    assert wrong.status_code == 422 and "không thể là cấp trên" in wrong.text


async def test_who_may_not_change_sees_who_could_and_another_sites_form_is_refused(sign_in: Any) -> None:
    officer = await sign_in("commune_officer", "c1")
    page = (await officer.see("/c1")).text
    assert " disabled>" in page and "Cán bộ cấp tỉnh" in page and "/change/" not in page
    assert (await officer.see("/c2")).status_code == 404
    given = {"unit_name": "Tiến Thành", "day": "2025-06-01", "sure": "yes"}
    refused = await officer.send("/c1/change/rename", **given)
    assert refused.status_code == 422 and "Ngoài thẩm quyền" in refused.text
    assert (await officer.send("/c1/change/rename", **{**given, "form": "x"})).status_code == 403
