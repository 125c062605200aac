"""Through which gateway of short messages or chats an office is told. The whole address is kept beside the log."""

from dataclasses import dataclass, replace
from typing import Self

from pydantic import model_validator

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Sha256, UnitId
from contracts.notifications import GatewaySet, OutletPaused, OutletResumed
from services.notifications.mailbox import UNIT, KnownUnit, must_stand


class SetGateway(Command):
    """The office is told through this gateway, an Apprise address, from now on; without one, through none."""

    unit_id: UnitId
    service: Identifier | None
    address_sha256: Sha256 | None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.service is None) != (self.address_sha256 is None):
            raise ValueError("a kind of gateway and the hash of its address come together")
        return self


class PauseGateway(Command):
    """The gateway is told nothing until it is resumed; what is for it waits."""

    unit_id: UnitId


class ResumeGateway(Command):
    """The gateway is told again, first of what waited."""

    unit_id: UnitId


@dataclass(frozen=True)
class Gateway:
    """A new address begins unpaused."""

    service: str | None = None
    address_sha256: str | None = None
    paused: bool = False


def evolve(gateway: Gateway, fact: Fact) -> Gateway:
    match fact:
        case GatewaySet():
            return Gateway(fact.service, fact.address_sha256)
        case OutletPaused() | OutletResumed():
            return replace(gateway, paused=isinstance(fact, OutletPaused))
    return gateway


def set_gateway(command: SetGateway, gateway: Gateway, unit: KnownUnit) -> list[Fact]:
    """An office that ended may still be told no more."""
    if gateway.address_sha256 == command.address_sha256:
        return []
    if command.service is not None:
        must_stand(unit)
    return [
        GatewaySet(
            unit_id=command.unit_id,
            service=command.service,
            address_sha256=command.address_sha256,
            previous_service=gateway.service,
            set_on=command.occurred_on,
        )
    ]


def pause(command: PauseGateway, gateway: Gateway, unit: KnownUnit) -> list[Fact]:
    if gateway.service is None:
        raise Refused("gateway.none", vi="Cơ quan chưa có cổng tin nhắn", en="The office has no gateway of messages")
    if gateway.paused:
        return []
    return [OutletPaused(unit_id=command.unit_id, channel="gateway", paused_on=command.occurred_on)]


def resume(command: ResumeGateway, gateway: Gateway, unit: KnownUnit) -> list[Fact]:
    if not gateway.paused:
        return []
    return [OutletResumed(unit_id=command.unit_id, channel="gateway", resumed_on=command.occurred_on)]


GATEWAY: Aggregate[Gateway] = Aggregate(
    fold=Fold(category="notifications.gateway", initial=Gateway(), evolve=evolve),
    identity=lambda command: command.unit_id,
    knows={"unit": Knowledge(UNIT, lambda command, gateway: command.unit_id)},
    decisions={SetGateway: set_gateway, PauseGateway: pause, ResumeGateway: resume},
)
