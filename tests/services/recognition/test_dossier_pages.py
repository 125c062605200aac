"""A dossier goes by its pages through return, appraisal, proposal and decision, as the different roles; and who may not."""

import html
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import pytest

from chronicle.command import Context, derived_id
from chronicle.host import Host
from chronicle.log import Item
from chronicle.settings import Settings
from contracts.recognition import CalendarDay, RuleSetPutInForce, WorkingCalendarSet
from portal.component import COMPONENT as PORTAL
from reference.rule_sets import load_rule_set, rule_set_file
from services.dashboards.component import COMPONENT as DASHBOARDS
from services.recognition.component import COMPONENT
from services.recognition.rule_set_files import put_in_force
from services.recognition.working_calendar import WORKING_CALENDAR
from tests.reading import all_read
from tests.services.dashboards.province import TODAY, decided, everything, opened, play, tell, whole
from tests.services.recognition.desks import AREA, LIST, Officer, boxes, signing_in, wrong

NEIGHBOUR = "binh-thuan-2021/phong-phu-2"
MUI_NE = "binh-thuan-2021/mui-ne"
JUDGED = {
    f"met:{code}": "yes" for code in ("party_resolution", "self_management_model", "no_listed_incident", "crime_down")
}
SITTING = {"form_of_sitting": "meeting", "members": "9", "took_part": "8", "in_favour": "8", "against": "0"}
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    found: Host = await open_host(*whole(COMPONENT), PORTAL, clock=await play(settings))
    command = put_in_force(load_rule_set(rule_set_file("tt23-2012-binh-thuan-2021")))
    rules = RuleSetPutInForce(
        **{name: getattr(command, name) for name in RuleSetPutInForce.model_fields if hasattr(command, name)},
        in_force_on=command.occurred_on,
    )  # fmt: skip
    await tell(found, (*everything(), rules, opened("phong-phu", "commune"), opened("mui-ne", "commune")))
    for component in (PORTAL, COMPONENT):
        await all_read(found.services[component.name])
    return found


@pytest.fixture
async def sign_in(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    async with signing_in(host, settings) as officer:
        yield officer


async def compiled(head: Officer, dossier: str, *documents: str) -> None:
    for document in documents:
        await head.did("file", dossier, PDF + document.encode(), document=document)
    await head.did("submit", dossier)


ALL = ("proposal_letter", "results_report", "registration_form", "meeting_minutes")


async def test_a_dossier_is_returned_comes_back_and_says_what_changed(sign_in: Callable[..., Any]) -> None:
    head, officer = await sign_in("residential_area_head", "phong-phu-1"), await sign_in("commune_officer", "phong-phu")
    page = await head.open(f"{LIST}/{AREA}")
    assert "Đăng ký ngày 12/3/2021" in page and "112/130 hộ đăng ký" in page and "còn thiếu 18 hộ" in page
    await head.did("self-assess", **{**JUDGED, "met:crime_down": "no", "number:crime_down": "12/BC"})
    await compiled(head, AREA, *ALL[:3])
    assert "Ngoài thẩm quyền của bạn" in wrong(await head.does("accept"))[0]
    assert wrong(await officer.does("accept"))
    await officer.did("claim")
    assert "Thường trực BCĐ, Xã Phong Phú: bạn" in await officer.open(f"{LIST}/{AREA}")
    assert f"{LIST}/{AREA}" in await officer.open(f"{LIST}?holder=me")
    refused = await officer.does("return", **{"note:meeting_minutes": ""})
    assert refused.status_code == 422 and "Biên bản họp: hãy ghi cần sửa gì" in wrong(refused)
    await officer.did("return", **{"tick:crime_down": "yes", "note:crime_down": "Nêu số liệu"})
    page = await head.open(f"{LIST}/{AREA}")
    assert "Phải sửa" in page and "Nêu số liệu" in page and "Đồng hồ đang dừng ở bước “Kiểm tra hồ sơ”" in page
    await head.did("file", file=PDF + b"new", document="meeting_minutes")
    await head.did("self-assess", **{**JUDGED, "number:crime_down": "15/BC"})
    await head.did("submit")
    page = await officer.open(f"{LIST}/{AREA}")
    changed = page.partition('id="changed"')[2].partition("</table>")[0]
    assert "đã bổ sung" in changed and "tự chấm lại" in changed and "Báo cáo kết quả" not in changed
    assert "Cán bộ cấp xã (Xã Phong Phú)" in page and "commune_officer-phong-phu" not in page
    english = await officer.open(f"{LIST}/{AREA}?language=en")
    assert "Changed since the return" in english and "working days after 2021-11-08" in english


async def test_a_due_day_names_the_days_off_that_were_passed_over(host: Host, sign_in: Callable[..., Any]) -> None:
    holiday = CalendarDay(day=date(2021, 11, 9), reason="Nghỉ bù bão")
    calendar = WorkingCalendarSet(
        calendar="vn", calendar_version=1, first_day=date(2021, 1, 1), last_day=date(2022, 12, 31), off=(holiday,), worked=(),
        source="test", set_on=TODAY.date(),
    )  # fmt: skip
    context = Context("test", "test", "", TODAY.date(), derived_id("calendar"), derived_id("calendar"))
    item = Item(WORKING_CALENDAR.fold.stream("vn"), 0, [calendar], TODAY.date(), context)
    await host.services["recognition"].log.append([item])
    await all_read(host.services["recognition"])
    head, officer = await sign_in("residential_area_head", "phong-phu-1"), await sign_in("commune_officer", "phong-phu")
    await compiled(head, AREA, *ALL)
    page = await head.open(f"{LIST}/{AREA}")
    assert "hạn quyết định của bộ quy định" in page and "Không tính ngày nghỉ" not in page, "by no calendar"
    await officer.open(f"{LIST}/{AREA}")
    await officer.did("return", **{"tick:crime_down": "yes", "note:crime_down": "Nêu số liệu"})
    page = await head.open(f"{LIST}/{AREA}")
    assert "5 ngày làm việc kể từ sau ngày 08/11/2021, theo lịch vn bản 1" in page
    assert 'Không tính ngày nghỉ: 09/11/2021 (<span lang="vi">Nghỉ bù bão</span>)' in page


async def test_the_committee_finds_the_chair_decides_and_nobody_else_may(sign_in: Callable[..., Any]) -> None:
    head, officer = await sign_in("residential_area_head", "phong-phu-1"), await sign_in("commune_officer", "phong-phu")
    chair = await sign_in("commune_chair", "phong-phu")
    await compiled(head, AREA, *ALL)
    await officer.did("accept")
    open_ = await officer.does("appraise", **SITTING)
    assert open_.status_code == 422 and any("hãy kết luận" in each for each in wrong(open_))
    too_many = await officer.does("appraise", **JUDGED, **{**SITTING, "in_favour": "9"})
    assert "9 tán thành và 0 không tán thành, nhiều hơn 8 người" in wrong(too_many)
    counted = {"numerator:households_signed": "130", "denominator:households_signed": "130"}
    await officer.did("appraise", file=PDF, **JUDGED, **SITTING, **counted)
    await officer.did("propose", outcome="recognised", proposal_number="07/TTr-CA")
    asked = await chair.open(f"{LIST}/do/decide?dossier={AREA}")
    assert "07/TTr-CA" in asked and "Chủ tịch UBND, Xã Phong Phú" in asked and "23/2012/TT-BCA" in asked
    decision = {"outcome": "recognised", "decision_number": "411/QĐ-UBND"}
    assert "Ngoài thẩm quyền của bạn" in wrong(await officer.does("decide", **decision))[0]
    no_reason = await chair.does("decide", outcome="refused", decision_number="411/QĐ-UBND")
    assert wrong(no_reason)[-1] == "Không công nhận thì phải nêu lý do"
    await chair.did("decide", **decision)
    page = await chair.open(f"{LIST}/{AREA}")
    assert "Được công nhận" in page and "411/QĐ-UBND" in page
    await chair.did("correct", item="decision_number", after="412/QĐ-UBND", reason="Ghi nhầm", correction_number="1/ĐC")
    await chair.did("withdraw", reason="Xảy ra vụ việc", decision_number="30/QĐ-UBND")
    page = await chair.open(f"{LIST}/{AREA}")
    assert "411/QĐ-UBND → 412/QĐ-UBND" in html.unescape(re.sub("<[^>]+>", "", page)) and "Đã thu hồi" in page


async def test_a_review_that_a_withdrawal_opened_is_closed_by_form(host: Host, sign_in: Callable[..., Any]) -> None:
    commune = decided("mui-ne").model_copy(update={"unit_kind": "commune", "decided_by": "phan-thiet"})
    await tell(host, [commune])
    ward, district = await sign_in("commune_chair", "mui-ne"), await sign_in("district_chair", "phan-thiet")
    officer = await sign_in("district_officer", "phan-thiet")
    assert wrong(await district.does("close-review", MUI_NE, upheld="true", reason="–", document_number="1"))
    await ward.did("withdraw", f"{MUI_NE}-1", reason="Xảy ra vụ việc", decision_number="30/QĐ-UBND")
    await all_read(host.services["recognition"])
    page = await district.open(f"{LIST}/{MUI_NE}")
    assert "Đang xem xét lại từ ngày 08/11/2021" in page and "30/QĐ-UBND" in page and f"{LIST}/{MUI_NE}-1" in page
    form = await district.open(f"{LIST}/do/close-review?dossier={MUI_NE}")
    assert "Giữ nguyên quyết định" in form and "Thu hồi công nhận" in form
    said = {"reason": "Vẫn còn 2/3 khu dân cư", "document_number": "04/TB-UBND"}
    assert "Ngoài thẩm quyền của bạn" in wrong(await officer.does("close-review", MUI_NE, upheld="true", **said))[0]
    assert wrong(await district.does("close-review", MUI_NE, upheld="", **said))
    await district.did("close-review", MUI_NE, upheld="true", **said)
    page = await district.open(f"{LIST}/{MUI_NE}")
    assert "Đang xem xét lại" not in page and "04/TB-UBND" in page and "Được công nhận" in page
    await ward.did("withdraw", f"{MUI_NE}-2", reason="Xảy ra vụ việc", decision_number="31/QĐ-UBND")
    await all_read(host.services["recognition"])
    again = {"reason": "Chỉ còn 1/3 khu dân cư", "document_number": "05/QĐ-UBND"}
    await district.did("close-review", MUI_NE, upheld="false", **again)
    assert "Đã thu hồi công nhận ngày 08/11/2021" in await district.open(f"{LIST}/{MUI_NE}")


async def test_whoever_submits_a_dossier_does_not_appraise_it(host: Host, sign_in: Callable[..., Any]) -> None:
    officer, other = [await sign_in("commune_officer", "phong-phu", name) for name in ("one", "two")]
    await compiled(officer, AREA, *ALL)
    colleagues = re.findall(r'<option value="([0-9a-f-]{36})"', await other.open(f"{LIST}/do/hand-over?dossier={AREA}"))
    assert len(colleagues) == 2
    await other.did("hand-over", holder=colleagues[0])
    await other.did("accept")
    assert "Người đã nộp hồ sơ không được thẩm định" in wrong(await officer.does("appraise", **JUDGED, **SITTING))[0]
    for service in (PORTAL, COMPONENT, DASHBOARDS):
        await all_read(host.services[service.name])
    tabs = [await work_about(each, AREA) for each in (officer, other)]
    assert tabs == [["waiting"], ["to_do"]], "what one handed in oneself is somebody else's to judge"


async def work_about(officer: Officer, dossier: str) -> list[str]:
    """In which tab of an officer's work a dossier stands."""
    answer = await officer.client.get("/api/dashboards/work?limit=1000")
    return [one["tab"] for one in answer.json()["entries"] if one["about"] == dossier]


async def test_many_dossiers_are_decided_whole_or_not_at_all(sign_in: Callable[..., Any]) -> None:
    officer, other = [await sign_in("commune_officer", "phong-phu", name) for name in ("one", "two")]
    chair = await sign_in("commune_chair", "phong-phu")
    counted = {"numerator:households_signed": "130", "denominator:households_signed": "130"}
    for dossier, met in ((AREA, "yes"), (NEIGHBOUR, "no")):
        await compiled(other, dossier, *ALL)
        await officer.did("accept", dossier)
        await officer.did("appraise", dossier, **{**JUDGED, "met:crime_down": met}, **SITTING, **counted)
        await officer.did("propose", dossier, proposal_number="07/TTr-CA")
    path = f"{LIST}/do/decide-many"
    given = {**boxes(await chair.open(path)), "decision_number": "21/QĐ-UBND", f"tick:{NEIGHBOUR}": "yes"}
    assert given[f"tick:{AREA}"] == "yes"
    answer = await chair.client.post(path, data=given)
    assert (answer.status_code, wrong(answer)[-1]) == (422, "Khu phố 2: không công nhận thì phải nêu lý do")
    late = {**given, f"reason:{NEIGHBOUR}": "Chưa đạt", "occurred_on": "2021-10-01"}
    preview = await chair.client.post(path, data=late)
    assert preview.status_code == 200 and "không ghi được" in preview.text
    stopped = await chair.client.post(path, data={**late, "step": "record"})
    assert stopped.status_code == 200 and "Được công nhận" not in await chair.open(LIST)
    preview = await chair.client.post(path, data={**given, f"reason:{NEIGHBOUR}": "Chưa đạt"})
    assert preview.status_code == 200 and "không ghi được" not in preview.text
    recorded = [await chair.client.post(path, data={**boxes(preview.text), "step": "record"}) for _ in range(2)]
    assert [each.status_code for each in recorded] == [303, 303]
    assert "Đã ghi quyết định cho 2 hồ sơ" in await chair.open(recorded[0].headers["location"])
    assert "Chưa đạt" in await chair.open(f"{LIST}/{NEIGHBOUR}")
    asked = await sign_in("district_chair", "tuy-phong")
    page = await asked.open(f"{LIST}/do/decide?dossier=binh-thuan-2021/phong-phu")
    assert "1/3" in page and "cần 3" in page and "còn thiếu 2 khu dân cư" in page


async def test_the_list_is_narrowed_counted_turned_and_taken_along(sign_in: Callable[..., Any]) -> None:
    auditor = await sign_in("auditor", None)
    page = await auditor.open(f"{LIST}?kind=&due=&state=&unit=&holder=")
    whole_sheet = await auditor.client.get(f"{LIST}/list.csv")
    total = int(re.search(r'<strong class="number">(\d+)</strong>', page)[1])  # type: ignore[index]
    assert total == whole_sheet.text.count("binh-thuan-2021/") > 14
    assert "Khu phố" not in (await auditor.open(f"{LIST}?kind=commune")).partition("<tbody>")[2]
    assert "tien-loi" not in (await auditor.open(f"{LIST}?unit=tuy-phong")).partition("<tbody>")[2]
    first = await auditor.open(f"{LIST}?limit=5")
    following = html.unescape(re.search(r'href="([^"]*)" rel="next"', first)[1])  # type: ignore[index]
    rows = [
        re.findall(rf'href="{LIST}/(binh-thuan-2021/[^"?]+)"', each) for each in (first, await auditor.open(following))
    ]
    assert len(rows[0]) == len(rows[1]) == 5 and not set(rows[0]) & set(rows[1])
    sheet = await auditor.client.get(f"{LIST}/list.csv?state=recognised")
    assert sheet.text.count("Được công nhận") == 4 + 1 and "101/QĐ-UBND" in sheet.text
    for part in ("documents", "criteria", "changed", "life"):
        answer = await auditor.client.get(f"{LIST}/parts/{part}.xlsx?dossier=binh-thuan-2021/mui-ne")
        assert answer.status_code == 200 and answer.content.startswith(b"PK")
    assert (await auditor.client.get(f"{LIST}/binh-thuan-2021/nowhere")).status_code == 404
    assert (await (await sign_in("commune_officer", "mui-ne")).client.get(f"{LIST}/{AREA}")).status_code == 404
