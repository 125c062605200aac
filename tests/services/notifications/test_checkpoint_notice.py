"""A published checkpoint leaves the house, to the letter, by mail and by a program, for who asked for it and for nobody else."""

import json
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest

from chronicle.component import Component
from chronicle.host import RELAY, Host
from chronicle.ledger.checkpoint import Checkpoint, checkpoint_of, signed
from chronicle.ledger.note import Signer
from chronicle.settings import Settings
from chronicle.spec import DeciderSpec
from contracts.audit import CheckpointPublished
from contracts.notifications import MailboxSet
from services.notifications.channels.endpoints import set_webhook
from services.notifications.component import COMPONENT
from services.notifications.notice import RaiseNotice
from services.notifications.preferences import PREFERENCES, SetPreferences
from tests.services.notifications.examples import DAY, OTHERS, list_units, listed, tell
from tests.services.notifications.played import context_of, play, stands, states, until
from tests.services.notifications.post_office import post_office
from tests.services.notifications.receiver import receiver

SIGNER = Signer("antoan", bytes(32))
NOTE = signed(Checkpoint("antoan", 26_037, bytes(range(32))), [SIGNER])
PUBLISHED = CheckpointPublished(size=26_037, root_sha256=bytes(range(32)).hex(), note=NOTE)
ASKED = SetPreferences(occurred_on=DAY, unit_id="c1", modes={"checkpoint_published": "each"})


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Settings) -> Any:
    """An office that asked, and one with a mailbox that did not."""

    async def opened(port: int) -> Host:
        settings.smtp_host, settings.smtp_port = "127.0.0.1", port
        settings.webhook_networks = (ip_network("127.0.0.0/8"),)
        clock = await play(settings)
        found: Host = await open_host(RELAY, *OTHERS, Component(name="audit"), COMPONENT, clock=clock)
        await list_units(found, listed("c1"), listed("c2"))
        for unit_id in ("c1", "c2"):
            address = MailboxSet(unit_id=unit_id, address=f"{unit_id}@thanh-tra.example", previous_address=None)
            await tell(found, f"notifications.mailbox:{unit_id}", address)
        await found.services["notifications"].handle(ASKED, context_of(found))
        return found

    return opened


class Operator:
    """Sets an address as somebody who may."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.viewer = self

    def lacks(self, *_: Any) -> None:
        return None

    async def ask(self, command: Any) -> Any:
        return await self._host.services["notifications"].handle(command, context_of(self._host))


async def test_a_checkpoint_arrives_to_the_letter_by_mail_and_at_a_program(host: Any) -> None:
    with post_office() as office:
        async with receiver() as program:
            opened = await host(office.port)
            service = opened.services["notifications"]
            await set_webhook(Operator(opened), service, "c1", program.address, occurred_on=DAY)  # type: ignore[arg-type]
            await tell(opened, "audit.ledger:province", PUBLISHED)
            await stands(opened, "c1", "checkpoint_published", "sent")
            await stands(opened, "c1", "checkpoint_published", "sent", "webhook")
            assert "checkpoint_published" not in await states(opened, "c2"), "who did not ask is told nothing"
    [mail] = office.mails
    assert mail["To"] == "c1@thanh-tra.example" and "26037" in mail["Subject"]
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "checkpoint-26037.txt"
    assert attached.get_payload(decode=True) == NOTE.encode(), "not a byte is another"
    assert checkpoint_of(attached.get_payload(decode=True).decode(), [SIGNER.key]).size == 26_037
    assert NOTE in mail.get_body().get_content().replace("\r\n", "\n"), "and it can be read without opening anything"
    [message] = program.messages
    told = json.loads(message.body)
    assert told["type"] == "notice.checkpoint_published"
    assert told["data"]["enclosed"] == {"name": "checkpoint-26037.txt", "text": NOTE}
    assert told["data"]["about"]["root"] == PUBLISHED.root_sha256


async def test_a_notice_of_a_checkpoint_that_is_none_is_parked(host: Any) -> None:
    """Whoever may raise notices by hand cannot have another fact sent out."""
    with post_office() as office:
        opened = await host(office.port)
        for number, position in enumerate(("1", "999999", "0", "x1")):
            command = RaiseNotice(
                occurred_on=DAY, notice_id=f"n{number}", unit_id="c1", template="checkpoint_published",
                about={"position": position}, channels=("inbox", "mail"),
            )  # fmt: skip
            await opened.services["notifications"].handle(command, context_of(opened))
        parked = "SELECT count(*) FROM notifications.deliveries WHERE notice_id = ANY($1) AND error LIKE '%NoWording%'"

        async def all_parked() -> bool:
            asked = ["n0", "n1", "n2", "n3"]
            return bool(await opened.services["notifications"].pool.fetchval(parked, asked) == len(asked))

        await until(all_parked)
    assert office.mails == []


@pytest.mark.fast
def test_it_is_asked_for_and_does_not_go_into_a_digest() -> None:
    spec = DeciderSpec(PREFERENCES).knowing(unit=(listed("c1"),))
    spec.given().when(ASKED.model_copy(update={"modes": {"checkpoint_published": "none"}})).then_nothing()
    digest = ASKED.model_copy(update={"modes": {"checkpoint_published": "digest"}})
    spec.given().when(digest).then_refused("preferences.each_by_itself")
