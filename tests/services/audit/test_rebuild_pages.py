"""The pages and the API of rebuilds: asked for, followed, decided; by who may, and with every table as a file."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from portal.protection.forms import form_token
from portal.sign_in import sessions
from services.audit.rebuilds.receipts import record_receipts
from tests import signed_in
from tests.services.audit.conftest import caught_up
from tests.services.dashboards.page_reading import Page
from tests.sheets import files_are

seconds_max = 20


class Auditor:
    """Somebody at a browser who sends the forms of the pages."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser

    async def page(self, path: str) -> Page:
        answer = await self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        form = form_token(self.browser.cookies[sessions.COOKIE])
        return await self.browser.post(path, data={"form": form, **fields})

    async def asks(self, what: str = "audit.units", **fields: str) -> str:
        """The address of the rebuild."""
        answer = await self.send("/audit/rebuilds", what=what, **fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture
async def auditor(told: Host, settings: Settings) -> AsyncIterator[Auditor]:
    async with signed_in.officers(told, settings, Auditor) as officer:
        yield await officer("auditor", "p")


async def when(client: httpx.AsyncClient, path: str, *states: str) -> dict[str, Any]:
    async with asyncio.timeout(seconds_max):
        while True:
            found: dict[str, Any] = (await client.get(f"/api{path}")).json()
            if found["state"] in states:
                return found
            await asyncio.sleep(0.05)


async def by_hand(settings: Settings) -> None:
    owner = await asyncpg.connect(settings.owner_url)
    await owner.execute("UPDATE audit.units SET unit_name = 'Tân Hải' WHERE unit_id = 'c1'")
    await owner.close()


async def test_a_view_that_was_changed_by_hand_is_found_shown_and_put_right(
    told: Host, auditor: Auditor, settings: Settings
) -> None:
    await by_hand(settings)
    path = await auditor.asks()
    found = await when(auditor.browser, path, "compared")
    [view] = found["found"]
    assert (view["view"], view["changed"], view["apart_since"]) == ("units", 1, 3)
    assert view["rows_differing"][0]["in_use"]["unit_name"] == "Tân Hải"
    page = (await auditor.browser.get(path)).text
    assert "1 hàng khác bản đang dùng" in page and "Thay bằng bản dựng lại" in page and 'hx-trigger="every' not in page
    assert f'href="/audit?rebuilt={found["rebuild_id"]}"' in page, "and can be looked at"

    once_more = await auditor.send(path, do="switch")
    assert once_more.status_code == 200 and "Điều sẽ xảy ra" in once_more.text
    assert (await when(auditor.browser, path, "compared"))["wish"] is None, "nothing was decided yet"
    assert (await auditor.send(path, do="switch", sure="yes")).status_code == 303
    assert (await when(auditor.browser, path, "switched"))["found"] == found["found"]
    assert (
        await told.services["audit"].pool.fetchval("SELECT unit_name FROM audit.units WHERE unit_id = 'c1'")
        != "Tân Hải"
    )

    await record_receipts(told.services["audit"])
    receipt = (await auditor.browser.get(f"/api{path}")).json()["receipt"]
    fact = (await auditor.browser.get(f"/api/audit/events/{receipt}")).json()
    assert (fact["event"]["type"], fact["event"]["role"], fact["fact"]["views"][0]["sha256"]) == (
        "audit.views_rebuilt", "auditor", view["sha256"],
    )  # fmt: skip
    await record_receipts(told.services["audit"])
    assert (await auditor.browser.get(f"/api{path}")).json()["receipt"] == receipt, "once"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_tables_leave_as_they_are_shown(
    told: Host, auditor: Auditor, settings: Settings, language: str
) -> None:
    await by_hand(settings)
    path = await auditor.asks()
    await when(auditor.browser, path, "compared")
    page = await auditor.page(f"{path}?language={language}")
    number = path.rpartition("/")[2]
    await files_are(auditor.browser, page.table("found"), "/audit/rebuild", rebuild=number, language=language)
    await files_are(
        auditor.browser, page.table("rows"), "/audit/rebuild", rebuild=number, part="rows", language=language
    )
    listed = await auditor.page(f"/audit/rebuilds?language={language}")
    await files_are(auditor.browser, listed.table("rebuilds"), "/audit/rebuilds", language=language)


async def test_who_may_not_sees_why_and_no_row(told: Host, auditor: Auditor, settings: Settings) -> None:
    await by_hand(settings)
    path = await auditor.asks()
    await when(auditor.browser, path, "compared")
    async with signed_in.officers(told, settings, Auditor) as officer:
        other = await officer("commune_officer", "c2")
        for shown in ("/audit/rebuilds", path):
            text = (await other.browser.get(shown)).text
            assert "disabled" in text and "Kiểm tra, Quản trị hệ thống" in text and "Tân Hải" not in text
        assert (
            "Tân Hải"
            not in (await other.browser.get(f"/audit/rebuild.csv?rebuild={path.rpartition('/')[2]}&part=rows")).text
        )
        told_of = (await other.browser.get(f"/api{path}")).json()
        assert (told_of["found"][0]["changed"], told_of["found"][0]["rows_differing"]) == (1, [])
        assert (await other.send("/audit/rebuilds", what="models")).status_code == 403
        assert (await other.send(path, do="switch", sure="yes")).status_code == 403
    assert (await when(auditor.browser, path, "compared"))["wish"] is None
    async with signed_in.program(told, await signed_in.headers(settings, ("auditor", "c1"))) as client:
        asked = await client.post("/api/audit/rebuilds", json={"service": "audit"})
        assert (asked.status_code, asked.json()["code"]) == (403, "authority.missing"), (
            "a commune's auditor is not enough"
        )


async def test_what_cannot_be_is_refused_in_words(told: Host, auditor: Auditor) -> None:
    answer = await auditor.send("/audit/rebuilds", what="nothing")
    assert answer.status_code == 422 and "Không có dịch vụ đó" in answer.text
    path = await auditor.asks("portal", switch_when_same="yes")
    await when(auditor.browser, path, "switched")
    late = await auditor.send(path, do="cancel")
    assert late.status_code == 409
    assert (await auditor.browser.get("/audit/rebuilds/99")).status_code == 404
    await auditor.asks()
    again = await auditor.send("/audit/rebuilds", what="audit.units")
    assert again.status_code == 409 and "chưa xong" in again.text


async def test_a_program_asks_and_decides(told: Host, settings: Settings) -> None:
    async with signed_in.program(told, await signed_in.headers(settings, ("operator", None))) as client:
        views = (await client.get("/api/audit/rebuilds/views")).json()
        assert "units" in views["audit"] and "reader" not in views["audit"]
        for wrong, code in (
            ({"service": "audit", "views": ["nothing"]}, "view.unknown"),
            ({"service": "x"}, "service.unknown"),
        ):
            assert (await client.post("/api/audit/rebuilds", json=wrong)).json()["code"] == code
        made = await client.post("/api/audit/rebuilds", json={"service": "audit", "views": ["units", "keys"]})
        assert (made.status_code, made.json()["state"]) == (201, "asked")
        path = f"/audit/rebuilds/{made.json()['rebuild_id']}"
        found = await when(client, path, "compared")
        assert {view["view"] for view in found["found"]} == {"units", "keys"}
        assert (found["progress"]["done"], found["progress"]["total"]) == (4, 4)
        decided = await client.post(f"/api{path}/decision", json={"decision": "discard"})
        assert decided.status_code == 200
        await when(client, path, "discarded")
        assert (await client.post(f"/api{path}/decision", json={"decision": "switch"})).json()[
            "code"
        ] == "rebuild.not_now"
        first = await client.get("/api/audit/rebuilds", params={"limit": 1})
        assert [one["rebuild_id"] for one in first.json()] == [found["rebuild_id"]] and "link" not in first.headers


async def test_the_views_read_on_after_the_switch(told: Host, auditor: Auditor) -> None:
    path = await auditor.asks("audit", switch_when_same="yes")
    await when(auditor.browser, path, "switched")
    await record_receipts(told.services["audit"])
    assert await caught_up(told) >= 5
    assert (await told.services["audit"].ready()) == {}
