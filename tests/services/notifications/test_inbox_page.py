"""The inbox of the offices one acts for: unread first, read one or all, and news that come without being asked for."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import asyncpg
import httpx
import pytest
import uvicorn

from chronicle.command import Context, derived_id
from chronicle.component import Component
from chronicle.host import Host
from chronicle.log import Item
from contracts.notifications import NoticeRaised
from contracts.registration import UnitListed
from portal.component import COMPONENT as PORTAL
from portal.protection.forms import form_token
from portal.sign_in import sessions
from services.notifications.component import COMPONENT
from services.notifications.screens import inbox_page, live
from services.notifications.screens.live import Live, TooManyStreams
from tests import signed_in
from tests.reading import all_read
from tests.services.dashboards.province import play
from tests.sheets import csv_of

DAY = date(2021, 11, 8)
seconds_max = 15


def listed(unit: str, kind: Any, parent: str | None) -> UnitListed:
    return UnitListed(
        unit_id=unit, unit_kind=kind, title="Xã", unit_name=unit, parent_id=parent, codes=(), valid_from=DAY, latitude=None,
        longitude=None, generated=True, out_of_scope_reason=None,
    )  # fmt: skip


async def tell(host: Host, stream: str, fact: Any) -> None:
    context = Context("test", "test", "", DAY, derived_id(stream), derived_id(stream))
    service = host.services[stream.partition(".")[0]]
    [answer] = await service.log.append([Item(stream, 0, [fact], DAY, context)])
    assert answer.outcome.value == "appended"
    for name in ("portal", "notifications"):
        await all_read(host.services[name])


async def notice(host: Host, name: str, unit: str, number: int) -> None:
    about = {"year": "2021", "returned_on": "2021-11-08", "shortfalls": str(number)}
    fact = NoticeRaised(
        notice_id=name,
        unit_id=unit,
        template="dossier_returned",
        about=about,
        due_on=None,
        channels=("inbox",),
        raised_on=DAY,
    )
    await tell(host, f"notifications.notice:{name}", fact)


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Any) -> Host:
    opened: Host = await open_host(PORTAL, Component(name="registration"), COMPONENT, clock=await play(settings))
    await tell(opened, "registration.unit:p", listed("p", "province", None))
    for unit in ("c", "d"):
        await tell(opened, f"registration.unit:{unit}", listed(unit, "commune", "p"))
    for number, (name, unit) in enumerate((("n1", "c"), ("n2", "c"), ("n3", "d")), start=1):
        await notice(opened, name, unit, number)
    return opened


@pytest.fixture
async def client(host: Host) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan") as opened:
        yield opened


async def test_notices_of_one_s_offices_are_shown_and_read_one_by_one_or_all_together(
    host: Host, client: httpx.AsyncClient, settings: Any
) -> None:
    account = await signed_in.account(settings, [("commune_officer", "c")])
    cookie = await signed_in.session_of(settings, account)
    headers = {"Cookie": f"{sessions.COOKIE}={cookie}", "Origin": "http://antoan"}
    page = (await client.get("/notifications", headers=headers)).text
    assert 'id="n-n1"' in page
    assert 'id="n-n3"' not in page, "another office's"
    assert page.index('id="n-n2"') < page.index('id="n-n1"'), "the newest first"
    assert (await client.get("/notifications/unread", headers=headers)).text == "2"
    form = {"form": form_token(cookie), "notice": "n1"}
    assert (await client.post("/notifications/read", data=form, headers=headers)).status_code == 303
    await all_read(host.services["notifications"])
    assert 'id="n-n1"' not in (await client.get("/notifications", headers=headers)).text
    assert "đã đọc ngày 08/11/2021" in (await client.get("/notifications?which=all", headers=headers)).text
    assert (await client.post("/notifications/read", data={**form, "notice": "n3"}, headers=headers)).status_code == 403
    assert (await client.post("/notifications/read", data={"form": form["form"]}, headers=headers)).status_code == 303
    await all_read(host.services["notifications"])
    assert (await client.get("/notifications/unread", headers=headers)).text == "0"
    assert "no unread notices" in (await client.get("/notifications?language=en", headers=headers)).text
    auditor = await signed_in.headers(settings, ("auditor", "c"))
    assert "Bạn không thay mặt cơ quan nào" in (await client.get("/notifications", headers=auditor)).text


async def test_the_inbox_is_filtered_by_office_and_kind_part_by_part_and_leaves_as_a_file(
    host: Host, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_page, "notices_page", 1)
    account = await signed_in.account(settings, [("commune_officer", "c"), ("commune_officer", "d")])
    session = await signed_in.session_of(settings, account)
    async with signed_in.browser(host, session) as client:
        page = (await client.get("/notifications", params={"unit": "c", "kind": ""})).text
        assert re.findall(r'id="n-(\w+)"', page) == ["n2"]
        assert "(2)" in page, "so many are unread there"
        [older] = re.findall(r'href="([^"]*before=[^"]*)"', page)
        assert "unit=c" in older
        assert re.findall(r'id="n-(\w+)"', (await client.get(html.unescape(older))).text) == ["n1"]
        for query, rows in (({}, 3), ({"unit": "c"}, 2), ({"which": "all", "unit": "d"}, 1), ({"unit": "p"}, 0)):
            content = (await client.get("/notifications/list.csv", params=query)).content
            assert len(csv_of(content)[2]) == rows, "all parts, not only the one that is shown"
        told, titles, [row] = csv_of((await client.get("/notifications/list.csv?unit=d&language=en")).content)
        assert told["Unit"] == "Xã d" and dict(zip(titles, row, strict=True))["Told on"] == "2021-11-08"
        assert (await client.get("/notifications/list.xlsx")).status_code == 200
        nothing = (await client.get("/notifications?kind=review_opened")).text
        assert "Không có thông báo nào khớp với bộ lọc." in nothing
        assert (await client.get("/notifications?kind=unheard_of")).status_code == 422
        answer = await client.post("/notifications/read?unit=d", data={"form": form_token(session)})
        assert answer.headers["location"] == "/notifications?unit=d", "the filter stays"
        await all_read(host.services["notifications"])
        assert (await client.get("/notifications/unread")).text == "2", "only what matched is marked as read"


async def test_a_notice_is_told_to_who_listens_until_the_session_ends(
    host: Host, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "watch_ms", 50)
    monkeypatch.setattr(live, "heartbeat_seconds", 0.3)
    account = await signed_in.account(settings, [("commune_officer", "c")])
    cookie = await signed_in.session_of(settings, account)
    server = uvicorn.Server(uvicorn.Config(host.application(), port=0, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(seconds_max):
            while not server.started:
                await asyncio.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        headers = {"Cookie": f"{sessions.COOKIE}={cookie}", "Accept-Encoding": "gzip"}
        async with asyncio.timeout(seconds_max), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            async with client.stream("GET", "/notifications/stream", headers=headers) as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                lines = answer.aiter_lines()
                assert await _data(lines) == "2"
                await notice(host, "n4", "d", 4)
                await notice(host, "n5", "c", 5)
                assert await _data(lines) == "3", "another office's notice is no news"
                owner = await asyncpg.connect(settings.owner_url)
                await sessions.end(owner, cookie)
                await owner.close()
                assert [line async for line in lines if line.startswith("data")] == [], "ended with the session"
            assert (await client.get("/notifications/stream", headers=headers)).status_code == 303, "to the sign-in"
    finally:
        server.should_exit = True
        await serving


async def _data(lines: AsyncIterator[str]) -> str:
    async for line in lines:
        if line.startswith("data: "):
            return line.removeprefix("data: ")
    raise AssertionError("the stream ended")


async def moved(listening: AsyncIterator[bool]) -> None:
    """Returns at the first news; a heartbeat is none."""
    while not await anext(listening):
        pass


async def test_one_watcher_serves_all_who_listen_stops_with_the_last_and_an_account_has_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "watch_ms", 5)
    monkeypatch.setattr(live, "heartbeat_seconds", 0.05)
    at, asked = 1, 0

    async def position() -> int:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise ConnectionError("away for a moment")
        return at

    news = Live(position)
    listening = [news.listen("me") for _ in range(live.streams_per_account_max)]
    for one in listening:
        assert await anext(one)
    with pytest.raises(TooManyStreams):
        await anext(news.listen("me"))
    other = news.listen("other")
    assert await anext(other)
    await asyncio.gather(*(anext(one) for one in [*listening, other]))
    assert await anext(other) is False, "nothing moved: a heartbeat"
    at = 2
    async with asyncio.timeout(20):
        await asyncio.gather(*(moved(one) for one in [*listening, other]))
    for one in [*listening, other]:
        await one.aclose()
    assert news.listeners == 0
    await asyncio.sleep(0.05)
    before = asked
    await asyncio.sleep(0.05)
    assert asked == before, "nobody listens, nobody asks"
