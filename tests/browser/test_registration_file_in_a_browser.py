"""A commune officer at the screen: the template, a file with two errors, the corrected one, and the batch taken back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from playwright.async_api import expect
from python_calamine import CalamineWorkbook

from chronicle.host import RELAY, Host
from chronicle.settings import Settings
from portal.component import COMPONENT as PORTAL
from portal.sign_in import accounts, sessions
from services.registration.component import COMPONENT as REGISTRATION
from tests import signed_in
from tests.browser.watching import complaints_of
from tests.reading import all_read
from tests.services.registration.scenes import COMMUNE, DISTRICT, LAUNCHED, PROVINCE
from tests.services.registration.test_registration_api import body
from tests.services.registration.test_registration_file import AREAS, file

pytestmark = pytest.mark.browser

START = "/registration/entries/registrations?unit=c1"
RIGHT = {
    "area-1": {"registered_on": "15/4/2021", "total": "118", "registered": "118", "as_of": "30/4/2021"},
    "area-2": {"registered_on": "15/4/2021", "total": "1.200", "registered": "900", "as_of": "30/4/2021"},
}
TWO_WRONG = {
    "area-1": {**RIGHT["area-1"], "total": "một trăm"},
    "area-2": {**RIGHT["area-2"], "registered": "1.201"},
    "area-3": {"registered_on": "16/4/2021"},
}


async def settle(host: Host) -> None:
    for component in (PORTAL, REGISTRATION):
        await all_read(host.services[component.name])


@pytest.fixture
async def address(open_host: Callable[..., Any], settings: Settings) -> AsyncIterator[str]:
    """A commune with five areas, entered through commands, served."""
    host: Host = await open_host(RELAY, PORTAL, REGISTRATION)
    headers = await signed_in.headers(host.settings)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as client:
        for unit in (PROVINCE, DISTRICT, COMMUNE, *AREAS):
            assert (await client.post("/api/registration/list-unit", json=body(unit))).status_code == 201
        assert (await client.post("/api/registration/launch-campaign", json=body(LAUNCHED))).status_code == 201
    await settle(host)
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(host.serve(announce=listening.set_result))
    await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
    yield listening.result()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture
async def session(settings: Settings, address: str) -> dict[str, Any]:
    """The cookie of the commune's officer."""
    owner = await asyncpg.connect(settings.owner_url)
    try:
        account = await accounts.create(owner, "officer", "Cán bộ cấp xã")
        await accounts.give(owner, account, "commune_officer", "c1", signed_in.ALWAYS)
        token = await sessions.begin(owner, account, "password", 3_600)
    finally:
        await owner.close()
    place = address.replace("http://", "https://")
    return {"name": sessions.COOKIE, "value": token, "url": place, "secure": True, "httpOnly": True, "sameSite": "Lax"}


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_file_with_two_errors_is_corrected_recorded_and_taken_back(
    address: str, open_browser: Callable[..., Any], tmp_path: Path, scripts: bool
) -> None:
    page = await (await open_browser(java_script_enabled=scripts)).new_page()
    complaints = complaints_of(page)

    async def hand_in(name: str, entered: Any) -> None:
        content = await asyncio.to_thread(file, entered)
        (tmp_path / name).write_bytes(content)
        await page.goto(f"{address}{START}")
        await page.set_input_files("#file", tmp_path / name)
        await page.get_by_role("button", name="Nộp và xem trước").click()

    await page.goto(f"{address}{START}")
    async with page.expect_download() as template:
        await page.get_by_role("link", name="Tải mẫu Excel").click()
    rows = CalamineWorkbook.from_path(str(await (await template.value).path())).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == ["Phường Mũi Né", *(f"Khu phố {n}" for n in range(1, 6))]
    await hand_in("hai-loi.xlsx", TWO_WRONG)
    await expect(page.locator("#errors")).to_contain_text("Dòng 2: E2: “một trăm” không phải số đếm")
    await hand_in("mot-loi.xlsx", {**TWO_WRONG, "area-1": RIGHT["area-1"]})
    await expect(page.locator("#errors")).to_contain_text("Dòng 3: Số hộ đăng ký (1201) không thể nhiều hơn")
    await expect(page.get_by_role("button", name="Ghi nhận 2 dòng đúng, để lại 1 dòng phải sửa")).to_be_visible()
    await hand_in("dung.xlsx", {**TWO_WRONG, **RIGHT})
    await page.get_by_role("button", name="Ghi nhận 3 dòng").click()
    await expect(page.locator("h1")).to_contain_text("Lần nhập ngày")
    await expect(page.locator("tbody")).to_contain_text("900/1.200 hộ tính đến 30/4/2021")
    await hand_in("dung.xlsx", {**TWO_WRONG, **RIGHT})
    await expect(page.locator("main")).to_contain_text("Không có gì để ghi")
    await page.goto(f"{address}{START}")
    await page.locator("tbody th a").click()
    await page.get_by_role("link", name="Rút lại lần nhập này").click()
    await expect(page.locator("main")).to_contain_text("5 mục đã ghi được rút lại bằng sự kiện mới")
    await page.get_by_role("button", name="Rút lại").click()
    await expect(page.locator(".notice")).to_contain_text("đã rút lại 5 mục")
    assert complaints == []
