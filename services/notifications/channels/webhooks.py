"""Webhooks: tells an office's program by a signed POST, in the form of Standard Webhooks (standardwebhooks.com), one attempt.

`webhook-id` stays the same however often it is sent; `webhook-signature` is HMAC-SHA256 over id, timestamp and body.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin, urlsplit

import httpcore

from portal.protection.addresses import Network
from services.notifications.channels.guarded_network import GuardedNetwork, NotReachedFromHere
from services.notifications.channels.outcome import TAKEN, Outcome, never, not_now

attempt_seconds_max = 10
redirects_max = 3
PASSING_STATUSES = {408, 425, 429}
"""Beside 5xx: what a program answers that wants to be asked again."""
KEEPS_THE_MESSAGE = {307, 308}
"""Redirects that lead on with method and body (RFC 9110, 15.4); the others would make it another request."""
KEY_PREFIX = "whsec_"


def fresh_key() -> str:
    """A key to sign with, as its receiver enters it."""
    return KEY_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(key: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(base64.b64decode(key.removeprefix(KEY_PREFIX)), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


@dataclass(frozen=True)
class Messenger:
    """Posts to addresses of the public network over TLS, and to those of our own networks in any way."""

    own_networks: Sequence[Network]
    attempt_seconds_max: float = attempt_seconds_max

    async def attempt(self, address: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """What the program answers is not read: its status says all we need, and may be as long as it likes."""
        try:
            async with asyncio.timeout(self.attempt_seconds_max):
                return await self._post(address, headers, body)
        except NotReachedFromHere as error:
            return never(f"an address inside our own network is not called: {error}")
        except TimeoutError:
            return not_now(f"no answer within {self.attempt_seconds_max:g} s")
        except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError, ValueError) as error:
            return never(f"the address cannot be called: {error}")
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            return not_now(f"{type(error).__name__}: {error}")

    async def _post(self, address: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        for _ in range(redirects_max + 1):
            status, location = await self._once(address, headers, body)
            if 200 <= status < 300:
                return TAKEN
            if status in PASSING_STATUSES or status >= 500:
                return not_now(f"answered {status}")
            if status not in KEEPS_THE_MESSAGE or location is None:
                return never(f"answered {status}")
            address = urljoin(address, location)
        return never(f"led on more than {redirects_max} times")

    async def _once(self, address: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str | None]:
        """Status, and where it leads on to. Each address is judged anew, as the network is a new one."""
        parts = urlsplit(address)
        network = GuardedNetwork(self.own_networks, encrypted=parts.scheme == "https")
        async with (
            httpcore.AsyncConnectionPool(ssl_context=_certificates(), network_backend=network) as pool,
            pool.stream("POST", address, headers=list(headers.items()), content=body) as answer,
        ):
            locations = [value.decode("latin-1") for name, value in answer.headers if name.lower() == b"location"]
            return answer.status, locations[0] if locations else None


@cache
def _certificates() -> ssl.SSLContext:
    """Those of the world, and those of the operator's own authority from SSL_CERT_FILE or SSL_CERT_DIR; read once."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context
