"""Webhooks over real HTTP: signed, told once, tried again or parked with the reason; nothing inside our network is called."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_address, ip_network
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.host import RELAY
from chronicle.refusal import Refused
from services.notifications.channels import guarded_network, sending, webhooks
from services.notifications.channels.endpoints import webhook_host
from services.notifications.channels.guarded_network import is_public, may_be_reached
from services.notifications.channels.webhooks import Messenger, fresh_key, signature
from services.notifications.component import COMPONENT
from tests import signed_in
from tests.services.notifications.examples import OTHERS, RETURNED, list_units, listed, tell
from tests.services.notifications.played import MORNING, play, stands, until
from tests.services.notifications.receiver import ENDLESS, HANG, receiver

OWN = (ip_network("127.0.0.1/32"),)
INSIDE = (
    "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
    "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:4136:e378::1", "2001:db8::1",
)  # fmt: skip


def a_messenger(seconds: float = 2) -> Messenger:
    return Messenger(OWN, seconds)


async def test_a_message_is_taken_and_its_signature_is_what_the_receiver_works_out() -> None:
    key, body = fresh_key(), b'{"type":"notice.dossier_returned"}'
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1616551200"}
    async with receiver() as program:
        signed = {**headers, "webhook-signature": signature(key, "msg_1", 1616551200, body)}
        assert (await a_messenger().attempt(program.address, signed, body)).taken
    [message] = program.messages
    secret = base64.b64decode(key.removeprefix("whsec_"))
    expected = hmac.new(secret, b"msg_1.1616551200." + message.body, hashlib.sha256).digest()
    assert message.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert message.path == "/an-toan/secret-path" and message.body == body


def test_the_signature_is_that_of_the_published_example() -> None:
    """The vector of the Standard Webhooks libraries."""
    key, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("answer", "passes", "said"),
    [
        (500, True, "answered 500"),
        (503, True, "answered 503"),
        (429, True, "answered 429"),
        (HANG, True, "no answer within 0.3 s"),
        (404, False, "answered 404"),
        (410, False, "answered 410"),
        ((302, "http://127.0.0.1:1/"), False, "answered 302"),
        ((307, "http://127.0.0.2:1/"), False, "127.0.0.2 is 127.0.0.2"),
        ((307, "http://169.254.169.254/latest/meta-data"), False, "169.254.169.254 is 169.254.169.254"),
        ((308, "http://localhost.localdomain.invalid/"), True, "cannot be resolved"),
        ((308, "ftp://127.0.0.1/"), False, "cannot be called"),
    ],
)
async def test_what_may_pass_is_told_from_what_never_will(answer: Any, passes: bool, said: str) -> None:
    async with receiver(answer) as program:
        outcome = await a_messenger(0.3).attempt(program.address, {}, b"{}")
    assert (outcome.taken, outcome.passes) == (False, passes), outcome
    assert outcome.reason is not None and said in outcome.reason and len(program.messages) == 1


async def test_a_redirect_that_keeps_the_message_is_followed_and_not_for_ever() -> None:
    async with receiver() as end, receiver((307, end.address)) as start:
        assert (await a_messenger().attempt(start.address, {"webhook-id": "m"}, b"{}")).taken
        assert [message.body for message in end.messages] == [b"{}"]
    async with receiver() as circle:
        circle.answers = [(307, circle.address)] * 9
        outcome = await a_messenger().attempt(circle.address, {}, b"{}")
        assert not outcome.passes and len(circle.messages) == webhooks.redirects_max + 1


async def test_an_answer_without_end_is_not_read() -> None:
    async with receiver(ENDLESS) as program:
        began = time.monotonic()
        assert (await a_messenger(5).attempt(program.address, {}, b"{}")).taken
        assert time.monotonic() - began < 4


async def test_nobody_listening_may_pass() -> None:
    outcome = await a_messenger().attempt("http://127.0.0.1:1/", {}, b"{}")
    assert outcome.passes


@pytest.mark.parametrize("inside", INSIDE)
def test_addresses_that_are_not_everybodys_are_refused(inside: str) -> None:
    address = guarded_network.parsed(inside)
    assert address is not None and not may_be_reached(address, (), encrypted=True)


def test_public_addresses_are_reached_encrypted_and_own_ones_in_any_way() -> None:
    assert may_be_reached(ip_address("203.162.4.191"), (), encrypted=True)
    assert not may_be_reached(ip_address("203.162.4.191"), (), encrypted=False)
    assert is_public(ip_address("2405:4800::1"))
    assert may_be_reached(ip_address("10.1.2.3"), (ip_network("10.0.0.0/8"),), encrypted=False)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_dress(address: Any) -> None:
    mapped = guarded_network.parsed(f"::ffff:{address}")
    assert mapped == address
    assert not is_public(ip_address(int(ip_address("64:ff9b::")) + int(address)))


async def test_a_name_that_points_inward_is_not_called(monkeypatch: Any) -> None:
    async def pointing(host: str, port: int) -> list[Any]:
        return [ip_address("203.162.4.191"), ip_address("127.0.0.1")]

    monkeypatch.setattr(guarded_network, "resolved", pointing)
    async with receiver() as program:
        address = program.address.replace("127.0.0.1", "hook.example").replace("http:", "https:")
        outcome = await Messenger((), 2).attempt(address, {}, b"{}")
    assert not outcome.passes and outcome.reason is not None and "hook.example is 127.0.0.1" in outcome.reason
    assert program.messages == []


async def test_the_address_that_was_judged_is_the_one_that_is_called(monkeypatch: Any) -> None:
    """A name that changes between two questions is asked once only."""
    asked: list[str] = []

    async def pointing(host: str, port: int) -> list[Any]:
        asked.append(host)
        return [ip_address("127.0.0.1")]

    monkeypatch.setattr(guarded_network, "resolved", pointing)
    async with receiver() as program:
        outcome = await a_messenger().attempt(program.address.replace("127.0.0.1", "hook.example"), {}, b"{}")
    assert outcome.taken and asked == ["hook.example"]
    assert program.messages[0].headers["host"].startswith("hook.example")


async def test_a_name_that_means_nothing_is_no_address() -> None:
    with pytest.raises(httpcore.ConnectError):
        await guarded_network.resolved("no-such-host.invalid", 443)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://user:word@hook.example/", "webhook.address_wrong"),
        ("https:///path", "webhook.address_wrong"),
        ("https://hook.example:99999/", "webhook.address_wrong"),
        ("https://hook.example/#part", "webhook.address_wrong"),
        ("https://höök.example/", "webhook.address_wrong"),
        ("http://hook.example/", "webhook.not_https"),
        ("ftp://hook.example/", "webhook.not_https"),
        ("https://127.0.0.1/", "webhook.private_address"),
        ("https://[::ffff:10.0.0.1]/", "webhook.private_address"),
        ("https://localhost:8000/", "webhook.private_address"),
        ("https://qlvb.noibo.INTERNAL/x", "webhook.private_address"),
        ("https://router.local/", "webhook.private_address"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_at_once(address: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        webhook_host(address, ())
    assert refusal.value.code == code
    assert webhook_host("https://hook.example:8443/a?b=c", ()) == "hook.example"


@pytest.fixture
async def office(open_host: Callable[..., Any], settings: Any, monkeypatch: Any) -> AsyncIterator[Any]:
    """A host with the unit c1, where webhooks may be called on this machine, and a client that may do anything."""
    monkeypatch.setattr(sending, "pauses_seconds", (0, 0))
    clock = await play(settings)
    settings.webhook_networks = OWN
    host = await open_host(RELAY, *OTHERS, COMPONENT, clock=clock)
    await list_units(host, listed("c1"))
    headers = await signed_in.headers(settings)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as client:
        host.client = client
        yield host


async def subscribe(host: Any, address: str | None) -> dict[str, Any]:
    body = {"unit_id": "c1", "address": address}
    answer = await host.client.post("/api/notifications/set-webhook", json=body)
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.json()
    return found


async def raised(host: Any, unit_id: str = "c1") -> None:
    await tell(host, f"recognition.dossier:bt-2021/{unit_id}", RETURNED)


async def test_a_program_is_told_once_after_troubles_and_can_check_who_told_it(office: Any) -> None:
    async with receiver(500, 503) as program:
        key = (await subscribe(office, program.address))["signing_key"]
        await raised(office)
        sent = await stands(office, "c1", "dossier_returned", "sent", "webhook")
    assert sent["attempts"] == 3 and len(program.messages) == 3
    first, *_, last = program.messages
    assert first.headers["webhook-id"] == last.headers["webhook-id"] and first.body == last.body
    timestamp = int(last.headers["webhook-timestamp"])
    assert timestamp == int(MORNING.timestamp())
    assert last.headers["webhook-signature"] == signature(key, last.headers["webhook-id"], timestamp, last.body)
    told = json.loads(last.body)
    assert told["type"] == "notice.dossier_returned" and told["data"]["about"]["shortfalls"] == "2"
    assert told["data"]["words"]["vi"]["subject"] == "Hồ sơ năm 2021 được trả lại để bổ sung"


@pytest.mark.parametrize(
    ("answers", "attempts", "said"),
    [
        ([500] * 9, 3, "answered 500"),
        ([(307, "http://169.254.169.254/")], 1, "169.254.169.254"),
        ([410], 1, "answered 410"),
    ],
)
async def test_what_is_not_taken_is_parked_with_its_reason(
    office: Any, answers: list[Any], attempts: int, said: str
) -> None:
    async with receiver(*answers) as program:
        await subscribe(office, program.address)
        await raised(office)
        parked = await stands(office, "c1", "dossier_returned", "parked", "webhook")
        assert parked["attempts"] == attempts and said in parked["error"]
        [row] = (await office.client.get("/api/notifications/parked")).json()
        assert (row["notice_id"], row["channel"]) == (parked["notice_id"], "webhook")
        again = {"notice_id": row["notice_id"], "channel": "webhook"}
        program.answers.clear()
        assert (await office.client.post("/api/notifications/retry", json=again)).status_code == 201
        await stands(office, "c1", "dossier_returned", "sent", "webhook")
        assert (await office.client.get("/api/notifications/parked")).json() == []


async def test_one_that_hangs_is_given_up_and_tried_again(office: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "carry_seconds_max", 0.5)
    async with receiver(HANG) as program:
        await subscribe(office, program.address)
        await raised(office)
        sent = await stands(office, "c1", "dossier_returned", "sent", "webhook")
    assert sent["attempts"] == 2 and len(program.messages) == 2


async def test_neither_the_address_nor_the_key_is_in_a_fact_or_an_answer(office: Any) -> None:
    async with receiver() as program:
        kept = await subscribe(office, program.address)
        assert await subscribe(office, program.address) == {
            **kept,
            "changed": False,
            "first_position": None,
            "last_position": None,
        }
        service = office.services["notifications"]
        facts = await service.pool.fetch("SELECT data::text FROM chronicle.event")
        assert not [row for row in facts if "secret-path" in row[0] or kept["signing_key"] in row[0]]
        shown = await until(lambda: webhook_shown(office))
        assert shown == {"label": "127.0.0.1", "since": MORNING.date().isoformat(), "paused_on": None}


async def webhook_shown(host: Any) -> Any:
    return (await host.client.get("/api/notifications/units/c1/preferences")).json()["webhook"]


async def test_taken_away_a_webhook_is_told_no_more_and_its_key_is_gone(office: Any) -> None:
    async with receiver() as program:
        key = (await subscribe(office, program.address))["signing_key"]
        assert (await subscribe(office, None))["signing_key"] is None
        await raised(office)
        await stands(office, "c1", "dossier_returned", "not_asked", "webhook")
        await asyncio.sleep(1)
        assert program.messages == []
        assert (await subscribe(office, program.address))["signing_key"] != key


async def test_who_may_not_set_it_leaves_nothing_behind(office: Any, settings: Any) -> None:
    stranger = await signed_in.headers(settings, ("commune_officer", "c2"))
    body = {"unit_id": "c1", "address": "https://hook.example/x"}
    answer = await office.client.post("/api/notifications/set-webhook", json=body, headers=stranger)
    assert answer.status_code == 403
    assert await office.services["notifications"].pool.fetchval("SELECT count(*) FROM notifications.endpoint") == 0
