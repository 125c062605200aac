"""Where an office is reached and what it wants, read from its streams: a view may be a moment late."""

from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from chronicle.service import Service
from contracts.notifications import Channel
from services.notifications.channels.hours import Hours, hours_of
from services.notifications.gateway import GATEWAY, Gateway
from services.notifications.mailbox import MAILBOX, Mailbox
from services.notifications.notice import DIGEST
from services.notifications.preferences import PREFERENCES, Preferences
from services.notifications.projections.working_days import working_days
from services.notifications.webhook import WEBHOOK, Webhook


@dataclass(frozen=True)
class Office:
    """One office as the channels see it."""

    unit_id: str
    mailbox: Mailbox = field(default_factory=Mailbox)
    webhook: Webhook = field(default_factory=Webhook)
    gateway: Gateway = field(default_factory=Gateway)
    preferences: Preferences = field(default_factory=Preferences)

    def reached_by(self, channel: Channel) -> bool:
        """Whether there is an address at all."""
        known = {"mail": self.mailbox.address, "webhook": self.webhook.host, "gateway": self.gateway.service}
        return known.get(channel) is not None

    def paused(self, channel: Channel) -> bool:
        """Whether what is for the channel waits until it is resumed."""
        return {"webhook": self.webhook.paused, "gateway": self.gateway.paused}.get(channel, False)


Way = Literal["at_once", "in_digest"]


def way_out(office: Office, template: str, channel: Channel) -> Way | None:
    """How a notice leaves by a channel, or None where it does not.

    A program is told of each notice: it asked for none to be put together. A phone is left in peace by what waits for a digest.
    """
    if template == DIGEST:
        return "at_once" if channel == "mail" else None
    mode = office.preferences.mode(template)
    if mode == "none" or not office.reached_by(channel):
        return None
    if mode == "digest" and channel != "webhook":
        return "in_digest" if channel == "mail" else None
    return "at_once"


async def office_of(service: Service, unit_id: str) -> Office:
    """What is recorded of the office now. Raises Unreachable."""
    folds = (MAILBOX.fold, WEBHOOK.fold, GATEWAY.fold, PREFERENCES.fold)
    known = await service.handler.load([(fold, fold.stream(unit_id)) for fold in folds])
    return Office(unit_id, *(found.state for found in known))


async def hours_of_office(service: Service, office: Office) -> Hours:
    """When the office is reached outside its inbox."""
    settings = service.settings
    days = await working_days(service.pool)
    return hours_of(office.preferences.hours, settings.working_hours, days, ZoneInfo(settings.time_zone))
