"""Gateways: short messages and chats through Apprise, one attempt. Which kinds there are, and at whose hosts, is data."""

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from services.notifications.channels.outcome import TAKEN, Outcome, never, not_now

attempt_seconds_max = 30
secret_characters_min = 5

AT_THEIR_OWN_HOSTS = frozenset({
    "zalo", "viber", "tgram", "line", "whatsapp", "slack", "discord", "gchat", "webex", "wxteams", "zoom", "lark", "feishu",
    "dingtalk", "twilio", "vonage", "nexmo", "sinch", "plivo", "msgbird", "clickatell", "bulksms", "msg91", "telnyx", "d7sms",
    "kaleyra", "sns",
})  # fmt: skip
"""Services of the public network; the address names an account there and no host."""
AT_A_NAMED_HOST = frozenset({
    "json", "jsons", "form", "forms", "xml", "xmls", "ntfy", "ntfys", "mmost", "mmosts", "rocket", "rockets", "gotify", "gotifys",
    "signal", "signals", "nctalk", "nctalks", "synology", "synologys", "smseagle", "smseagles", "apprise", "apprises",
})  # fmt: skip
"""Programs of the province's own; only at hosts the operator named, as Apprise looks at no address before it connects."""


class AddressWrong(Exception):
    """The address names no gateway that may be used, and why, in both languages."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en


def service_of(address: str, hosts: Collection[str]) -> str:
    """The kind of gateway an address names. Raises AddressWrong."""
    parts = urlsplit(address)
    if parts.scheme in AT_THEIR_OWN_HOSTS:
        return parts.scheme
    if parts.scheme not in AT_A_NAMED_HOST:
        raise AddressWrong(
            "gateway.kind_unknown",
            vi=f"Không dùng được loại cổng “{parts.scheme}”",
            en=f"There is no gateway of the kind “{parts.scheme}”",
        )
    if (parts.hostname or "") not in hosts:
        raise AddressWrong(
            "gateway.host_unknown",
            vi="Máy chủ này chưa được quản trị hệ thống cho phép (ANTOAN_GATEWAY_HOSTS)",
            en="The operator has not named this host (ANTOAN_GATEWAY_HOSTS)",
        )
    return parts.scheme


async def must_be_readable(address: str) -> None:
    """Raises AddressWrong where Apprise cannot make sense of the address."""
    if await asyncio.to_thread(_plugin, address) is None:
        raise AddressWrong(
            "gateway.address_wrong",
            vi="Địa chỉ cổng tin nhắn không đúng dạng",
            en="The address of the gateway is not in its form",
        )


@dataclass(frozen=True)
class Operator:
    """Speaks through gateways."""

    hosts: Collection[str]
    attempt_seconds_max: float = attempt_seconds_max

    async def attempt(self, address: str, title: str, text: str) -> Outcome:
        """A gateway says only whether it took the message; what Apprise noted of it, without secrets, is the reason."""
        try:
            service_of(address, self.hosts)
        except AddressWrong as error:
            return never(error.en)
        plugin = await asyncio.to_thread(_plugin, address)
        if plugin is None:
            return never("the address of the gateway is not in its form")
        from apprise import Apprise

        calls = Apprise(asset=plugin.asset)
        calls.add(plugin)
        try:
            # its own deadline first, so that it can say what it waited for
            async with asyncio.timeout(self.attempt_seconds_max + 1):
                result = await calls.async_notify(title=title, body=text, timeout=self.attempt_seconds_max)
        except TimeoutError:
            return not_now(f"no answer within {self.attempt_seconds_max:g} s")
        if result:
            return TAKEN
        noted = "; ".join(dict.fromkeys(entry.message for found in result for entry in found.logs()))
        return not_now(without_secrets(noted or result.status.name, address))


def without_secrets(said: str, address: str) -> str:
    """Somebody's words without the parts of an address that only its office knows."""
    parts = urlsplit(address)
    no_secret = {parts.scheme, parts.hostname if parts.scheme in AT_A_NAMED_HOST else ""}
    pieces = set(re.split(r"[/:@?&=#,+]+", f"{unquote(address)}/{address}")) - no_secret
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= secret_characters_min:
            said = said.replace(piece, "…")
    return said


def _plugin(address: str) -> Any:
    """Apprise's object for an address, or None. Loads Apprise when first needed: it takes a second and 30 MB."""
    from apprise import Apprise, AppriseAsset

    # no redirects: they would lead where nobody looked
    return Apprise.instantiate(address, asset=AppriseAsset(http_redirects=False), suppress_exceptions=True)
