"""The services as compose starts them, one process each, play a year over HTTP; dashboards and inboxes show it."""

import json
from collections.abc import AsyncIterator

import pytest

from reference.rule_sets import load_rule_set, rule_set_file
from tests.system.doors import Doors
from tests.system.installation import Installation
from tests.system.operator_answers import operator
from tests.system.overview import must_show_the_year
from tests.system.year import Year, play

pytestmark = pytest.mark.system

YEAR = Year(load_rule_set(rule_set_file("tt23-2012-binh-thuan-2021")))


@pytest.fixture(scope="module")
async def played(doors: Doors) -> AsyncIterator[Doors]:
    await play(YEAR, doors)
    yield doors


async def test_the_overview_shows_what_was_reported_and_decided(played: Doors) -> None:
    await must_show_the_year(YEAR, played)


async def test_the_page_shows_the_same_year_in_both_languages(played: Doors) -> None:
    for language, word in (("", "Hàm Tân"), ("&language=en", "Hàm Tân")):
        page = await played.page("dashboards", f"/?unit={YEAR.unit('province')}&year={YEAR.number}{language}")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert word in page.text


async def test_the_unit_whose_dossier_was_returned_and_decided_is_told_of_both(played: Doors) -> None:
    inbox = await played.until(
        lambda found: len(found["notices"]) >= 2, "notifications", f"units/{YEAR.unit('area')}"
    )  # fmt: skip
    assert [notice["template"] for notice in inbox["notices"]] == ["dossier_recognised", "dossier_returned"]
    refused = await played.until(
        lambda found: len(found["notices"]) >= 1, "notifications", f"units/{YEAR.unit('area2')}"
    )  # fmt: skip
    assert [notice["template"] for notice in refused["notices"]] == ["dossier_refused"]
    assert "118" not in json.dumps(refused), "a notice leaves the house: it tells no particulars of a dossier"


async def test_the_public_register_holds_the_recognised_area_alone(played: Doors) -> None:
    found = await played.until(bool, "recognition", "recognised", year=YEAR.number)
    assert [(row["unit_id"], row["decision_number"]) for row in found] == [(YEAR.unit("area"), "112/QĐ-UBND")]


async def test_the_same_command_again_records_nothing(played: Doors) -> None:
    again = {
        "occurred_on": YEAR.day(3, 2), "campaign_id": YEAR.campaign, "unit_id": YEAR.unit("area"),
    }  # fmt: skip
    answer = await played.post("registration", "register-unit", again)
    assert (answer.status_code, answer.json()["changed"]) == (200, False)


async def test_without_the_installations_token_nobody_is_heard(played: Doors) -> None:
    for header in ("", "Bearer", "Bearer wrong", "Basic token-of-the-test"):
        for service in ("registration", "models", "recognition", "notifications", "mobilisation"):
            command = {"registration": "end-unit", "models": "close", "recognition": "accept", "notifications": "read"}
            answer = await played.post(service, command.get(service, "report"), {}, Authorization=header)
            assert answer.status_code == 401, (service, header, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "http.401"


async def test_a_refusal_is_a_problem_in_both_languages(played: Doors) -> None:
    body = {"occurred_on": YEAR.day(12, 1), "dossier_id": YEAR.dossier("area")}
    answer = await played.post("recognition", "accept", {**body, "dossier_id": YEAR.dossier("nobody")})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    refused = await played.post("recognition", "return", {**body, "shortfalls": [{"item": "x", "note": "y"}]})
    assert (refused.status_code, refused.json()["code"]) == (409, "dossier.decided")
    assert refused.json()["detail_vi"] and refused.json()["detail"]


async def test_the_day_began_once_and_the_operator_sees_it(played: Doors, installation: Installation) -> None:
    days = await operator(installation, "events", "--json", "--type", "calendar.day_began")
    assert len(days) >= 1
    assert len({day["data"]["day"] for day in days}) == len(days)
    assert {(day["role"], day["stream"].split(":")[0]) for day in days} == {("system", "calendar.day")}


async def test_nothing_is_parked_and_every_reader_reaches_the_head(played: Doors, installation: Installation) -> None:
    assert await operator(installation, "parked", "--json") == []
    readers = await operator(installation, "status", "--json")
    assert readers[0]["head"] > 40
    assert {line["reader"] for line in readers[1:]} >= {"relay", "dashboards.coverage", "notifications.inbox"}
    assert [line for line in readers[1:] if line["parked"]] == []


async def test_no_service_wrote_to_its_disk_or_spoke_of_a_fault(played: Doors, installation: Installation) -> None:
    for program in installation.programs.values():
        assert not (program.log.parent / "data").exists(), program.name
        assert sorted(path.name for path in program.log.parent.iterdir()) == ["log", "secrets"]
        assert "Traceback" not in program.said(), program.said()
        assert '"level": "error"' not in program.said(), program.said()
        for secret in installation.place.secrets.values():
            assert secret not in program.said(), f"{program.name} wrote a secret into its log"
