"""As of the newest fact everything is as it is; as of any other it answers, with no more than there was; nothing is done there."""

from typing import Any

import pytest

from tests.portal.scope.answers import EVERYBODYS, LISTS, NAMING, OF_A_UNIT, OF_NOW, asked, documented, rows_of, told_of
from tests.portal.scope.conftest import Told, must_change_nothing, whole_list
from tests.portal.scope.told import TOP

UNIT = "u003"
AS_DATA = sorted(address for address in OF_A_UNIT if address.startswith("/api/"))


def without_moment(found: Any) -> Any:
    """How fresh an answer is belongs to who asks, not to what is told."""
    if isinstance(found, dict):
        return {key: without_moment(value) for key, value in found.items() if key not in ("freshness", "today")}
    return [without_moment(value) for value in found] if isinstance(found, list) else found


@pytest.mark.parametrize("address", sorted(LISTS))
async def test_as_of_the_newest_fact_a_list_is_as_it_is(told: Told, address: str) -> None:
    now, then = [await whole_list(one, address, told.whole) for one in (told, await told.then())]
    assert len(now) > 3
    assert then == now


@pytest.mark.parametrize("address", AS_DATA)
async def test_as_of_the_newest_fact_an_answer_is_as_it_is(told: Told, address: str) -> None:
    where, parameters = asked(address, OF_A_UNIT[address], UNIT)
    now, then = [await one.get(where, parameters, told.whole) for one in (told, await told.then())]
    assert now.status_code == then.status_code == 200, then.text
    assert without_moment(told_of(then)) == without_moment(told_of(now))


async def test_as_of_the_newest_fact_what_is_everybodys_is_as_it_is(told: Told) -> None:
    fixed = sorted(address for address in EVERYBODYS if "{" not in address and not address.startswith("/api/audit"))
    for address in fixed:
        now, then = [await one.get(address, {"year": 2021}, told.whole) for one in (told, await told.then())]
        assert (then.status_code, rows_of(then)) == (200, rows_of(now)), address


async def test_before_anything_was_recorded_there_is_nothing(told: Told) -> None:
    """Every list is empty, nothing is found, and no page falls over."""
    before = told.at(0)
    for address in LISTS:
        assert address.startswith(OF_NOW) or await whole_list(before, address, told.whole) == [], address
    for address, question in {**OF_A_UNIT, **NAMING}.items():
        if not address.startswith(OF_NOW):
            answer = await before.get(*asked(address, question, UNIT), told.whole)
            assert answer.status_code in (200, 404), f"{address}: {answer.text}"
            assert answer.status_code == 404 or f"Nơi {UNIT}" not in answer.text, address


async def test_as_of_the_day_before_a_unit_was_listed_it_is_unknown(told: Told) -> None:
    listed = 5  # the top, then u000 to u003: units come first, one fact each
    question = {"year": 2021, "unit": UNIT}
    answers = [
        await told.at(position).get("/api/dashboards/overview", question, told.whole)
        for position in (listed - 1, listed)
    ]
    assert [answer.status_code for answer in answers] == [404, 200]
    assert answers[1].json()["freshness"]["position"] == listed


async def test_an_address_with_a_moment_changes_nothing(told: Told) -> None:
    await must_change_nothing(told, f"as_of={(await told.then()).as_of}")


@pytest.mark.parametrize(
    ("moment", "code"), [("2021-02-30", "as_of.no_day"), ("yesterday", "body.invalid"), ("-1", "body.invalid")]
)
async def test_a_moment_there_is_none_of_is_refused(told: Told, moment: str, code: str) -> None:
    answer = await told.client.get(f"/api/dashboards/overview?as_of={moment}", headers=told.whole)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_day_is_what_was_known_when_it_ended(told: Told) -> None:
    """All was recorded on one day of the province; the day before knows nothing, and one to come no more than today."""
    days = ("2021-11-07", "2021-11-08", "2030-01-01")
    answers = [
        (await told.client.get(f"/api/dashboards/overview?unit={TOP}&as_of={day}", headers=told.whole)) for day in days
    ]
    head = (await told.then()).as_of
    assert [answer.status_code for answer in answers] == [404, 200, 200]
    fresh = [answer.json()["freshness"] for answer in answers[1:]]
    assert [(one["position"], one["day"]) for one in fresh] == [(head, "2021-11-08")] * 2


async def test_a_page_says_what_it_shows_and_takes_it_along(told: Told) -> None:
    head = (await told.then()).as_of
    page = (await told.client.get(f"/?unit={TOP}&year=2021&as_of=2021-11-08", headers=told.whole)).text
    assert "Đang xem những gì đã biết đến hết ngày 08/11/2021" in page
    assert page.count("as_of=2021-11-08") > 10
    assert f"sự kiện {head}" in page.replace(".", "")
    account = (await told.client.get("/attachments?as_of=2021-11-08", headers=told.whole)).text
    assert "Trang này luôn cho thấy hiện tại" in account


def test_what_is_documented_can_be_asked_as_of() -> None:
    plain = documented() - documented("as_of") - set(EVERYBODYS)
    assert {path for path in plain if not path.startswith(OF_NOW)} == set()
