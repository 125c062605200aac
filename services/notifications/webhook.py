"""Which program of an office is told, at which host. The whole address and its secret are kept beside the log."""

from dataclasses import dataclass, replace
from typing import Self

from pydantic import model_validator

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Sha256, UnitId
from contracts.notifications import HostName, OutletPaused, OutletResumed, WebhookSet
from services.notifications.mailbox import UNIT, KnownUnit, must_stand


class SetWebhook(Command):
    """A program of the office is told at this address from now on; without one, at none."""

    unit_id: UnitId
    host: HostName | None
    address_sha256: Sha256 | None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.host is None) != (self.address_sha256 is None):
            raise ValueError("a host and the hash of its address come together")
        return self


class PauseWebhook(Command):
    """The program is told nothing until it is resumed; what is for it waits."""

    unit_id: UnitId


class ResumeWebhook(Command):
    """The program is told again, first of what waited."""

    unit_id: UnitId


@dataclass(frozen=True)
class Webhook:
    """A new address begins unpaused."""

    host: str | None = None
    address_sha256: str | None = None
    paused: bool = False


def evolve(webhook: Webhook, fact: Fact) -> Webhook:
    match fact:
        case WebhookSet():
            return Webhook(fact.host, fact.address_sha256)
        case OutletPaused() | OutletResumed():
            return replace(webhook, paused=isinstance(fact, OutletPaused))
    return webhook


def set_webhook(command: SetWebhook, webhook: Webhook, unit: KnownUnit) -> list[Fact]:
    """An office that ended may still be told no more."""
    if webhook.address_sha256 == command.address_sha256:
        return []
    if command.host is not None:
        must_stand(unit)
    return [
        WebhookSet(
            unit_id=command.unit_id,
            host=command.host,
            address_sha256=command.address_sha256,
            previous_host=webhook.host,
            set_on=command.occurred_on,
        )
    ]


def pause(command: PauseWebhook, webhook: Webhook, unit: KnownUnit) -> list[Fact]:
    if webhook.host is None:
        raise Refused(
            "webhook.none", vi="Cơ quan chưa có phần mềm nhận thông báo", en="The office has no program that is told"
        )
    if webhook.paused:
        return []
    return [OutletPaused(unit_id=command.unit_id, channel="webhook", paused_on=command.occurred_on)]


def resume(command: ResumeWebhook, webhook: Webhook, unit: KnownUnit) -> list[Fact]:
    if not webhook.paused:
        return []
    return [OutletResumed(unit_id=command.unit_id, channel="webhook", resumed_on=command.occurred_on)]


WEBHOOK: Aggregate[Webhook] = Aggregate(
    fold=Fold(category="notifications.webhook", initial=Webhook(), evolve=evolve),
    identity=lambda command: command.unit_id,
    knows={"unit": Knowledge(UNIT, lambda command, webhook: command.unit_id)},
    decisions={SetWebhook: set_webhook, PauseWebhook: pause, ResumeWebhook: resume},
)
