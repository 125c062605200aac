"""Without the newest facts everything is as of the time before them, and with them as it is; walls hold, and nothing is done."""

from typing import Any

import pytest

from portal import access
from portal.authority.scope import Scope
from tests.portal.scope.answers import LISTS, OF_A_UNIT, OF_NOW, asked, documented, told_of
from tests.portal.scope.conftest import Told, must_change_nothing, whole_list
from tests.portal.scope.test_as_of_everywhere import AS_DATA, UNIT, without_moment
from tests.portal.scope.test_scope_everywhere import leaked, officers
from tests.portal.scope.told import TOP

NEWEST = 120
"""So many facts are left out."""
OF_WHAT_WAS = (*OF_NOW, "/api/audit/evidence")
"""What is not supposed."""


async def everything(told: Told) -> dict[str, Any]:
    """What every list and every answer about a unit says, but how fresh it is."""
    found: dict[str, Any] = {}
    for address in LISTS:
        if not address.startswith(OF_WHAT_WAS):
            found[address] = await whole_list(told, address, told.whole)
    for address in AS_DATA:
        if not address.startswith(OF_WHAT_WAS):
            answer = await told.get(*asked(address, OF_A_UNIT[address], UNIT), told.whole)
            assert answer.status_code in (200, 404), f"{address}: {answer.text}"
            found[address] = without_moment(told_of(answer)) if answer.status_code == 200 else 404
    return found


async def test_without_the_newest_facts_everything_is_as_of_before_them(told: Told) -> None:
    then = await told.then()
    assert then.as_of is not None
    newest = f"{then.as_of - NEWEST + 1}-{then.as_of}"
    before = await everything(told.at(then.as_of - NEWEST))
    assert await everything(then.supposing(without=newest)) == before
    now = await everything(then)
    assert now != before, "what was left out can be seen"
    assert await everything(told.at(then.as_of - NEWEST).supposing(including=newest)) == now


async def test_without_the_web_check_the_walls_of_what_is_supposed_let_nothing_through(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = await told.then()
    assert then.as_of is not None
    supposed = then.supposing(without=f"{then.as_of - NEWEST + 1}-{then.as_of}")
    monkeypatch.setattr(access, "scope", lambda *_: Scope(everything=True))
    asking = await officers(told)
    places = [address for address in (*LISTS, *AS_DATA) if not address.startswith(OF_WHAT_WAS)]
    found = [(address, leak) for address in places for one in asking async for leak in leaked(supposed, one, address)]
    assert found == []


async def test_what_is_supposed_is_said_and_taken_along_and_changes_nothing(told: Told) -> None:
    head = (await told.then()).as_of
    page = (await told.client.get(f"/?unit={TOP}&year=2021&without={head}", headers=told.whole)).text
    assert "Đây là điều giả sử" in page and page.count(f"without={head}") > 10
    sheet = (await told.client.get(f"/overview.csv?unit={TOP}&year=2021&without={head}", headers=told.whole)).text
    assert sheet.splitlines()[1] == "Điều giả sử,đây không phải những gì đã có"
    await must_change_nothing(told, f"without={head}")
    attached = (await told.client.get(f"/attachments?without={head}", headers=told.whole)).text
    assert "Trang này luôn cho thấy hiện tại" in attached


@pytest.mark.parametrize(
    "address", [f"/api/audit/evidence?unit={UNIT}", "/recognition/documents/certificates.pdf?year=2021"]
)
async def test_no_paper_and_no_evidence_is_made_of_it(told: Told, address: str) -> None:
    answer = await told.client.get(f"{address}&without=7", headers=told.whole)
    assert answer.status_code == 422 and "Giấy tờ và bằng chứng chỉ lập từ những gì đã có" in answer.text


@pytest.mark.parametrize(
    ("asked_for", "code"),
    [
        ("without=0", "supposed.no_fact"),
        ("without=999999999", "supposed.no_fact"),
        ("without=9&as_of=8", "supposed.no_fact"),
        ("including=5", "supposed.no_fact"),
        ("as_of=3&including=999999999", "supposed.no_fact"),
        ("without=9-7", "supposed.too_many"),
        ("without=1-5000", "supposed.too_many"),
        ("without=seven", "body.invalid"),
        ("held_on=2021-13-01", "as_of.no_day"),
        ("held_on=2021-11-01&including=9", "supposed.both"),
    ],
)
async def test_what_cannot_be_supposed_is_refused_in_words(told: Told, asked_for: str, code: str) -> None:
    answer = await told.client.get(f"/api/dashboards/overview?{asked_for}", headers=told.whole)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["detail"] and answer.json()["detail_vi"]


def test_what_can_be_asked_as_of_can_be_asked_as_supposed() -> None:
    for parameter in ("without", "held_on", "including"):
        assert documented("as_of") - documented(parameter) == set()
