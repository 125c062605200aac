"""Where an office is reached outside its inbox, and what it wants there, when. Addresses with a secret stay out of facts."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from contracts.fact import Fact, Identifier, Sha256, UnitId, Value

templates_max = 100

Mode = Literal["each", "digest", "none"]
Outlet = Literal["webhook", "gateway"]
MailAddress = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$",
        max_length=254,
    ),
    Field(description="ASCII, as every mail server takes it; an office's, never a person's"),
]
HostName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:.]+$", max_length=253),
    Field(description="a name or an address; the rest of the address is a secret of the office"),
]
TimeOfDay = Annotated[
    str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), Field(description="in the province, e.g. 07:30")
]


class WorkingHours(Value):
    """From when to when an office is reached on a working day."""

    opens: TimeOfDay
    closes: TimeOfDay


class MailboxSet(Fact):
    """An office (never a person) receives mail at an address."""

    name: ClassVar[str] = "notifications.mailbox_set"
    version: ClassVar[int] = 1
    unit_id: UnitId
    address: MailAddress
    previous_address: MailAddress | None


class WebhookSet(Fact):
    """A program of an office is told at an address, or (without a host) at none any more."""

    name: ClassVar[str] = "notifications.webhook_set"
    version: ClassVar[int] = 1
    unit_id: UnitId
    host: HostName | None
    address_sha256: Sha256 | None = Field(description="of the whole address, which the service keeps to itself")
    previous_host: HostName | None
    set_on: date


class GatewaySet(Fact):
    """An office is told through a gateway of messages to phones or chats, or (without a service) through none any more."""

    name: ClassVar[str] = "notifications.gateway_set"
    version: ClassVar[int] = 1
    unit_id: UnitId
    service: Identifier | None = Field(description="the kind of gateway, as Apprise calls it: tgram, zalo, twilio")
    address_sha256: Sha256 | None = Field(description="of the whole address, which the service keeps to itself")
    previous_service: Identifier | None
    set_on: date


class OutletPaused(Fact):
    """An office's program or gateway is told nothing until it is resumed; what is for it waits meanwhile."""

    name: ClassVar[str] = "notifications.outlet_paused"
    version: ClassVar[int] = 1
    unit_id: UnitId
    channel: Outlet
    paused_on: date


class OutletResumed(Fact):
    """An office's program or gateway is told again, first of what waited."""

    name: ClassVar[str] = "notifications.outlet_resumed"
    version: ClassVar[int] = 1
    unit_id: UnitId
    channel: Outlet
    resumed_on: date


class PreferencesSet(Fact):
    """An office said what leaves the house for it: each notice, a daily digest or none, by template; and in which hours."""

    name: ClassVar[str] = "notifications.preferences_set"
    version: ClassVar[int] = 1
    unit_id: UnitId
    modes: dict[Identifier, Mode] = Field(
        max_length=templates_max, description="by template; each, where a template is not named"
    )
    previous_modes: dict[Identifier, Mode] = Field(max_length=templates_max)
    hours: WorkingHours | None = Field(description="null: the hours of the installation")
    previous_hours: WorkingHours | None
    set_on: date


FACTS: tuple[type[Fact], ...] = (MailboxSet, WebhookSet, GatewaySet, OutletPaused, OutletResumed, PreferencesSet)
