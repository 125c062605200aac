"""Notifications from request to inbox, and reminders from a launched year to the units that are behind."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from chronicle.command import Command, Context
from chronicle.handling import Result
from chronicle.host import RELAY
from chronicle.refusal import Unreachable
from contracts.calendar import DayBegan
from contracts.recognition import DossierSubmitted, ReviewOpened
from contracts.registration import DocumentDuty, DocumentIssued, DocumentsRequired
from services.notifications.component import COMPONENT
from services.notifications.notice import RaiseNotice
from services.notifications.projections import inbox
from tests import signed_in
from tests.reading import all_read
from tests.services.notifications.examples import (
    DAY,
    LAUNCHED,
    OTHERS,
    decided,
    ended,
    list_units,
    listed,
    opened,
    put_in_force,
    registered,
    rules,
    tell,
)

CLOSES = LAUNCHED.registration_closes


@pytest.fixture
async def host(open_host: Any) -> Any:

    host = await open_host(RELAY, *OTHERS, COMPONENT)
    await list_units(host, listed("p1", "province"), listed("c1"), listed("c2"), listed("c3"))
    return host


@pytest.fixture
async def client(host: Any, settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    headers = await signed_in.headers(settings)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(host.application()),
        base_url="http://antoan",
        headers=headers,
    ) as client:
        yield client


async def told(host: Any, unit_id: str) -> list[str]:
    notices = await inbox.notices_of_unit(host.services["notifications"].pool, unit_id)
    return [notice["template"] for notice in reversed(notices)]


async def test_an_office_is_told_and_reads_it(host: Any, client: httpx.AsyncClient) -> None:
    about = {"year": "2021", "returned_on": "2021-03-24", "shortfalls": "2"}
    notice = {"notice_id": "n1", "unit_id": "c1", "template": "dossier_returned", "about": about}
    raised = [await client.post("/api/notifications/raise", json=notice) for _ in range(2)]
    assert [answer.status_code for answer in raised] == [201, 200]
    assert (await client.post("/api/notifications/read", json={"notice_id": "n1"})).status_code == 201
    await all_read(host.services["notifications"])
    shown = (await client.get("/api/notifications/units/c1")).json()
    [row] = shown["notices"]
    assert shown["unread"] == 0 and row["about"] == about and row["deliveries"] == []
    assert row["vi"]["subject"] == "Hồ sơ năm 2021 được trả lại để bổ sung"
    assert row["en"]["text"].startswith("Your unit's dossier")


async def test_a_mailbox_is_set_and_shown(host: Any, client: httpx.AsyncClient) -> None:
    body = {"unit_id": "c1", "address": "xa.tanha@vi-du.example"}
    assert (await client.get("/api/notifications/units/c1/mailbox")).json() is None
    assert (await client.post("/api/notifications/set-mailbox", json=body)).status_code == 201
    await all_read(host.services["notifications"])
    assert (await client.get("/api/notifications/units/c1/mailbox")).json()["address"] == body["address"]


async def test_what_may_not_be_is_a_problem(client: httpx.AsyncClient) -> None:
    unknown = await client.post("/api/notifications/read", json={"notice_id": "n404"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "notice.unknown")
    named = {"notice_id": "n1", "unit_id": "c1", "template": "dossier_refused", "about": {"of": "Nguyễn Văn An"}}
    assert (await client.post("/api/notifications/raise", json=named)).status_code == 422
    anonymous = await client.get("/api/notifications/units/c1", headers={"Authorization": ""})
    assert anonymous.status_code == 401


async def test_reminders_reach_the_organiser_and_the_units_behind(host: Any) -> None:
    await tell(host, "registration.campaign:bt-2021", LAUNCHED)
    await tell(host, "registration.registration:bt-2021/c1", registered("c1"))
    await tell(host, "registration.unit:c3", ended("c3", CLOSES))
    await all_read(host.services["notifications"])
    for offset in (-7, -6, -1, 1, 2):
        day = CLOSES + timedelta(days=offset)
        await tell(host, "calendar.day:province", DayBegan(day=day), day=day)
        await all_read(host.services["notifications"])
    assert await told(host, "p1") == ["registration_closing", "registration_closing", "registration_closed"]
    assert await told(host, "c2") == ["not_registered", "not_registered", "not_registered_in_time"]
    assert await told(host, "c3") == ["not_registered", "not_registered"], "it ended before the day after"
    assert await told(host, "c1") == []


async def test_of_a_deadline_for_decisions_units_are_told_whose_dossier_lies_with_them(host: Any) -> None:
    submitted = DossierSubmitted(
        dossier_id="bt-2021/c1", unit_id="c1", year=2021, round=1, documents=(), submitted_on=DAY
    )
    await tell(host, "registration.campaign:bt-2021", LAUNCHED)
    await tell(host, "recognition.rule_set:tt23", put_in_force(rules("commune", date(2021, 12, 10))))
    for unit_id in ("c1", "c2"):
        await tell(host, f"registration.registration:bt-2021/{unit_id}", registered(unit_id))
        await tell(host, f"recognition.dossier:bt-2021/{unit_id}", opened(unit_id))
    await tell(host, "recognition.dossier:bt-2021/c1", submitted)
    await all_read(host.services["notifications"])
    for day in (date(2021, 12, 8), date(2021, 12, 10)):
        await tell(host, "calendar.day:province", DayBegan(day=day), day=day)
        await all_read(host.services["notifications"])
    assert await told(host, "c2") == ["not_handed_in", "not_handed_in_in_time"]
    assert await told(host, "p1") == ["decisions_due", "decisions_overdue"], "registering closed long ago"
    assert await told(host, "c1") == await told(host, "c3") == []


async def test_a_cause_that_comes_again_reminds_nobody_twice(host: Any) -> None:
    await tell(host, "registration.campaign:bt-2021", LAUNCHED)
    await all_read(host.services["notifications"])
    day = date(2021, 3, 30)
    await tell(host, "calendar.day:province", DayBegan(day=day), DayBegan(day=day), day=day)
    await all_read(host.services["notifications"])
    service = host.services["notifications"]
    head = await service.log.head()
    for reader in service.readers:
        if reader.name in {"notifications.reactions", "notifications.effects"}:
            await service.pool.execute("UPDATE notifications.reader SET position = 0 WHERE reader = $1", reader.name)
            await reader.forget()
    await all_read(host.services["notifications"])
    assert await service.log.head() == head
    assert await told(host, "c2") == ["not_registered"]


async def test_a_reminder_cut_short_still_reaches_the_rest_when_fewer_are_behind(host: Any, monkeypatch: Any) -> None:
    """Who is behind is looked up anew: the place in that list must not decide whether a unit was told before."""
    handler = host.services["notifications"].handler
    carry_out, cut = handler.handle, asyncio.Event()

    async def handle(command: Command, context: Context) -> Result:
        if isinstance(command, RaiseNotice) and command.unit_id == "c3":
            cut.set()
            raise Unreachable("the log is away")
        result: Result = await carry_out(command, context)
        return result

    monkeypatch.setattr(handler, "handle", handle)
    await tell(host, "registration.campaign:bt-2021", LAUNCHED)
    await tell(host, "registration.registration:bt-2021/c1", registered("c1"))
    await tell(host, "calendar.day:province", DayBegan(day=date(2021, 3, 30)), day=date(2021, 3, 30))
    await asyncio.wait_for(cut.wait(), 20)
    position = await tell(host, "registration.registration:bt-2021/c2", registered("c2"))
    [view] = [r for r in host.services["notifications"].readers if r.name == "notifications.undertakings"]
    async with asyncio.timeout(20):
        while (view.checkpoint or 0) < position:
            await asyncio.sleep(0.01)
    monkeypatch.undo()
    await all_read(host.services["notifications"])
    assert (await told(host, "c2"), await told(host, "c3")) == (["not_registered"], ["not_registered"])


async def test_units_without_their_document_are_reminded_and_the_organiser_knows(host: Any) -> None:
    due_on = date(2021, 3, 31)
    duty = DocumentDuty(unit_kind="commune", document_kind="plan", due_on=due_on)
    required = DocumentsRequired(campaign_id="bt-2021", year=2021, duties=(duty,), dropped=())
    await tell(
        host, "registration.campaign:bt-2021", LAUNCHED.model_copy(update={"registration_closes": date(2021, 9, 1)})
    )
    await tell(host, "registration.plan:bt-2021", required)
    issued = DocumentIssued(
        campaign_id="bt-2021", year=2021, issuer_id="c1", document_kind="plan", number="411/KH-BCĐ", dated=DAY,
        subject="Kế hoạch", signer_title="Chủ tịch", file_sha256=None,
    )  # fmt: skip
    await tell(host, "registration.document:c1", issued)
    await tell(host, "registration.unit:c3", ended("c3", due_on))
    await all_read(host.services["notifications"])
    for day in (date(2021, 3, 30), date(2021, 4, 1)):
        await tell(host, "calendar.day:province", DayBegan(day=day), day=day)
        await all_read(host.services["notifications"])
    assert await told(host, "p1") == ["documents_due", "documents_overdue"]
    assert await told(host, "c2") == ["document_missing", "document_missing_in_time"]
    assert await told(host, "c3") == ["document_missing"], "it ended before the day after"
    assert await told(host, "c1") == []


async def test_a_duty_that_is_dropped_reminds_nobody(host: Any) -> None:
    duty = DocumentDuty(unit_kind="commune", document_kind="plan", due_on=date(2021, 3, 31))
    required = DocumentsRequired(campaign_id="bt-2021", year=2021, duties=(duty,), dropped=())
    await tell(
        host, "registration.campaign:bt-2021", LAUNCHED.model_copy(update={"registration_closes": date(2021, 9, 1)})
    )
    await tell(host, "registration.plan:bt-2021", required)
    await tell(host, "registration.plan:bt-2021", required.model_copy(update={"duties": (), "dropped": (duty,)}))
    await all_read(host.services["notifications"])
    await tell(host, "calendar.day:province", DayBegan(day=date(2021, 3, 30)), day=date(2021, 3, 30))
    await all_read(host.services["notifications"])
    assert await told(host, "p1") == await told(host, "c2") == []


async def test_of_a_review_the_unit_is_told_and_who_decides(host: Any) -> None:
    done = decided("c1").model_copy(update={"decided_by": "c2"})
    review = ReviewOpened(
        dossier_id=done.dossier_id,
        unit_id="c1",
        year=2021,
        because_of="bt-2021/a1",
        reason="Thu hồi",
        due=None,
        opened_on=DAY,
    )
    await tell(host, f"recognition.dossier:{done.dossier_id}", done, review)
    await all_read(host.services["notifications"])
    await all_read(host.services["notifications"])
    assert await told(host, "c1") == ["dossier_recognised", "review_opened"]
    assert await told(host, "c2") == ["review_to_do"]


async def test_an_office_says_what_it_wants_and_is_shown_it(host: Any, client: httpx.AsyncClient) -> None:
    wanted = {"unit_id": "c1", "modes": {"not_registered": "digest"}, "hours": {"opens": "07:00", "closes": "16:30"}}
    assert (await client.post("/api/notifications/set-preferences", json=wanted)).status_code == 201
    await all_read(host.services["notifications"])
    shown = (await client.get("/api/notifications/units/c1/preferences")).json()
    assert (shown["modes"]["not_registered"], shown["modes"]["dossier_returned"]) == ("digest", "each")
    assert (shown["hours"], shown["usual_hours"], shown["mailbox"]) == (wanted["hours"], "07:30-17:00", None)
    assert (await client.get("/api/notifications/units/c1/unread")).json()["unread"] == 0


async def test_a_template_is_previewed_in_both_languages(client: httpx.AsyncClient) -> None:
    address = "/api/notifications/templates/{}/preview"
    vietnamese = await client.get(address.format("dossier_returned"))
    english = await client.get(address.format("dossier_returned"), params={"language": "en"})
    assert vietnamese.json()["subject"] == "Hồ sơ năm 2021 được trả lại để bổ sung"
    assert english.json()["subject"] == "Dossier for 2021 returned for correction"
    assert (await client.get(address.format("unheard_of"))).json()["code"] == "template.unknown"


async def test_what_became_of_an_unknown_notice_is_not_told(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/notifications/notices/n404/deliveries")
    assert (answer.status_code, answer.json()["code"]) == (404, "notice.unknown")
