"""Gateways through Apprise, over real HTTP: which kinds may be used, what is said, what is kept from everybody."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from chronicle.host import RELAY
from services.notifications.channels import sending
from services.notifications.channels.gateways import (
    AT_A_NAMED_HOST,
    AT_THEIR_OWN_HOSTS,
    AddressWrong,
    Operator,
    must_be_readable,
    service_of,
    without_secrets,
)
from services.notifications.component import COMPONENT
from tests import signed_in
from tests.services.notifications.examples import OTHERS, RETURNED, list_units, listed, tell
from tests.services.notifications.played import play, stands
from tests.services.notifications.receiver import HANG, receiver

HERE = ("127.0.0.1",)


def at(port: int) -> str:
    return f"json://127.0.0.1:{port}/secret-token-1234"


async def test_a_message_reaches_the_gateway_with_its_words() -> None:
    async with receiver(200) as gateway:
        outcome = await Operator(HERE, 5).attempt(at(gateway.port), "Hồ sơ được trả lại", "Số nội dung: 2")
    assert outcome.taken, outcome
    [message] = gateway.messages
    told = json.loads(message.body)
    assert (told["title"], told["message"]) == ("Hồ sơ được trả lại", "Số nội dung: 2")


@pytest.mark.parametrize("answer", [500, 403, (307, "http://127.0.0.1:1/")])
async def test_what_a_gateway_does_not_take_may_pass_and_is_told_without_secrets(answer: Any) -> None:
    async with receiver(answer) as gateway:
        outcome = await Operator(HERE, 5).attempt(at(gateway.port), "t", "b")
    assert outcome.passes and outcome.reason and "secret-token" not in outcome.reason
    assert len(gateway.messages) == 1, "no redirect is followed"


async def test_a_gateway_that_hangs_is_not_waited_for_long() -> None:
    async with receiver(HANG) as gateway:
        outcome = await Operator(HERE, 1).attempt(at(gateway.port), "t", "b")
    assert outcome.passes and outcome.reason


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("json://10.0.0.5/", "gateway.host_unknown"),
        ("ntfy://127.0.0.1.evil.example/x", "gateway.host_unknown"),
        ("syslog://", "gateway.kind_unknown"),
        ("mailto://user:word@example.com", "gateway.kind_unknown"),
        ("dbus://", "gateway.kind_unknown"),
        ("https://hook.example/", "gateway.kind_unknown"),
        ("no address", "gateway.kind_unknown"),
    ],
)
async def test_what_is_no_gateway_for_us_is_refused(address: str, code: str) -> None:
    with pytest.raises(AddressWrong) as refusal:
        service_of(address, HERE)
    assert refusal.value.code == code
    outcome = await Operator(HERE, 1).attempt(address, "t", "b")
    assert not outcome.taken and not outcome.passes


async def test_an_address_apprise_cannot_read_is_refused_and_one_it_can_is_not() -> None:
    with pytest.raises(AddressWrong) as refusal:
        await must_be_readable("tgram://")
    assert refusal.value.code == "gateway.address_wrong"
    await must_be_readable("tgram://123456789:AAEabcdefghijklmnopqrstuvwxyz012345/987654")
    assert service_of("tgram://123456789:AAE/987654", ()) == "tgram"


def test_every_kind_is_one_that_apprise_knows_and_at_their_own_hosts_an_address_names_none() -> None:
    from apprise import Apprise

    templates = {
        scheme: plugin["details"]["templates"]
        for plugin in Apprise().details()["schemas"]
        for scheme in (*(plugin["protocols"] or ()), *(plugin["secure_protocols"] or ()))
    }
    assert templates.keys() >= AT_THEIR_OWN_HOSTS | AT_A_NAMED_HOST and not AT_THEIR_OWN_HOSTS & AT_A_NAMED_HOST
    named = {s for s in AT_THEIR_OWN_HOSTS if any("{host" in t or "{domain}" in t for t in templates[s])}
    assert named == set(), "their address would say where to connect to"


def test_secrets_are_taken_out_of_what_is_said() -> None:
    address = "tgram://123456789:AAEabcdef/987654"
    assert without_secrets("401 for bot123456789:AAEabcdef at telegram", address) == "401 for bot…:… at telegram"


@pytest.fixture
async def office(open_host: Callable[..., Any], settings: Any, monkeypatch: Any) -> AsyncIterator[Any]:
    monkeypatch.setattr(sending, "pauses_seconds", (0,))
    clock = await play(settings)
    settings.gateway_hosts = HERE
    host = await open_host(RELAY, *OTHERS, COMPONENT, clock=clock)
    await list_units(host, listed("c1"))
    headers = await signed_in.headers(settings)
    transport = httpx.ASGITransport(host.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan", headers=headers) as client:
        host.client = client
        yield host


async def test_an_office_is_told_through_its_gateway_after_trouble_and_its_address_stays_secret(office: Any) -> None:
    async with receiver(500) as gateway:
        body = {"unit_id": "c1", "address": at(gateway.port)}
        assert (await office.client.post("/api/notifications/set-gateway", json=body)).status_code == 201
        await tell(office, "recognition.dossier:bt-2021/c1", RETURNED)
        sent = await stands(office, "c1", "dossier_returned", "sent", "gateway")
    assert sent["attempts"] == 2
    assert json.loads(gateway.messages[-1].body)["title"] == "Hồ sơ năm 2021 được trả lại để bổ sung"
    facts = await office.services["notifications"].pool.fetch("SELECT data::text FROM chronicle.event")
    assert not [row for row in facts if "secret-token" in row[0]]
    shown = (await office.client.get("/api/notifications/units/c1/preferences")).json()
    assert shown["gateway"]["label"] == "json" and "secret-token" not in json.dumps(shown)


async def test_a_gateway_at_a_host_the_operator_did_not_name_is_refused(office: Any) -> None:
    body = {"unit_id": "c1", "address": "json://10.0.0.5/token"}
    answer = await office.client.post("/api/notifications/set-gateway", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "gateway.host_unknown")
