"""One attempt to carry a notice by each channel: what is said, to which address, and what came of it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from email.errors import MessageError

from chronicle.command import derived_id
from chronicle.service import Service
from contracts.notifications import NoticeRaised
from services.notifications.channels.digests import words_of
from services.notifications.channels.enclosures import Enclosure, enclosure_of
from services.notifications.channels.endpoints import endpoint, own_networks
from services.notifications.channels.gateways import Operator
from services.notifications.channels.mail import Postman, compose
from services.notifications.channels.offices import Office
from services.notifications.channels.outcome import Outcome, never, not_now
from services.notifications.channels.webhooks import Messenger, signature
from services.notifications.channels.wording import NoWording, Wording

Carrier = Callable[[NoticeRaised, Office], Awaitable[Outcome]]

NO_ADDRESS = "the office has no address for this channel any more"


def carriers(service: Service) -> Mapping[str, Carrier]:
    """By channel. What cannot be said is never sent; what no address is left for, neither."""
    by_channel: dict[str, Carrier] = {
        "mail": _by_mail(service),
        "webhook": _by_webhook(service),
        "gateway": _by_gateway(service),
    }
    return {channel: _said_first(carry) for channel, carry in by_channel.items()}


def _said_first(carry: Carrier) -> Carrier:
    async def carried(fact: NoticeRaised, office: Office) -> Outcome:
        try:
            return await carry(fact, office)
        except NoWording as error:
            return never(f"NoWording: {error}")

    return carried


def _by_mail(service: Service) -> Carrier:
    host, port = service.settings.smtp_host, service.settings.smtp_port
    postman = None if host is None else Postman(host, port)

    async def carry(fact: NoticeRaised, office: Office) -> Outcome:
        if postman is None:
            return not_now("no mail server is named in the settings")
        if office.mailbox.address is None:
            return never(NO_ADDRESS)
        words = await words_of(service, fact)
        try:
            sender, now = service.settings.smtp_sender, service.clock.now()
            message = compose(
                fact.notice_id, words, office.mailbox.address, sender, now, await enclosure_of(service, fact)
            )
        except (MessageError, ValueError) as error:
            return never(f"{type(error).__name__}: {error}")
        return await postman.attempt(message)

    return carry


def _by_webhook(service: Service) -> Carrier:
    messenger = Messenger(own_networks(service))

    async def carry(fact: NoticeRaised, office: Office) -> Outcome:
        if office.webhook.host is None:
            return never(NO_ADDRESS)
        message_id = f"msg_{derived_id(f'webhook of notice {fact.notice_id}').hex}"
        return await posted(service, messenger, office, message_id, await _told(service, fact))

    return carry


async def posted(service: Service, messenger: Messenger, office: Office, message_id: str, body: bytes) -> Outcome:
    """One signed message to the program of an office."""
    address, key = await endpoint(service, office.unit_id, "webhook", office.webhook.address_sha256)
    if address is None or key is None:
        return never(NO_ADDRESS)
    timestamp = int(service.clock.now().timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "AnToan",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, message_id, timestamp, body),
    }
    return await messenger.attempt(address, headers, body)


def _by_gateway(service: Service) -> Carrier:
    operator = Operator(service.settings.gateway_hosts)

    async def carry(fact: NoticeRaised, office: Office) -> Outcome:
        if office.gateway.service is None:
            return never(NO_ADDRESS)
        return await messaged(service, operator, office, (await words_of(service, fact))[0])

    return carry


async def messaged(service: Service, operator: Operator, office: Office, words: Wording) -> Outcome:
    """One message through the gateway of an office."""
    address, _ = await endpoint(service, office.unit_id, "gateway", office.gateway.address_sha256)
    if address is None:
        return never(NO_ADDRESS)
    return await operator.attempt(address, words.subject, words.text)


async def _told(service: Service, fact: NoticeRaised) -> bytes:
    return body_of(fact, await words_of(service, fact), await enclosure_of(service, fact))


def body_of(fact: NoticeRaised, words: tuple[Wording, Wording], enclosure: Enclosure | None = None) -> bytes:
    """The body of a webhook: the fact, the words for it, and what goes with it."""
    vietnamese, english = words
    data = fact.model_dump(mode="json", include={"notice_id", "unit_id", "template", "about", "due_on", "raised_on"})
    if enclosure is not None:
        data["enclosed"] = asdict(enclosure)
    told = {
        "type": f"notice.{fact.template}",
        "timestamp": fact.raised_on.isoformat(),
        "data": {**data, "words": {"vi": asdict(vietnamese), "en": asdict(english)}},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
