"""The pages of rule sets before officers: from a shipped file over drafts, a comparison and a rehearsal into force."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.recognition import DossierAppraised, DossierOpened
from contracts.registration import HouseholdsReported, UnitRegistered
from reference.rule_sets import read_rule_set, shipped
from tests import signed_in
from tests.portal.scope.told import TODAY
from tests.reading import all_read
from tests.services.recognition.rule_office import (
    FIRST,
    PATH,
    RULES,
    SECOND,
    UNITS,
    Officer,
    append,
    in_force,
    rule_host,
)
from tests.services.recognition.scenes import answer


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    return await rule_host(open_host, settings)


@pytest.fixture
async def sign_in(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    async with signed_in.officers(host, settings, Officer) as signed:
        yield signed


@pytest.fixture
async def officer(sign_in: Callable[..., Any]) -> Officer:
    found: Officer = await sign_in("provincial_officer", "p")
    return found


async def test_a_shipped_rule_set_becomes_a_draft_and_is_put_in_force(officer: Officer) -> None:
    page = await officer.open(RULES)
    assert "Chưa có bộ quy định nào." in page and page.count(">Soạn từ tệp này<") == 2
    page = await officer.sends(RULES, shipped=FIRST)
    assert "Bản thảo" in page and "Chưa xác nhận được" in page and "Thông tư 23/2012/TT-BCA, Điều 5" in page
    assert "None of the incidents the circular lists occurred" in page, "both languages stand there"
    page = await officer.open(f"{PATH}?language=en")
    assert "Could not be confirmed" in page and "None of the incidents" in page
    page = await officer.open(f"{PATH}/put-in-force")
    assert 'value="2021-02-11"' in page and "chưa có bản nào" in page
    page = await officer.sends(f"{PATH}/put-in-force", edition="1", in_force_on="2021-11-05")
    assert "Đang áp dụng" in page and "bộ quy định đến sau khi kỳ xét đã kết thúc" in page
    again = await officer.send(f"{PATH}/put-in-force", edition="1", in_force_on="2021-11-05")
    assert again.status_code == 303, "sent twice, it is already so"
    assert (await officer.open(RULES)).count(">Soạn từ tệp này<") == 1
    files = {"criteria.csv": 20, "criteria.csv?kind=commune": 8, "documents.csv?kind=school": 5, "days.csv": 5}
    for part, count in files.items():
        rows = await officer.rows(f"{PATH}/{part}")
        assert len(rows) - rows.index([]) - 2 == count, (part, rows)


async def test_a_draft_is_edited_by_form_and_compared(officer: Officer) -> None:
    await in_force(officer)
    part = f"{PATH}/draft/criterion?kind=commune&code=areas_recognised"
    page = await officer.open(part)
    assert 'value="7/10"' in page and "Bỏ khỏi bản thảo" in page
    given = {
        "edition": "1", "text_vi": "Từ 75 % số khu dân cư", "text_en": "At least 75 %", "kind": "fraction_at_least",
        "at_least": "3/4", "points_max": "", "evidence": "areas_recognised", "source": "", "confirmed": "yes",
    }  # fmt: skip
    wrong = await officer.send(part, **{**given, "at_least": "75 %"})
    assert wrong.status_code == 422 and "Tỷ lệ phải đạt" in wrong.text and 'value="75 %"' in wrong.text
    page = await officer.sends(part, **given)
    assert "Đã ghi bản thảo." in page and "Từ 75 % số khu dân cư" in page
    outdated = await officer.send(part, **{**given, "text_en": "At least three quarters"})
    assert outdated.status_code == 422 and "bản mới nhất" in outdated.text, "who edited version 1 would undo version 2"
    await officer.sends(f"{PATH}/draft/document?kind=school&code=meeting_minutes", edition="2", remove="yes")
    new = {"edition": "3", "code": "safety_plan", "text_vi": "Phương án", "text_en": "Plan", "confirmed": "yes"}
    await officer.sends(f"{PATH}/draft/document?kind=school", **new)
    twice = await officer.send(f"{PATH}/draft/document?kind=school", **{**new, "edition": "4"})
    assert twice.status_code == 422 and "Mã này đã có" in twice.text
    days = {
        "edition": "4", "window_from": "2020-10-31", "window_to": "2021-10-31", "boundary_day": "earlier",
        "decide_before": "", "decided_by": "commune", "appraised_by": "commune", "complete_within_days": "2",
        "correct_within_days": "5", "appraise_within_days": "5", "propose_within_days": "2", "decide_within_days": "3",
        "pass_mark": "", "decided_after": [],
    }  # fmt: skip
    await officer.sends(f"{PATH}/draft/rules?kind=residential_area", **days)
    ground = f"{PATH}/draft/ground?kind=residential_area&code=deadline"
    await officer.sends(ground, edition="5", source="Công văn 12/CA", confirmed="yes")

    page = await officer.open(f"{PATH}/compare")
    assert "13 điểm khác" in page, re.findall(r"\d+ điểm khác", page)
    rows = await officer.rows(f"{PATH}/compare.csv")
    found = [row for row in rows if row[:1] == ["Xã, phường, thị trấn"] and row[3] == "Tỷ lệ phải đạt"]
    assert [row[5:] for row in found] == [["7/10", "lớp 1: Thông tư", "3/4", "lớp 4: Sửa tại đây"]]
    book = CalamineWorkbook.from_filelike(BytesIO(await officer.file(f"{PATH}/compare.xlsx")))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "Phương án" in cells and "Sửa" in cells and "Thêm" in cells and "Bỏ" in cells
    assert "Đang áp dụng" in await officer.open(f"{PATH}?edition=1"), "and nothing that is in force changed"


async def test_a_draft_is_edited_as_a_file_and_what_is_wrong_is_told_with_its_line(officer: Officer) -> None:
    await in_force(officer)
    text = (await officer.file(f"{PATH}/rules.yaml?edition=1")).decode()
    assert read_rule_set("rules.yaml", text.encode()).model_dump() == shipped()[FIRST].model_dump()
    changed = text.replace("at_least: 7/10", "at_least: 4/5")
    page = await officer.sends(f"{PATH}/draft", {"file": ("rules.yaml", changed.encode())}, edition="1")
    assert "Bản thảo 2" in page
    assert "1 điểm khác" in await officer.open(f"{PATH}/compare")
    broken = changed.replace("at_least: 4/5", "at_least: four fifths")
    answer = await officer.send(f"{PATH}/draft", {"file": ("rules.yaml", broken.encode())}, edition="2")
    line = next(number for number, line in enumerate(broken.splitlines(), 1) if "four fifths" in line)
    assert answer.status_code == 422 and f"Dòng {line} kinds.1.criteria.7.at_least" in answer.text
    other = text.replace(FIRST, "another")
    answer = await officer.send(f"{PATH}/draft", {"file": ("rules.yaml", other.encode())}, edition="2")
    assert answer.status_code == 422 and "another" in answer.text
    bomb = b"a: &a [1, 1, 1, 1]\n" + b"".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n".encode() for n in range(9)
    )
    answer = await officer.send(f"{PATH}/draft", {"file": ("rules.yaml", bomb)}, edition="2")
    assert answer.status_code == 422 and "quá nhiều giá trị" in answer.text
    nothing = await officer.send(f"{PATH}/draft", {"file": ("", b"")}, edition="2")
    assert nothing.status_code == 422 and "Hãy chọn một tệp" in nothing.text


async def test_a_draft_with_hindrances_says_so_and_is_given_up(officer: Officer) -> None:
    await in_force(officer)
    sheet = {
        "edition": "1", "code": "score", "text_vi": "Điểm", "text_en": "Points", "kind": "points", "at_least": "",
        "points_max": "10,5", "evidence": "judged", "source": "",
    }  # fmt: skip
    page = await officer.sends(f"{PATH}/draft/criterion?kind=agency", **sheet)
    assert "Còn vướng" in page and "Điểm đạt" in page
    answer = await officer.send(f"{PATH}/put-in-force", edition="2", in_force_on="2021-11-08")
    assert answer.status_code == 422 and "cần có khi có tiêu chí chấm điểm" in answer.text
    page = (await officer.send(f"{PATH}/discard", edition="2")).text
    assert "Hủy bản thảo 2?" in page
    page = await officer.sends(f"{PATH}/discard", edition="2", confirmed="yes")
    assert "Đang áp dụng" in page and "Bản thảo đã hủy" in page


async def test_a_kind_of_unit_is_added_and_removed_by_form(officer: Officer) -> None:
    await in_force(officer)
    page = await officer.open(f"{PATH}/draft/kind?kind=school")
    assert "Bỏ khỏi bản thảo" in page and "Ghi vào bản thảo" not in page
    page = await officer.sends(f"{PATH}/draft/kind?kind=school", edition="1", remove="yes")
    assert "Không thể bỏ loại đơn vị đã có quy định: school" in page, "dossiers that were opened stay decidable"
    assert "Thêm loại đơn vị" in await officer.open(f"{PATH}/draft")
    page = await officer.open(f"{PATH}/draft/kind")
    assert page.count('<option value="school"') == 1 and page.count('<option value="agency"') == 1, (
        "one new, one to copy"
    )
    page = await officer.sends(f"{PATH}/draft/kind", edition="2", unit_kind="school", like="agency")
    assert "Còn vướng" not in page and "Nhà trường" in page
    page = await officer.open(PATH)
    assert page.count("Bảng tự chấm điểm") == 3 and "Lớp 4: Sửa tại đây" in page
    twice = await officer.send(f"{PATH}/draft/kind", edition="3", unit_kind="school", like="agency")
    assert twice.status_code == 422 and "Loại đơn vị này đã có trong bộ quy định" in twice.text
    nothing = await officer.send(f"{PATH}/draft/kind", edition="3", unit_kind="province", like="agency")
    assert nothing.status_code == 422


async def test_a_copy_for_another_year_moves_its_days_and_asks_to_confirm_them(officer: Officer) -> None:
    await in_force(officer)
    page = await officer.sends(RULES, way="copy", of=FIRST, rule_set="tt23-2012-binh-thuan-2022", year="2022")
    assert "31/10/2021 – 31/10/2022" in page
    page = await officer.open(f"{RULES}/tt23-2012-binh-thuan-2022/compare")
    assert "31/10/2021" in page and "thuộc cả hai kỳ xét; các ngày đó tính cho năm 2022" in page
    wrong = await officer.send(RULES, way="copy", of=FIRST, rule_set="Năm mới", year="2022")
    assert wrong.status_code == 422 and "Mã gồm" in wrong.text


def registered(unit: str, on: date) -> UnitRegistered:
    kind: Any = UNITS[unit][0]
    return UnitRegistered(
        campaign_id="y", year=2021, unit_id=unit, unit_kind=kind, rule_set=FIRST, registered_on=on, late=False
    )


def counted(unit: str, reached: int, total: int) -> HouseholdsReported:
    return HouseholdsReported(
        campaign_id="y", year=2021, unit_id=unit, as_of=date(2021, 3, 1), total=total, registered=reached,
        previous_total=0, previous_registered=0, newest=True, lowered=False,
    )  # fmt: skip


def appraised(unit: str, kind: Any, met: bool, *results: Any) -> tuple[DossierOpened, DossierAppraised]:
    about: dict[str, Any] = {"dossier_id": f"y/{unit}", "unit_id": unit, "year": 2021}
    opened = DossierOpened(**about, unit_kind=kind, campaign_id="y", rule_set=FIRST, opened_on=TODAY)
    return opened, DossierAppraised(**about, results=results, met=met, appraised_on=TODAY)


async def test_a_draft_is_rehearsed_on_the_dossiers_of_the_year_before(
    host: Host, officer: Officer, sign_in: Callable[..., Any]
) -> None:
    await in_force(officer)
    await officer.sends(RULES, shipped=SECOND)
    shared = [answer(code) for code in ("registered", "no_listed_incident")]
    for unit, facts in {
        "a1": appraised("a1", "residential_area", True, *shared), "a2": appraised("a2", "residential_area", True, *shared),
        "c1": appraised("c1", "commune", True, answer("registered")),
    }.items():  # fmt: skip
        await append(host, "recognition", f"recognition.dossier:y/{unit}", *facts)
    registrations = [registered("a1", date(2021, 3, 31)), counted("a1", 9, 10), registered("a2", date(2021, 4, 1))]
    await append(host, "registration", "registration.year:y", *registrations, registered("c1", date(2021, 2, 1)))
    await all_read(host.services["recognition"])
    page = await officer.open(f"{RULES}/{SECOND}/rehearse")
    assert "Khu dân cư: 2 hồ sơ đã thẩm định, 2 đạt; theo bản này 0 chắc chắn đạt, 2 chưa đạt" in page
    assert "Thôn 1" in page and "Thôn 2" in page
    rows = await officer.rows(f"{RULES}/{SECOND}/rehearse.csv?which=all")
    told = {row[0]: row[4:] for row in rows if row and row[0].startswith(("Thôn", "Xã")) and len(row) > 5}
    assert [row[2] for row in rows if row[:1] == ["Thôn 1"]] == ["Xã Phong Phú"]
    households = "Quý I, 100 % hộ gia đình đang cư trú đăng ký tham gia: không đạt theo dữ kiện"
    assert told["Thôn 1"][:3] == ["Đạt", "Chưa đạt", households] and told["Thôn 1"][3].isdigit()
    assert "đăng ký phấn đấu" in told["Thôn 2"][2] and told["Thôn 2"][3].isdigit(), (
        "a day too late, and which fact says so"
    )
    area = await officer.open(f"{RULES}/{SECOND}/rehearse/unit?unit=a2")
    assert "Phải có chậm nhất ngày 31/3/2021" in area and "Sau ngày đó: Đăng ký ngày 01/4/2021" in area
    assert f"/audit/events/{told['Thôn 2'][3]}" in area and "Còn chờ hội đồng xét" in area
    whole_year = await officer.open(f"{RULES}/{SECOND}/rehearse?which=cannot_be_said&days=ignored")
    assert "Thôn 2" in whole_year and "khi đó chưa xét" in whole_year
    assert "Ít nhất 0, nhiều nhất 1 trong 2 hồ sơ đạt" in whole_year
    head = await sign_in("residential_area_head", "a2")
    page = await head.open(f"{RULES}/{SECOND}/rehearse?which=all")
    assert "1 hồ sơ" in page and "Thôn 2" in page and "Thôn 1" not in page, "each sees the dossiers in sight"
    assert "Xã Phong Phú" not in page, "and names of units in sight"
    assert "Thôn 1" not in await head.open(f"{RULES}/{SECOND}/rehearse/unit?unit=a1", status=404)


async def test_who_may_not_write_rules_reads_them_and_is_told_who_can(
    officer: Officer, sign_in: Callable[..., Any]
) -> None:
    await in_force(officer)
    commune = await sign_in("commune_officer", "c1")
    assert "disabled" in await commune.open(f"{PATH}/draft")
    answer = await commune.send(f"{PATH}/draft/ground?kind=agency&code=window", edition="1", confirmed="yes")
    assert answer.status_code in (403, 422) and "Bản thảo 2" not in await officer.open(f"{PATH}/draft")


@pytest.mark.parametrize(
    "path", [
        f"{RULES}/none", f"{RULES}/none/draft", f"{PATH}?edition=9", f"{PATH}/put-in-force", f"{PATH}/compare?with=none@1",
        f"{PATH}/compare?with=x", f"{PATH}/draft/criterion?kind=agency&code=none", f"{PATH}/draft/criterion?kind=district",
        f"{PATH}/draft/ground?kind=agency&code=none",
    ],
)  # fmt: skip
async def test_what_there_is_none_of_is_not_found(officer: Officer, path: str) -> None:
    await in_force(officer)
    assert (await officer.client.get(path)).status_code in (404, 409, 422)
