"""Through what, beside mail, is each office told: a program at which host, a gateway of which kind?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.notifications import GatewaySet, OutletPaused, OutletResumed, WebhookSet


@dataclass(frozen=True, slots=True)
class OutletRow:
    """`label` is the host of a webhook or the kind of a gateway: all of the address that is no secret."""

    unit_id: str
    channel: str
    label: str = ""
    address_sha256: str = ""
    since: date | None = None
    paused_on: date | None = None


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


def paused(fact: OutletPaused, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id, fact.channel), {"paused_on": fact.paused_on})


def resumed(fact: OutletResumed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.unit_id, fact.channel), {"paused_on": None})


OUTLETS = Projection(
    name="outlets",
    row=OutletRow,
    key=("unit_id", "channel"),
    on={WebhookSet: webhook_set, GatewaySet: gateway_set, OutletPaused: paused, OutletResumed: resumed},
)


PLACES = """
FROM (
    SELECT unit_id, channel, label, since, paused_on FROM notifications.outlets
    UNION ALL SELECT unit_id, 'mail', address, since, NULL FROM notifications.mailboxes
) AS p LEFT JOIN notifications.participants u USING (unit_id)
WHERE ($1::text[] IS NULL OR p.unit_id = ANY($1)) AND ($2::text IS NULL OR p.channel = $2)
"""


async def places(
    connection: Any, units: Sequence[str] | None, channel: str | None, offset: int, limit: int
) -> list[dict[str, Any]]:
    """Where offices are reached, mailboxes too, by the office's id, and how much is parked there. `units`: None for all."""
    rows = await connection.fetch(
        "SELECT p.*, trim(u.title || ' ' || u.unit_name) AS unit_name, (SELECT count(*) FROM notifications.deliveries d "
        "WHERE d.unit_id = p.unit_id AND d.channel = p.channel AND d.state = 'parked' AND d.digest_id IS NULL) AS parked "
        f"{PLACES} ORDER BY p.unit_id, array_position(ARRAY['mail', 'webhook', 'gateway'], p.channel) OFFSET $3 LIMIT $4",
        units, channel, offset, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def places_count(connection: Any, units: Sequence[str] | None, channel: str | None) -> int:
    """How many of them there are."""
    return int(await connection.fetchval(f"SELECT count(*) {PLACES}", units, channel))


async def outlets_of_unit(connection: Any, unit_id: str) -> dict[str, dict[str, Any]]:
    """By channel, webhook and gateway, what is set and since when, and since when it is paused, if it is."""
    rows = await connection.fetch("SELECT * FROM notifications.outlets WHERE unit_id = $1", unit_id)
    return {
        row["channel"]: {"label": row["label"], "since": row["since"], "paused_on": row["paused_on"]} for row in rows
    }
