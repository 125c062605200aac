"""The pages of audit: facts filtered and followed, in sight only; tables leave as they are shown."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from chronicle.host import RELAY, Host, begin_day
from chronicle.settings import Settings
from contracts.registration import UnitRenamed
from tests import signed_in
from tests.services.audit.conftest import DAY, caught_up, tell
from tests.services.dashboards.page_reading import Page
from tests.services.mobilisation.scenes import listed
from tests.sheets import files_are

LINKED = "/audit/events/"


def positions(page: str) -> list[int]:
    """The facts a page of events leads to, in its order."""
    found = [
        int(href.removeprefix(LINKED).partition("?")[0]) for href, _ in Page(page).links if href.startswith(LINKED)
    ]
    return list(dict.fromkeys(found))


async def renamed(host: Host) -> tuple[int, int]:
    """A unit is renamed, and something follows from it: both positions."""
    fact = UnitRenamed(unit_id="c1", unit_name="Tân Hải", previous_name="Tân Hà", valid_from=DAY)
    cause = await tell(host, "registration.unit:c1", fact, office="d")
    effect = await tell(host, "registration.unit:c3", listed("c3", "commune", "d"), causation=cause)
    await caught_up(host)
    return cause, effect


async def test_the_newest_fact_comes_first_and_older_ones_page_by_page(told: Host, client: httpx.AsyncClient) -> None:
    page = (await client.get("/audit/events", params={"limit": 3})).text
    assert positions(page) == [4, 3, 2]
    [older] = [href for href, _ in Page(page).links if "up_to=1" in href]
    assert positions((await client.get(older)).text) == [1]
    answer = await client.get("/api/audit/events", params={"limit": 3})
    assert [one["position"] for one in answer.json()] == [4, 3, 2]
    following = answer.headers["link"].partition(">")[0].removeprefix("<")
    assert [one["position"] for one in (await client.get(following)).json()] == [1]


async def test_facts_are_narrowed_by_kind_unit_office_stream_and_day(told: Host, client: httpx.AsyncClient) -> None:
    cause, effect = await renamed(told)
    tomorrow = DAY + timedelta(days=1)
    for asked, expected in (
        ({"type": "registration.unit_renamed"}, [cause]),
        ({"type": "registration"}, [effect, cause, 4, 3, 2, 1]),
        ({"type": "models"}, []),
        ({"unit": "c1"}, [cause, 3]),
        ({"office": "d"}, [cause]),
        ({"stream": "registration.unit:c1"}, [cause, 3]),
        ({"since": str(tomorrow)}, []),
        ({"until": str(tomorrow), "type": "registration.unit_renamed"}, [cause]),
        ({"until": str(DAY - timedelta(days=1))}, []),
        ({"up_to": 2}, [2, 1]),
    ):
        assert positions((await client.get("/audit/events", params=asked)).text) == expected, asked  # type: ignore[arg-type]


async def test_a_fact_shows_what_led_to_it_what_it_led_to_and_its_proof(told: Host, client: httpx.AsyncClient) -> None:
    cause, effect = await renamed(told)
    page = Page((await client.get(f"/audit/events/{cause}")).text)
    assert f"/audit/events/{effect}" in [href for href, _ in page.links]
    assert ["unit_name", "Tân Hải", ""] in page.table("content").rows
    text = (await client.get(f"/audit/events/{effect}")).text
    assert cause in positions(text) and "Bằng chứng" in text and "Phần được băm" in text
    whole = (await client.get(f"/api/audit/events/{effect}")).json()
    assert [one["position"] for one in whole["causes"]] == [cause]
    assert (await client.get(f"/api/audit/events/{cause}")).json()["earlier"] == 3


async def test_what_is_about_units_out_of_sight_is_not_there(told: Host, settings: Settings) -> None:
    cause, effect = await renamed(told)
    account = await signed_in.account(settings, [("commune_officer", "c2")])
    async with signed_in.program(told, await signed_in.headers_of(settings, account)) as officer:
        assert positions((await officer.get("/audit/events")).text) == [4]
        for path in (
            f"/audit/events/{cause}",
            f"/api/audit/events/{effect}",
            f"/api/audit/proofs/inclusion?position={cause}",
        ):
            answer = await officer.get(path)
            assert answer.status_code == 404 and "Tân Hải" not in answer.text, path
        assert (await officer.get("/audit/events", params={"unit": "c1"})).status_code == 404
        assert (await officer.get("/audit")).status_code == 200, "hashes are no secret"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_tables_leave_as_they_are_shown(told: Host, client: httpx.AsyncClient, language: str) -> None:
    cause, effect = await renamed(told)
    await begin_day(told.services[RELAY.name], told.clock)
    await caught_up(told)
    asked: dict[str, Any] = {"language": language}
    listed_ = Page((await client.get("/audit/events", params=asked)).text)
    await files_are(client, listed_.table("events"), "/audit/events", language=language)
    one = Page((await client.get(f"/audit/events/{effect}", params=asked)).text)
    for part, region in (("said", "content"), ("causes", "causes")):
        await files_are(client, one.table(region), "/audit/event", position=str(effect), part=part, language=language)
    first = Page((await client.get(f"/audit/events/{cause}", params=asked)).text)
    await files_are(
        client, first.table("effects"), "/audit/event", position=str(cause), part="effects", language=language
    )
    ledger = Page((await client.get("/audit", params=asked)).text)
    await files_are(client, ledger.table("published"), "/audit/checkpoints", language=language)


async def test_the_ledgers_page_says_how_far_it_is_sealed(told: Host, client: httpx.AsyncClient) -> None:
    text = (await client.get("/audit")).text
    assert "4 sự kiện đầu đã niêm phong" in text and "Chưa công bố điểm kiểm tra nào." in text
    note = (await client.get("/audit/checkpoints/4.txt")).text
    assert note.startswith("antoan\n4\n") and note == (await client.get("/api/audit/checkpoint")).text
    assert (await client.get("/audit/checkpoints/3.txt")).status_code == 404


@pytest.mark.parametrize(
    "asked", ["type=%27", "unit=%20", "since=31", "up_to=0", "correlation=x", f"until={date.max}0"]
)
async def test_what_cannot_be_asked_is_refused(told: Host, client: httpx.AsyncClient, asked: str) -> None:
    assert (await client.get(f"/audit/events?{asked}")).status_code == 422


async def test_an_empty_log_says_what_comes_next(host: Host, settings: Settings) -> None:
    await caught_up(host)
    async with signed_in.program(host, await signed_in.headers(settings)) as client:
        assert "Chưa có gì để niêm phong." in (await client.get("/audit")).text
        assert "sự kiện số 1" in (await client.get("/audit/events")).text
        assert (await client.get("/api/audit/checkpoint")).status_code == 404


async def test_what_a_form_leaves_empty_asks_for_nothing(told: Host, client: httpx.AsyncClient) -> None:
    empty = dict.fromkeys(("type", "stream", "unit", "office", "correlation", "since", "until", "up_to"), "")
    assert positions((await client.get("/audit/events", params=empty)).text) == [4, 3, 2, 1]
    assert (await client.get("/audit", params={"below": ""})).status_code == 200
    for name in empty:
        assert (await client.get("/api/audit/events", params={name: ""})).status_code == 422, name
