"""The pages of mobilisation, as officers use them: report, correct, count, sign, review; and see who has not."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from chronicle.command import Context, fresh_id
from chronicle.host import Host
from chronicle.log import Item
from chronicle.settings import Settings
from contracts.registration import UnitListed
from portal.component import COMPONENT as PORTAL
from portal.protection.forms import form_token
from services.mobilisation.component import COMPONENT
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.page_reading import Page, Table
from tests.services.dashboards.province import SPRING, everything, play, tell, units, whole
from tests.sheets import files_are

MUI_NE = "unit=mui-ne&year=2021"


class Shown(Page):
    """A page with its text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def without_notes(table: Table) -> Table:
    """How often a report was corrected stands beside its day on the page, and in a column of the sheet."""
    rows = [[re.sub(r"đã sửa \d+ lần", "", words).strip() for words in row] for row in table.rows]
    return Table(table.region, table.head, rows)


@dataclass(frozen=True)
class Officer:
    """Somebody who is signed in at a browser."""

    host: Host
    client: httpx.AsyncClient
    token: str

    async def see(self, path: str) -> Shown:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text[:2000]
        return Shown(answer.text)

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        named = {name.replace("__", "-"): value for name, value in fields.items()}
        return await self.client.post(path, data={"form": form_token(self.token), **named})

    async def goes_on(self, answer: httpx.Response) -> Shown:
        """The page a form leads to, once the views have read what it recorded."""
        assert answer.status_code == 303, re.sub(r"<[^>]*>", " ", answer.text)[:3000]
        await all_read(self.host.services[COMPONENT.name])
        return await self.see(answer.headers["location"])


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    host: Host = await open_host(*whole(COMPONENT), PORTAL, clock=await play(settings))
    await tell(host, everything())
    context = Context("test", "test", "", SPRING, fresh_id(), fresh_id())
    for fact in units():
        if isinstance(fact, UnitListed) and fact.unit_id in ("mui-ne", "phan-thiet"):
            item = Item(f"registration.unit:{fact.unit_id}", 0, [fact], SPRING, replace(context, command_id=fresh_id()))
            await host.services["registration"].log.append([item])
    for service in (PORTAL, COMPONENT):
        await all_read(host.services[service.name])
    return host


async def _officer(host: Host, settings: Settings, *held: signed_in.Held) -> Officer:
    account = await signed_in.account(settings, held)
    token = await signed_in.session_of(settings, account)
    return Officer(host, signed_in.browser(host, token), token)


@pytest.fixture
async def officer(host: Host, settings: Settings) -> AsyncIterator[Officer]:
    """Of the province."""
    found = await _officer(host, settings, ("provincial_officer", "binh-thuan"))
    async with found.client:
        yield found


@pytest.fixture
async def other(host: Host, settings: Settings) -> AsyncIterator[Officer]:
    """Of another commune, who may look at it and no further."""
    found = await _officer(host, settings, ("auditor", "mui-ne"))
    async with found.client:
        yield found


async def test_a_period_is_reported_looked_at_once_more_and_corrected(officer: Officer) -> None:
    path = f"/mobilisation/report?{MUI_NE}&period=quarter-2"
    page = await officer.see(path)
    assert "Quý 2" in page.text and "Ngày hội" not in page.text.partition("<form")[2].partition("</form")[0]
    wrong = await officer.send(path, counter__leaflets="nhiều", day="2021-06-18")
    assert wrong.status_code == 422 and 'href="#counter-leaflets"' in wrong.text and 'value="nhiều"' in wrong.text
    looked = await officer.send(path, counter__leaflets="1.200", counter__attendances="40", day="2021-06-25")
    assert looked.status_code == 200 and "Ghi báo cáo này?" in looked.text and "1.200" in looked.text
    back = await officer.send(path, counter__leaflets="1.200", day="2021-06-25", again="yes")
    assert 'value="1.200"' in back.text
    page = await officer.goes_on(
        await officer.send(
            path, counter__leaflets="1.200", counter__attendances="40", day="2021-06-25", confirmed="yes"
        )
    )
    assert "Đã ghi." in page.text and "Đã nộp, muộn" in page.text
    lower = await officer.send(path, counter__leaflets="1.100", day="2021-07-01")
    assert lower.status_code == 422 and 'href="#reason"' in lower.text
    looked = await officer.send(path, counter__leaflets="1.100", day="2021-07-01", reason="Cộng trùng")
    assert "Sửa báo cáo này?" in looked.text and "thấp hơn" in looked.text
    page = await officer.goes_on(
        await officer.send(path, counter__leaflets="1.100", day="2021-07-01", reason="Cộng trùng", confirmed="yes")
    )
    assert "đã sửa 1 lần" in page.text
    [table] = [table for table in (await officer.see(f"/mobilisation?{MUI_NE}")).tables if table.region == "own"]
    _, titles, rows = await files_are(
        officer.client, without_notes(table), "/mobilisation/own-periods", ["Việc"], unit="mui-ne", year="2021"
    )
    assert [row[titles.index("Số lần sửa")] for row in rows if row[0] == "Quý 2"] == [1]
    assert "Cộng trùng" in (await officer.see(path)).text


async def test_the_year_adds_up_along_the_tree(officer: Officer) -> None:
    page = await officer.see("/mobilisation?year=2021&period=quarter-3")
    table = page.table("children")
    assert table.head == ["Đơn vị", "Đã báo cáo", "Buổi tuyên truyền", "Lượt người tham dự"]
    rows = {row[0]: row[1:] for row in table.rows if row}
    assert rows["Thành phố Phan Thiết"] == ["2/4", "30", "3.000"]
    assert rows["Huyện Phú Quý"] == ["0/2", "–", "–"]
    below = await officer.see("/mobilisation?unit=phan-thiet&year=2021&period=quarter-3")
    assert {row[0] for row in below.table("children").rows} >= {"Phường Mũi Né", "Xã Tiến Lợi", "Chính đơn vị này"}
    own = await officer.see(f"/mobilisation?{MUI_NE}")
    assert "Báo cáo của chính đơn vị này" in own.text


async def test_who_has_not_reported_is_listed_with_its_due_day(officer: Officer) -> None:
    page = await officer.see("/mobilisation/reports?year=2021&period=quarter-3&state=missing")
    rows = [row for row in page.table("list").rows if row]
    assert len(rows) == 6 and all("Còn thiếu, quá hạn" in row[4] for row in rows)
    assert rows[0][3:7:3] == ["20/9/2021", "21/9/2021"]
    everything = await officer.see("/mobilisation/reports?year=2021&unit=mui-ne&period=&state=")
    assert len([row for row in everything.table("list").rows if row]) == 7
    answer = await officer.client.get("/mobilisation/reports.csv?year=2021&period=quarter-3&state=missing")
    assert answer.status_code == 200 and answer.text.count("Còn thiếu, quá hạn") == 7


async def test_the_festival_has_sites_and_attendances(officer: Officer) -> None:
    path = f"/mobilisation/report?{MUI_NE}&period=festival-1"
    fields = {"counter-festival_sites": "3", "counter-festival_attendances": "700", "day": "2021-09-02"}
    await officer.goes_on(await officer.send(path, **fields, confirmed="yes"))
    page = await officer.see("/mobilisation/festival?unit=phan-thiet&year=2021")
    rows = {row[0]: row[1:] for row in page.table("festival").rows if row}
    assert rows["Phường Mũi Né"] == ["1/1", "3", "700", "233"]
    assert "19/8/2021" in page.text


async def test_core_forces_are_counted_and_summed_on_a_day(officer: Officer) -> None:
    path = f"/mobilisation/forces/count?{MUI_NE}"
    form = await officer.see(path)
    assert 'value="10"' in form.text and "Bảo vệ dân phố" in form.text
    wrong = await officer.send(path, day="2021-06-30", heads__civil_guards="2", teams__civil_guards="5")
    assert wrong.status_code == 422 and "không thể nhiều hơn" in wrong.text
    merged = await officer.send(path, day="2021-06-30", heads__grassroots_security_force="2")
    assert merged.status_code == 422 and "không có lực lượng" in merged.text
    await officer.goes_on(
        await officer.send(path, day="2021-06-30", heads__civil_guards="8", heads__civil_defence_heads="6")
    )
    lower = await officer.goes_on(await officer.send(path, day="2021-07-01", heads__civil_guards="7"))
    assert "thấp hơn lần trước" in lower.text and "8" in [row[2] for row in lower.table("history").rows]
    await files_are(officer.client, lower.table("history"), "/mobilisation/forces-history", unit="mui-ne")
    page = await officer.see("/mobilisation/forces?unit=phan-thiet&year=2021&on=2021-06-30")
    rows = {row[0]: row[1:] for row in page.table("forces").rows if row}
    assert rows["Phường Mũi Né"][-1] == "14" and rows["Cộng"][-1] == "34"
    early = await officer.see("/mobilisation/forces?unit=phan-thiet&year=2021&on=2021-06-29")
    assert {row[0]: row[-1] for row in early.table("forces").rows if row}["Cộng"] == "30"


async def test_a_programme_is_signed_reviewed_renewed_and_ended(officer: Officer) -> None:
    path = "/mobilisation/new-programme?unit=phan-thiet&year=2021"
    wrong = await officer.send(path, number="", parties="Công an thành phố", dated="2021-03-10")
    assert wrong.status_code == 422 and {"number", "subject", "parties"} <= set(
        re.findall(r'href="#(\w+)"', wrong.text)
    )
    answer = await officer.send(
        path, number="06/CTPH", parties="Công an thành phố\r\nHội Phụ nữ thành phố", dated="2021-03-10",
        subject="Gia đình an toàn", kind="joint_programme", last_day="2025-12-31",
    )  # fmt: skip
    page = await officer.goes_on(answer)
    one = answer.headers["location"].partition("?")[0]
    assert "Hội Phụ nữ thành phố" in page.text and "Chưa tổng kết, còn hạn" in page.text
    wrong = await officer.send(f"{one}/review?year=2021", year="2021", grade="good", result="", document_number="1/BC")
    assert wrong.status_code == 422 and 'href="#result"' in wrong.text
    fields = {"year": "2021", "grade": "fair", "result": "Đủ nội dung", "document_number": "31/BC"}
    page = await officer.goes_on(await officer.send(f"{one}/review?year=2021", **fields))
    assert "Đã tổng kết" in page.text and "Đủ nội dung" in page.text
    about, _, _ = await files_are(officer.client, page.table("reviews"), f"{one}/reviews", ["Tệp"])
    assert "06/CTPH" in about.values() and "Năm" not in about
    page = await officer.goes_on(
        await officer.send(f"{one}/renew?year=2021", renewed_by="02/PL", last_day="2030-12-31", renewed_on="2021-11-01")
    )
    assert "31/12/2030" in page.text
    looked = await officer.send(f"{one}/end?year=2021", reason="Nhập chương trình khác", ended_on="2021-11-08")
    assert looked.status_code == 200 and "Kết thúc chương trình này?" in looked.text
    page = await officer.goes_on(
        await officer.send(f"{one}/end?year=2021", reason="Nhập khác", ended_on="2021-11-08", confirmed="yes")
    )
    assert "Nhập khác" in page.text and "Gia hạn" not in page.text
    listed = await officer.see("/mobilisation/programmes?year=2021")
    assert len([row for row in listed.table("programmes").rows if row]) == 2


async def test_the_file_of_a_programme_comes_with_its_form(officer: Officer) -> None:
    path = "/mobilisation/new-programme?unit=phan-thiet&year=2021"
    given = {
        "form": form_token(officer.token), "number": "07/CTPH", "parties": "Công an thành phố\nHội Nông dân thành phố",
        "dated": "2021-03-10", "subject": "Nông thôn an toàn", "kind": "joint_programme",
    }  # fmt: skip
    wrong = await officer.client.post(path, data=given, files={"file": ("x.exe", b"MZ\x90", "application/pdf")})
    assert wrong.status_code == 422 and 'href="#file"' in wrong.text and 'value="07/CTPH"' in wrong.text
    content = b"%PDF-1.7\nch\xc6\xb0\xc6\xa1ng tr\xc3\xacnh\n"
    page = await officer.goes_on(
        await officer.client.post(path, data=given, files={"file": ("ct.pdf", content, "application/pdf")})
    )
    href = next(href for href, _ in page.links if href.startswith("/attachments/"))
    assert (await officer.client.get(href)).content == content


async def test_who_may_not_sees_the_action_and_who_can(other: Officer) -> None:
    path = f"/mobilisation/report?{MUI_NE}&period=quarter-2"
    page = await other.see(path)
    assert " disabled" in page.text and "Cán bộ cấp xã" in page.text
    refused = await other.send(path, counter__leaflets="1", day="2021-06-25", confirmed="yes")
    assert refused.status_code == 422 and "Ngoài thẩm quyền" in refused.text
    assert (await other.client.get("/mobilisation?unit=phu-thuy")).status_code == 404
    forged = await other.client.post(path, data={"counter-leaflets": "1"})
    assert forged.status_code == 403


async def test_the_pages_are_english_too(officer: Officer) -> None:
    for path in ("", "/reports", "/festival", "/forces", "/programmes", "/new-programme", "/programmes/p1"):
        page = await officer.see(f"/mobilisation{path}?year=2021&language=en")
        assert '<html lang="en">' in page.text and "Activity" in page.text
