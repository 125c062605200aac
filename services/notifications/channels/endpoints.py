"""Whole addresses of webhooks and gateways: judged, and kept in a table of the service's own, as they are secrets."""

import re
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field

from chronicle.handling import Result
from chronicle.refusal import Refused
from chronicle.service import Service
from portal.access import Caller
from portal.protection.addresses import Network, parsed
from services.notifications.channels import gateways
from services.notifications.channels.guarded_network import may_be_reached
from services.notifications.channels.webhooks import fresh_key
from services.notifications.gateway import SetGateway
from services.notifications.permissions import PERMISSIONS
from services.notifications.webhook import SetWebhook

address_characters_max = 2_000
SecretAddress = Annotated[str, Field(min_length=8, max_length=address_characters_max, pattern=r"^[!-~]+$")]
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")

INSIDE = re.compile(r"(^|\.)(localhost|local|internal|home\.arpa)$")
"""Names that lead to this machine or stay in somebody's own network (RFC 6761, 6762, 8375; ICANN for `internal`).

What any other name stands for is judged when it is called.
"""


@dataclass(frozen=True)
class WebhookKept:
    """What became of a webhook, and the key its office must enter where messages are received; told to who sets it only."""

    result: Result
    signing_key: str | None


async def set_webhook(caller: Caller, service: Service, unit_id: str, address: str | None, **when: Any) -> WebhookKept:
    """Keeps the address and records its host. The same address again keeps its key. Raises Refused, NotAllowed."""
    host = None if address is None else webhook_host(address, own_networks(service))
    command = SetWebhook(unit_id=unit_id, host=host, address_sha256=hashed(address), **when)
    if _may(caller, command) and address is not None:
        await _keep(service, unit_id, "webhook", address, fresh_key())
    result = await caller.ask(command)
    await _forget_others(service, unit_id, "webhook", command.address_sha256)
    return WebhookKept(result, (await endpoint(service, unit_id, "webhook", command.address_sha256))[1])


async def set_gateway(caller: Caller, service: Service, unit_id: str, address: str | None, **when: Any) -> Result:
    """Keeps the address and records the kind of gateway. Raises Refused, NotAllowed."""
    try:
        kind = None if address is None else gateways.service_of(address, service.settings.gateway_hosts)
        if address is not None:
            await gateways.must_be_readable(address)
    except gateways.AddressWrong as error:
        raise Refused(error.code, vi=error.vi, en=error.en) from error
    command = SetGateway(unit_id=unit_id, service=kind, address_sha256=hashed(address), **when)
    if _may(caller, command) and address is not None:
        await _keep(service, unit_id, "gateway", address, None)
    result = await caller.ask(command)
    await _forget_others(service, unit_id, "gateway", command.address_sha256)
    return result


async def endpoint(
    service: Service, unit_id: str, channel: str, address_sha256: str | None
) -> tuple[str | None, str | None]:
    """The whole address a fact names, and its signing key; None where nothing is kept."""
    row = await service.pool.fetchrow(
        "SELECT address, signing_key FROM notifications.endpoint "
        "WHERE unit_id = $1 AND channel = $2 AND address_sha256 = $3",
        unit_id, channel, address_sha256,
    )  # fmt: skip
    return (None, None) if row is None else (row["address"], row["signing_key"])


def webhook_host(address: str, own: tuple[Network, ...]) -> str:
    """The host an address names. Raises Refused for what no webhook can be."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not HOST.fullmatch(host) or parts.username or parts.fragment or not address.isascii():
        raise Refused(
            "webhook.address_wrong",
            vi="Địa chỉ phải có dạng https://máy-chủ/đường-dẫn",
            en="The address must be written https://host/path",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and own):
        raise Refused(
            "webhook.not_https", vi="Địa chỉ phải bắt đầu bằng https://", en="The address must begin with https://"
        )
    literal = parsed(host)
    if literal is None:
        inside = not own and INSIDE.search(host.lower()) is not None
    else:
        inside = not may_be_reached(literal, own, encrypted=parts.scheme == "https")
    if inside:
        raise Refused(
            "webhook.private_address",
            vi="Không gọi địa chỉ trong mạng nội bộ",
            en="An address inside our own network is not called",
        )
    return host


def own_networks(service: Service) -> tuple[Network, ...]:
    """Networks inside which webhooks may be called nevertheless."""
    return tuple(ip_network(str(network)) for network in service.settings.webhook_networks)


def hashed(address: str | None) -> str | None:
    return None if address is None else sha256(address.encode()).hexdigest()


def _may(caller: Caller, command: SetWebhook | SetGateway) -> bool:
    """Nothing is kept for who may not set it; the command itself then says so."""
    return caller.viewer.lacks(PERMISSIONS[type(command)], command.unit_id) is None


async def _keep(service: Service, unit_id: str, channel: str, address: str, key: str | None) -> None:
    await service.pool.execute(
        "INSERT INTO notifications.endpoint (unit_id, channel, address_sha256, address, signing_key) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        unit_id, channel, hashed(address), address, key,
    )  # fmt: skip


async def _forget_others(service: Service, unit_id: str, channel: str, address_sha256: str | None) -> None:
    """What an office no longer uses is not kept; without an address at all its key goes too."""
    await service.pool.execute(
        "DELETE FROM notifications.endpoint WHERE unit_id = $1 AND channel = $2 AND address_sha256 IS DISTINCT FROM $3",
        unit_id, channel, address_sha256,
    )  # fmt: skip
