"""One dossier through its whole life in browsers, a browser a role: compiled, returned, come back, decided, printed, verified."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.async_api import BrowserContext, Page

from chronicle.settings import Settings
from portal.sign_in import sessions
from tests import signed_in
from tests.browser.watching import complaints_of

pytestmark = pytest.mark.browser

DOSSIER = "/recognition/dossiers/binh-thuan-2021/phong-phu-1"
DOCUMENTS = ("proposal_letter", "results_report", "registration_form", "meeting_minutes")
JUDGED = ("party_resolution", "self_management_model", "no_listed_incident", "crime_down")
SITTING = {"members": "9", "took_part": "8", "in_favour": "8", "against": "0", "minutes_number": "06/BB-BCĐ"}
answer_ms_max = 10_000
PDF = b"%PDF-1.7\n%%EOF\n"


@dataclass
class Desk:
    """Somebody before a browser of their own."""

    page: Page
    address: str
    complaints: list[str]

    async def open(self, path: str) -> str:
        answer = await self.page.goto(self.address + path)
        assert answer is not None and answer.ok, path
        return await self.page.inner_text("main")

    async def follow(self, verb: str) -> None:
        """From the dossier to the form of a step."""
        await self.open(DOSSIER)
        await self.page.locator("ul.actions").get_by_role("link", name=verb, exact=True).click()

    async def send(self, verb: str) -> str:
        """The form that is open; what the page then says."""
        await self.page.get_by_role("button", name=verb, exact=True).click()
        await self.page.wait_for_url("**done=**")
        return await self.page.inner_text("main")

    async def fill(self, **given: str) -> None:
        for box, text in given.items():
            await self.page.locator(f"#{box}").fill(text)


Sit = Callable[..., Any]


@pytest.fixture
async def sit_down(address: str, settings: Settings, open_browser: Callable[..., Any]) -> Callable[..., Any]:
    """Opens a browser of an account of its own, signed in; without a role, of a stranger."""

    async def desk(role: str | None, unit_id: str = "phong-phu", **options: Any) -> Desk:
        context: BrowserContext = await open_browser(signed_in=False, **options)
        if role is not None:
            account = await signed_in.account(settings, [(role, unit_id)], f"{role}-{unit_id}", role, "officer")
            await context.add_cookies([{
                "name": sessions.COOKIE, "value": await signed_in.session_of(settings, account), "secure": True,
                "url": address.replace("http://", "https://"), "httpOnly": True, "sameSite": "Lax",
            }])  # fmt: skip
        context.set_default_timeout(answer_ms_max)
        page = await context.new_page()
        return Desk(page, address, complaints_of(page))

    return desk


async def compiled(head: Desk, tmp_path: Path) -> None:
    """Assessed in two parts, every paper but the minutes of the meeting filed, handed in."""
    said = await head.open(DOSSIER)
    assert "112/130 hộ đăng ký" in said and "Chưa có" in said
    await assessed(head, *JUDGED[:2])
    await head.follow("Nộp hồ sơ")
    await head.page.get_by_role("button", name="Nộp hồ sơ").click()
    assert "Còn 2 tiêu chí chưa tự chấm: Không để xảy ra" in await head.page.get_by_role("alert").inner_text()
    await assessed(head, *JUDGED[2:])
    for document in DOCUMENTS[:3]:
        await filed(head, document, tmp_path)
    await head.follow("Nộp hồ sơ")
    assert "Biên bản họp (chưa có)" in await head.page.inner_text("main")
    await head.send("Nộp hồ sơ")


async def assessed(head: Desk, *codes: str) -> None:
    await head.follow("Tự chấm điểm")
    for code in codes:
        await head.page.locator(f'input[name="met:{code}"][value="yes"]').check()
    assert "Đã ghi: Tự chấm điểm." in await head.send("Tự chấm điểm")


async def filed(head: Desk, document: str, tmp_path: Path) -> None:
    file = tmp_path / f"{document}.pdf"
    file.write_bytes(PDF + document.encode())
    await head.follow("Đưa giấy tờ vào")
    await head.page.select_option("#document", document)
    await head.page.get_by_label("Tệp").set_input_files(file)
    assert "Đã ghi: Đưa giấy tờ vào hồ sơ." in await head.send("Đưa giấy tờ vào")


async def returned(officer: Desk) -> None:
    """Taken on, and returned with a note an item; a tick without a note is asked about."""
    await officer.follow("Nhận xử lý")
    await officer.send("Nhận xử lý")
    assert "Thường trực BCĐ, Xã Phong Phú: bạn" in await officer.page.inner_text("main")
    await officer.follow("Trả lại hồ sơ")
    assert await officer.page.locator('input[name="tick:meeting_minutes"]').is_checked()
    await officer.page.locator('input[name="tick:crime_down"]').check()
    await officer.page.get_by_role("button", name="Trả lại hồ sơ").click()
    await officer.page.get_by_role("alert").get_by_role("link").click()
    await officer.page.keyboard.type("Nêu số liệu so với năm trước")
    await officer.send("Trả lại hồ sơ")


async def corrected(head: Desk, tmp_path: Path) -> None:
    said = await head.open(DOSSIER)
    assert "Phải sửa" in said and "Nêu số liệu so với năm trước" in said and "Đồng hồ đang dừng" in said
    await filed(head, "meeting_minutes", tmp_path)
    await head.follow("Tự chấm điểm")
    await head.page.locator('input[name="number:crime_down"]').fill("15/BC-TKP")
    await head.send("Tự chấm điểm")
    await head.follow("Nộp hồ sơ")
    await head.send("Nộp hồ sơ")


async def appraised(officer: Desk) -> None:
    await officer.open(DOSSIER)
    changed = await officer.page.locator("table", has_text="Yêu cầu khi trả lại").inner_text()
    assert "đã bổ sung" in changed and "tự chấm lại" in changed and "Báo cáo kết quả" not in changed
    await officer.follow("Tiếp nhận hồ sơ")
    await officer.send("Tiếp nhận hồ sơ")
    await officer.follow("Ghi kết quả thẩm định")
    for code in JUDGED:
        await officer.page.locator(f'input[name="met:{code}"][value="yes"]').check()
    await officer.page.locator('input[name="numerator:households_signed"]').fill("130")
    await officer.page.select_option("#form_of_sitting", "meeting")
    await officer.fill(**SITTING)
    await officer.send("Ghi kết quả thẩm định")
    await officer.follow("Ghi tờ trình")
    await officer.fill(proposal_number="07/TTr-CAX")
    await officer.send("Ghi tờ trình")


async def printed(desk: Desk, kind: str, tmp_path: Path) -> Path:
    """A paper gets its number; as the PDF that is printed."""
    await desk.open(DOSSIER)
    await desk.page.get_by_role("link", name="Văn bản đã lập và có thể lập của hồ sơ này").click()
    await desk.page.locator("#offers + ul").get_by_role("link", name=kind, exact=True).click()
    await desk.page.get_by_role("button", name="Lấy số, lập văn bản").click()
    await desk.page.get_by_role("strong").filter(has_text="Văn bản đã có số.").wait_for()
    row = desk.page.locator("tbody tr", has_text=kind)
    found = tmp_path / f"{kind}.pdf"
    for name in ("DOCX", "PDF"):
        async with desk.page.expect_download() as begun:
            await row.get_by_role("link", name=name).click()
        await (await begun.value).save_as(found.with_suffix(f".{name.lower()}"))
    return found


async def test_a_dossier_goes_its_whole_way_and_a_stranger_verifies_the_certificate(
    sit_down: Sit, tmp_path: Path
) -> None:
    head = await sit_down("residential_area_head", "phong-phu-1", java_script_enabled=False)
    officer, chair = await sit_down("commune_officer"), await sit_down("commune_chair")
    await compiled(head, tmp_path)
    await returned(officer)
    await corrected(head, tmp_path)
    await appraised(officer)
    decision = await printed(officer, "Quyết định công nhận", tmp_path)
    await chair.follow("Ghi quyết định")
    assert "07/TTr-CAX" in await chair.page.inner_text("main")
    assert await chair.page.input_value("#decision_number") == "01/QĐ-UBND", "the register gave it"
    assert "Được công nhận" in await chair.send("Ghi quyết định")
    certificate = await printed(chair, "Giấy công nhận", tmp_path)
    assert "01/QĐ-UBND" in words_of(decision) and "KHU PHỐ 1" in words_of(certificate)
    assert "Đã có số 01/GCN-UBND" in await chair.page.inner_text("main"), "there is one valid certificate"
    assert "cho đơn vị có tên tại Điều 1" in words_of(decision)
    complaints = [*head.complaints, *officer.complaints, *chair.complaints]
    assert [each for each in complaints if "status of 422" not in each] == []
    code = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", words_of(certificate))[0]
    await verified(await sit_down(None), f"/verify/{code}")


async def verified(stranger: Desk, path: str) -> None:
    """Genuine as it stands; a changed name is not what was recorded."""
    assert "còn hiệu lực" in await stranger.open(path)
    for name, verdict in (("Khu phố 1", "giống bản đã ghi"), ("Khu phố 7", "khác bản đã ghi")):
        await stranger.fill(unit_name=name)
        await stranger.page.get_by_role("button", name="So sánh").click()
        await stranger.page.wait_for_url("**unit_name=**")
        assert verdict in await stranger.page.inner_text("main")


def words_of(pdf: Path) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())
