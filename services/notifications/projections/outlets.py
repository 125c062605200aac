"""Through what, beside mail, is each office told: a program at which host, a gateway of which kind?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.notifications import GatewaySet, WebhookSet


@dataclass(frozen=True, slots=True)
class OutletRow:
    """`label` is the host of a webhook or the kind of a gateway: all of the address that is no secret."""

    unit_id: str
    channel: str
    label: str = ""
    address_sha256: str = ""
    since: date | None = None


def webhook_set(fact: WebhookSet, seen: Seen[Any]) -> Iterable[Change]:
    if fact.host is None or fact.address_sha256 is None:
        yield Drop((fact.unit_id, "webhook"))
    else:
        yield Put(OutletRow(fact.unit_id, "webhook", fact.host, fact.address_sha256, fact.set_on))


def gateway_set(fact: GatewaySet, seen: Seen[Any]) -> Iterable[Change]:
    if fact.service is None or fact.address_sha256 is None:
        yield Drop((fact.unit_id, "gateway"))
    else:
        yield Put(OutletRow(fact.unit_id, "gateway", fact.service, fact.address_sha256, fact.set_on))


OUTLETS = Projection(
    name="outlets",
    row=OutletRow,
    key=("unit_id", "channel"),
    on={WebhookSet: webhook_set, GatewaySet: gateway_set},
)


async def outlets_of_unit(connection: Any, unit_id: str) -> dict[str, dict[str, Any]]:
    """By channel, webhook and gateway, what is set and since when."""
    rows = await connection.fetch("SELECT * FROM notifications.outlets WHERE unit_id = $1", unit_id)
    return {row["channel"]: {"label": row["label"], "since": row["since"]} for row in rows}
