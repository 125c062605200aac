"""What is for a program that is paused waits, leaves when it is resumed, and is parked when the program is taken away."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from chronicle.host import Host
from chronicle.settings import Settings
from contracts.notifications import NoticeRaised
from services.notifications.channels import sending
from tests import signed_in
from tests.services.notifications.examples import tell
from tests.services.notifications.paged import a_province
from tests.services.notifications.played import stands, until
from tests.services.notifications.receiver import Receiver, receiver

DAY = date(2021, 11, 8)
RAISED = NoticeRaised(
    notice_id="n1", unit_id="c", template="dossier_returned", about={"year": "2021"}, due_on=None,
    channels=("inbox", "webhook"), raised_on=DAY,
)  # fmt: skip


@pytest.fixture
async def program() -> AsyncIterator[Receiver]:
    async with receiver() as found:
        yield found


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Host:
    settings.webhook_networks = (ip_network("127.0.0.1/32"),)  # type: ignore[assignment]
    return await a_province(open_host, settings)


@pytest.fixture
async def ask(host: Host, settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    """Asks a command of c; the status of the answer."""
    headers = await signed_in.headers(settings)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as client:

        async def asked(name: str, **fields: Any) -> int:
            answer = await client.post(f"/api/notifications/{name}", json={"unit_id": "c", **fields})
            return answer.status_code

        asked.client = client  # type: ignore[attr-defined]
        yield asked


async def paused_on(ask: Any) -> str | None:
    shown = (await ask.client.get("/api/notifications/units/c/preferences")).json()["webhook"]
    found: str | None = shown["paused_on"]
    return found


async def test_what_is_for_a_paused_program_waits_and_leaves_when_it_is_resumed(
    host: Host, program: Receiver, ask: Any
) -> None:
    assert await ask("set-webhook", address=program.address) == 201
    assert [await ask("pause-webhook") for _ in range(2)] == [201, 200]
    await tell(host, "notifications.notice:n1", RAISED)
    held = await stands(host, "c", "dossier_returned", "waiting_for_resume", "webhook")
    assert held["attempts"] == 0 and program.messages == []
    assert await until(lambda: paused_on(ask)) == DAY.isoformat()
    assert [await ask("resume-webhook") for _ in range(2)] == [201, 200]
    sent = await stands(host, "c", "dossier_returned", "sent", "webhook")
    assert sent["attempts"] == 1 and len(program.messages) == 1
    assert await paused_on(ask) is None


async def test_what_waits_for_a_program_that_is_taken_away_is_parked(
    host: Host, program: Receiver, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "held_seconds", 0.2)
    assert await ask("set-webhook", address=program.address) == 201
    assert await ask("pause-webhook") == 201
    await tell(host, "notifications.notice:n1", RAISED)
    await stands(host, "c", "dossier_returned", "waiting_for_resume", "webhook")
    assert await ask("set-webhook", address=None) == 201
    host.clock.instant += timedelta(seconds=1)  # type: ignore[attr-defined]
    parked = await stands(host, "c", "dossier_returned", "parked", "webhook")
    assert "no address" in parked["error"] and program.messages == []


async def test_who_may_not_set_an_outlet_may_not_pause_it_either(
    program: Receiver, ask: Any, settings: Settings
) -> None:
    assert await ask("set-webhook", address=program.address) == 201
    stranger = await signed_in.headers(settings, ("commune_officer", "d"))
    for name in ("pause-webhook", "resume-webhook", "pause-gateway", "resume-gateway"):
        body = {"unit_id": "c"}
        answer = await ask.client.post(f"/api/notifications/{name}", json=body, headers=stranger)
        assert answer.status_code == 403, name
