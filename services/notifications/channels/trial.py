"""A message that says only that it is a trial: sent at once, whatever the hours, to see whether an address works. No notice."""

import json
from dataclasses import asdict
from email.errors import MessageError

from chronicle.service import Service
from contracts.notifications import Channel
from services.notifications.channels.carriers import NO_ADDRESS, messaged, posted
from services.notifications.channels.endpoints import own_networks
from services.notifications.channels.gateways import Operator
from services.notifications.channels.mail import Postman, compose
from services.notifications.channels.offices import office_of
from services.notifications.channels.outcome import Outcome, never, not_now
from services.notifications.channels.webhooks import Messenger
from services.notifications.channels.wording import Wording

WORDS = (
    Wording("Tin thử", "Đây là tin thử do người quản lý nơi nhận yêu cầu gửi. Không phải thông báo; không cần làm gì."),
    Wording(
        "Trial", "This is a trial, asked for by who manages where notices go. It is no notice; nothing is to be done."
    ),
)


async def tried(service: Service, unit_id: str, channel: Channel, trial_id: str) -> Outcome:
    """One attempt by a channel of an office; paused outlets too. `trial_id` tells two trials apart. Raises Unreachable."""
    office = await office_of(service, unit_id)
    if not office.reached_by(channel):
        return never(NO_ADDRESS)
    if channel == "webhook":
        told = {
            "type": "trial",
            "timestamp": service.clock.today().isoformat(),
            "data": {"unit_id": unit_id, "words": {"vi": asdict(WORDS[0]), "en": asdict(WORDS[1])}},
        }
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        return await posted(service, Messenger(own_networks(service)), office, f"msg_trial_{trial_id}", body)
    if channel == "gateway":
        return await messaged(service, Operator(service.settings.gateway_hosts), office, WORDS[0])
    return await _mailed(service, office.mailbox.address or "", trial_id)


async def _mailed(service: Service, address: str, trial_id: str) -> Outcome:
    settings = service.settings
    if settings.smtp_host is None:
        return not_now("no mail server is named in the settings")
    try:
        message = compose(f"trial {trial_id}", WORDS, address, settings.smtp_sender, service.clock.now())
    except (MessageError, ValueError) as error:
        return never(f"{type(error).__name__}: {error}")
    return await Postman(settings.smtp_host, settings.smtp_port).attempt(message)
