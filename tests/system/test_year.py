"""The services as compose starts them, one process each, play a year over HTTP; dashboards and inboxes show it."""

import json
from collections.abc import AsyncIterator
from typing import Any

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


def of_the_dossier(inbox: Any) -> list[str]:
    """What became of it; the day that begins meanwhile may remind of steps as well, sooner or later."""
    return [notice["template"] for notice in inbox["notices"] if notice["template"].startswith("dossier_")]


async def test_the_unit_whose_dossier_was_returned_and_decided_is_told_of_both(played: Doors) -> None:
    head, head2 = [await played.of("residential_area_head", YEAR.unit(area)) for area in ("area", "area2")]
    inbox = await head.until(
        lambda found: len(of_the_dossier(found)) >= 3, "notifications", f"units/{YEAR.unit('area')}"
    )  # fmt: skip
    assert of_the_dossier(inbox) == ["dossier_recognised", "dossier_accepted", "dossier_returned"]
    refused = await head2.until(
        lambda found: len(of_the_dossier(found)) >= 2, "notifications", f"units/{YEAR.unit('area2')}"
    )  # fmt: skip
    assert of_the_dossier(refused) == ["dossier_refused", "dossier_accepted"]
    told = json.dumps([{**notice, "position": None, "notice_id": None} for notice in refused["notices"]])
    assert "118" not in told, "a notice leaves the house: it tells no particulars of a dossier"


async def test_the_public_register_holds_the_recognised_area_alone_and_is_everybodys(played: Doors) -> None:
    found = await played.of_nobody().until(bool, "recognition", "recognised", year=YEAR.number)
    assert [(row["unit_id"], row["decision_number"]) for row in found] == [(YEAR.unit("area"), "112/QĐ-UBND")]


async def test_the_same_command_again_records_nothing(played: Doors) -> None:
    again = {
        "occurred_on": YEAR.day(3, 2), "campaign_id": YEAR.campaign, "unit_id": YEAR.unit("area"),
    }  # fmt: skip
    answer = await played.post("registration", "register-unit", again)
    assert (answer.status_code, answer.json()["changed"]) == (200, False)


async def test_an_office_sees_its_own_units_and_answers_for_nobody_elses(played: Doors) -> None:
    head = await played.of("residential_area_head", YEAR.unit("area"))
    assert await head.ask("recognition", f"dossiers/{YEAR.dossier('area')}") is not None
    assert await head.ask("recognition", f"dossiers/{YEAR.dossier('area2')}") is None
    assert await head.ask("notifications", f"units/{YEAR.unit('area2')}") is None
    assert await head.ask("registration", f"units/{YEAR.unit('commune')}/documents") is None
    below = await head.ask("dashboards", "overview", unit=YEAR.unit("area"), year=YEAR.number)
    assert [row["unit_id"] for row in below["path"]] == [YEAR.unit("area")]
    for command, body in (("accept", {}), ("decide", {"outcome": "refused", "decided_by": YEAR.unit("commune")})):
        given = {"occurred_on": YEAR.day(12, 1), "dossier_id": YEAR.dossier("area3"), **body}
        given |= {"decision_number": "1/QĐ", "reason": "x"} if body else {}
        refused = await head.post("recognition", command, given)
        assert (refused.status_code, refused.json()["code"]) == (403, "authority.missing"), command


async def test_each_fact_says_which_account_recorded_it_in_which_role_and_office(
    played: Doors, installation: Installation
) -> None:
    stream = f"recognition.dossier:{YEAR.dossier('area')}"
    told = [
        (fact["type"].removeprefix("recognition.dossier_"), fact["role"], fact["office"])
        for fact in await operator(installation, "events", "--json", "--stream", stream)
    ]
    head, officer = ("residential_area_head", YEAR.unit("area")), ("commune_officer", YEAR.unit("commune"))
    assert told[1:] == [
        ("submitted", *head), ("returned", *officer), ("submitted", *head), ("accepted", *officer),
        ("appraised", *officer), ("proposed", *officer), ("decided", "commune_chair", YEAR.unit("commune")),
    ]  # fmt: skip


async def test_without_a_token_or_a_session_nobody_is_heard_and_pages_lead_to_the_sign_in(played: Doors) -> None:
    for header in ("", "Bearer", "Bearer wrong", "Basic token-of-the-test"):
        for service in ("registration", "models", "recognition", "notifications", "mobilisation"):
            command = {"registration": "end-unit", "models": "close", "recognition": "accept", "notifications": "read"}
            answer = await played.post(service, command.get(service, "report"), {}, Authorization=header)
            assert answer.status_code == 401, (service, header, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "http.401"
    stranger = played.of_nobody()
    for service in ("dashboards", "portal"):
        answer = await stranger.page(service, f"/api/{service}/{'me' if service == 'portal' else 'overview'}")
        assert (answer.status_code, answer.json()["code"]) == (401, "http.401")
    for service, path in (("dashboards", "/?unit=x"), ("portal", "/accounts"), ("portal", "/account")):
        answer = await stranger.page(service, path)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in"), path
    assert (await stranger.page("portal", "/sign-in")).status_code == 200


async def test_a_refusal_is_a_problem_in_both_languages(played: Doors) -> None:
    body = {"occurred_on": YEAR.day(12, 1), "dossier_id": YEAR.dossier("area")}
    papers = {"documents": [document.code for document in YEAR.of_areas.documents]}
    answer = await played.post("recognition", "submit", {**body, **papers, "dossier_id": YEAR.dossier("nobody")})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    commune = await played.of("commune_officer", YEAR.unit("commune"))
    refused = await commune.post("recognition", "return", {**body, "shortfalls": [{"item": "x", "note": "y"}]})
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
    assert {line["reader"] for line in readers[1:]} >= {
        "relay", "dashboards.coverage", "notifications.inbox", "portal.places",
    }  # fmt: skip
    assert [line for line in readers[1:] if line["parked"]] == []


async def test_no_service_wrote_to_its_disk_or_spoke_of_a_fault(played: Doors, installation: Installation) -> None:
    assert list((installation.folder / "checkpoints").glob("*.txt")), "but what is handed out"
    for program in installation.programs.values():
        assert not (program.log.parent / "data").exists(), program.name
        assert sorted(path.name for path in program.log.parent.iterdir()) == ["log", "secrets"]
        assert "Traceback" not in program.said(), program.said()
        assert '"level": "error"' not in program.said(), program.said()
        for secret in installation.place.secrets.values():
            assert secret not in program.said(), f"{program.name} wrote a secret into its log"
