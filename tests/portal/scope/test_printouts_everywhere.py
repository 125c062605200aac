"""Every sheet says its question, its position and its code; held against the log it is the same, changed since, or altered."""

import csv
import re
from datetime import date
from io import StringIO
from typing import Any

import httpx
import pytest

from deploy.components import COMPONENTS
from portal.printouts.imprint import Imprint, read
from tests import signed_in
from tests.architecture.test_access import routes_of
from tests.portal.scope.answers import NAMING, asked
from tests.portal.scope.conftest import Held, Told
from tests.portal.scope.told import TOP
from tests.sheets import sheet_of

UNIT = "u003"
TYPED_WRONG = "Mã không khớp với truy vấn và vị trí"
RULES = "/recognition/rules/tt23-2012-binh-thuan-2021"
OF_NOW = {
    "/attachments/list.csv", "/notifications/outlets.csv", "/notifications/parked.csv", "/work.csv", f"{RULES}/rehearse.csv",
    "/account/authority.csv", "/audit/checkpoints.csv", "/audit/rebuilds.csv",
}  # fmt: skip
"""What shows accounts, files, what is supposed, whose turn it is or what waits to be sent."""
OF_UNITS = {address: question for address, question in NAMING.items() if address.endswith(".csv")}
SHEETS: dict[str, dict[str, Any]] = {
    **OF_UNITS,
    "/account/authority.csv": {},
    "/audit/checkpoints.csv": {},
    "/audit/event.csv": {"position": "{position}"},
    "/audit/rebuilds.csv": {},
    "/mobilisation/festival.csv": {"unit": TOP},
    "/mobilisation/forces.csv": {"unit": TOP},
    "/mobilisation/reports.csv": {"unit": TOP},
    "/models/duplicates.csv": {},
    "/models/inventories.csv": {},
    "/models/reconciliation.csv": {"unit": TOP},
    "/recognised/list.csv": {"year": 2021},
    "/recognition/calendar.csv": {},
    "/recognition/delegations.csv": {},
    "/recognition/rules.csv": {},
    f"{RULES}/criteria.csv": {},
}
ELSEWHERE = {
    "/accounts/list.{file_kind}": "accounts, for who manages them",
    "/audit/rebuild.{file_kind}": "a rebuild, of which this province has none",
    "/notifications/list.{file_kind}": "the notices of offices one acts for: read or not is no view",
    "/recognition/load.{file_kind}": "accounts, for an office",
    "/recognition/rules/{rule_set}/compare.{file_kind}": "two versions, of which this province has one",
    "/recognition/rules/{rule_set}/compare-layers.{file_kind}": "the same",
}
OF_FACTS = sorted(SHEETS.keys() - OF_NOW)


def about(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text[:300]
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    return {row[0]: row[1] for row in rows[1 : rows.index([])]}


async def printed(told: Told, address: str, headers: Any = None, **more: Any) -> dict[str, str]:
    where, parameters = asked(address, {**SHEETS[address], **more}, UNIT)
    return about(await told.get(where, parameters, headers or told.whole))


async def verdict(told: Told, lines: dict[str, str], headers: Any = None, **instead: str) -> str:
    given = {"query": lines["Truy vấn"], "position": lines["Vị trí trong nhật ký"], "code": lines["Mã đối chiếu"]}
    answer = await told.client.get("/printouts", params={**given, **instead}, headers=headers or told.whole)
    assert answer.status_code == 200, answer.text[:300]
    [found] = re.findall(r'<p class="lead" id="verdict" role="status">(.*?)</p>', answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found).strip()


@pytest.mark.parametrize("address", OF_FACTS)
async def test_a_sheet_is_the_same_at_once(told: Told, address: str) -> None:
    lines = await printed(told, address)
    assert await verdict(told, lines) == "Giống", lines


@pytest.mark.parametrize("address", sorted(OF_NOW))
async def test_what_shows_no_facts_says_so(told: Told, address: str) -> None:
    lines = await printed(told, address)
    assert "không có mã" in lines["Đối chiếu"] and "Mã đối chiếu" not in lines


async def test_after_facts_that_change_it_a_sheet_has_changed_since(told: Told) -> None:
    """As of the first fact with which there is such a sheet it is right, and as of now most say something else."""
    head, found = (await told.then()).as_of or 0, {}
    for address in ("/units.csv", "/registration/list.csv", "/overview.csv", "/facts.csv", "/audit/events.csv"):
        where, parameters = asked(address, SHEETS[address], UNIT)
        for tenth in range(1, 10):
            answer = await told.at(head * tenth // 10).get(where, parameters, told.whole)
            if answer.status_code == 200:
                found[address] = await verdict(told, about(answer))
                break
    assert found["/facts.csv"] == found["/audit/events.csv"] == "Đúng khi in, nay đã đổi", found
    assert set(found.values()) <= {"Giống", "Đúng khi in, nay đã đổi"}, found


@pytest.mark.parametrize("address", OF_FACTS)
async def test_with_another_hash_it_is_altered_and_with_another_sign_mistyped(told: Told, address: str) -> None:
    lines = await printed(told, address)
    query, position = lines["Truy vấn"], int(lines["Vị trí trong nhật ký"])
    real = read(lines["Mã đối chiếu"], query, position)
    assert real is not None
    forged = Imprint(real.digest[:-1] + ("0" if real.digest[-1] != "0" else "1"), real.form).code(query, position)
    assert await verdict(told, lines, code=forged) == "Khác điều đã ghi"
    assert await verdict(told, lines, code=forged[:-1] + ("0" if forged[-1] != "0" else "1")) == TYPED_WRONG
    other_columns = Imprint(real.digest[::-1], "0000" if real.form != "0000" else "1111").code(query, position)
    assert await verdict(told, lines, code=other_columns) == "Bảng đã đổi mẫu, không kết luận được"


@pytest.mark.parametrize("address", OF_FACTS)
async def test_in_english_and_as_a_workbook_it_has_the_same_code(told: Told, address: str) -> None:
    lines, where = await printed(told, address), asked(address, {**SHEETS[address], "language": "en"}, UNIT)
    english = about(await told.get(*where, told.whole))
    assert english["Code"] == lines["Mã đối chiếu"]
    workbook = await told.get(where[0].replace(".csv", ".xlsx"), where[1], told.whole)
    assert sheet_of(workbook.content)[0] == english


@pytest.mark.parametrize("address", OF_FACTS)
async def test_one_unit_s_officer_is_told_the_same_by_an_auditor(told: Told, address: str) -> None:
    """And who sees less than the officer, that it cannot be said; never that it was altered."""
    officer = await told.account([Held("district_officer", UNIT, date(2000, 1, 1), None)])
    other = await told.account([Held("commune_officer", "u001", date(2000, 1, 1), None)])
    where, parameters = asked(address, SHEETS[address], UNIT)
    of_officer, of_other = [await signed_in.headers_of(told.settings, one) for one in (officer, other)]
    answer = await told.get(where, parameters, of_officer)
    if answer.status_code in (403, 404):
        return  # not for an officer of that place
    lines = about(answer)
    assert await verdict(told, lines) == "Giống", lines
    assert await verdict(told, lines, of_officer) == "Giống"
    assert await verdict(told, lines, of_other) in ("Không kết luận được", "Giống")


@pytest.mark.parametrize(
    "address", ["/units.csv", "/overview.csv", "/registration/units.csv", "/models/list.csv", "/audit/events.csv"]
)
async def test_what_all_is_in_is_not_altered_for_who_sees_a_part(told: Told, address: str) -> None:
    where, parameters = asked(address, {**SHEETS[address], "unit": TOP}, UNIT)
    lines = about(await told.get(where, parameters, told.whole))
    part = await told.account([Held("district_officer", UNIT, date(2000, 1, 1), None)])
    assert await verdict(told, lines, await signed_in.headers_of(told.settings, part)) == "Không kết luận được"


async def test_a_sheet_names_the_unit_and_the_year_it_chose_itself(told: Told) -> None:
    for address in (
        "/units.csv",
        "/overview.csv",
        "/registration/list.csv",
        "/mobilisation/activity.csv",
        "/registration/year.csv",
    ):
        lines = about(await told.get(address, {}, told.whole))
        assert f"unit={TOP}" in lines["Truy vấn"] and "year=2021" in lines["Truy vấn"], lines


async def test_strangers_are_told_of_the_public_register_and_of_nothing_else(told: Told) -> None:
    public = about(await told.get("/recognised/list.csv", {"year": 2021}, {}))
    assert await verdict(told, public, {"x-nobody": "1"}) == "Giống"
    assert await verdict(told, await printed(told, "/units.csv"), {"x-nobody": "1"}) == "Cần đăng nhập"


async def test_honest_answers(told: Told) -> None:
    lines = await printed(told, "/units.csv")
    head = (await told.then()).as_of or 0
    imprint = Imprint("0" * 32, "0000")
    later = {"position": str(head + 1), "code": imprint.code(lines["Truy vấn"], head + 1)}
    assert await verdict(told, lines, **later) == "Nhật ký chưa có sự kiện này"
    nowhere = {"query": "/nowhere.csv", "code": imprint.code("/nowhere.csv", head), "position": str(head)}
    assert await verdict(told, lines, **nowhere) == "Không kết luận được"
    assert await verdict(told, lines, query="gì đó") == "Không có bảng nào ở truy vấn này"
    unknown = "/units.csv?unit=u999&year=2021"
    given = {"query": unknown, "code": imprint.code(unknown, head)}
    assert await verdict(told, lines, **given) == "Không kết luận được"


def test_every_sheet_there_is_stands_here() -> None:
    """A new one is asked for above, or says why not."""
    routes = {
        name.partition(" ")[2]
        for component in COMPONENTS if component.web is not None
        for name in routes_of(component) if "{file_kind}" in name
    }  # fmt: skip
    known = {re.sub(r"\.csv$", ".{file_kind}", address) for address in SHEETS}
    patterns = {path: re.sub(r"\{[^}]+\}", "[^/]+", path).replace(".[^/]+", r"\.\{file_kind\}") for path in routes}
    missing = {path for path, pattern in patterns.items() if not any(re.fullmatch(pattern, one) for one in known)}
    assert missing == ELSEWHERE.keys()
