"""An OpenID provider in a few lines that says whatever a test tells it to, over real HTTP on a free loopback port; and our side."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from chronicle.refusal import Refused
from portal.sign_in.oidc import Begun, Provider
from portal.sign_in.provider_refusals import WORDS

CLIENT_ID = "antoan"
CLIENT_SECRET = "a secret that nobody guesses"
DISCOVERY = "/.well-known/openid-configuration"
CODE = "a-code-worth-one-sign-in"
SIGNS = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
SIGNS_TOO = ECKey.generate_key("P-256", {"kid": "k2", "use": "sig", "alg": "ES256"})
STRANGERS = RSAKey.generate_key(2048, {"kid": "k1"})
EVERY_ALGORITHM = JWSRegistry(
    algorithms=["RS256", "RS384", "PS256", "ES256", "HS256", "none"], strict_check_header=False
)

Answer = bytes | Callable[[asyncio.StreamWriter], Any]


def http(body: Any, status: int = 200, **headers: str) -> bytes:
    """An HTTP answer; anything but bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(content)), "Connection": "close", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + content


def signed(claims: dict[str, Any], key: Any = SIGNS, **header: Any) -> str:
    """An ID token."""
    whole = {name: value for name, value in {"alg": "RS256", "kid": "k1", **header}.items() if value is not None}
    return jwt.encode(whole, claims, key, registry=EVERY_ALGORITHM)


@dataclass
class HostileProvider:
    """`document`, `keys` and `answers` (path → what is sent) may be changed at any time; `asked` counts the requests."""

    issuer: str
    document: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: [key.as_dict(private=False) for key in (SIGNS, SIGNS_TOO)])
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    received: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def claims(self, nonce: str, /, **changed: Any) -> dict[str, Any]:
        """Those of a good token, changed; None leaves one out."""
        now = int(time.time())
        whole = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "anh", "nonce": nonce, "iat": now, "exp": now + 300}
        return {name: value for name, value in {**whole, **changed}.items() if value is not None}

    def gives(self, token: Any) -> None:
        """From now on the code is worth this ID token."""
        self.answers["/token"] = http({"access_token": "an-access-token", "token_type": "Bearer", "id_token": token})

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split()[1].decode()
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
            )
            self.received.append(head + await reader.readexactly(length))
            self.asked[path] += 1
            found = self.answers.get(path, http({}, 404))
            if path == DISCOVERY and path not in self.answers:
                found = http(self.document)
            if path == "/keys" and path not in self.answers:
                found = http({"keys": self.keys})
            if callable(found):
                await found(writer)
            else:
                writer.write(found)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def hostile_provider() -> AsyncIterator[HostileProvider]:
    """Listens until the block ends."""
    made: list[HostileProvider] = []
    server = await asyncio.start_server(lambda reader, writer: made[0].answer(reader, writer), "127.0.0.1", 0)
    made.append(HostileProvider(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    try:
        yield made[0]
    finally:
        server.close()


def ours(hostile: HostileProvider, **changed: Any) -> Provider:
    return Provider(hostile.issuer, CLIENT_ID, CLIENT_SECRET, "http://127.0.0.1:1/returned", **changed)


def answer(hostile: HostileProvider, begun: Begun, **changed: str | None) -> dict[str, str]:
    """What the browser brings back."""
    whole = {"state": begun.state, "code": CODE, "iss": hostile.issuer, **changed}
    return {name: value for name, value in whole.items() if value is not None}


async def refused(work: Any) -> str:
    """The code of the refusal that the work ends in; no cause or context is told with it."""
    with pytest.raises(Refused) as caught:
        await work
    assert caught.value.__cause__ is None and (caught.value.__context__ is None or caught.value.__suppress_context__)
    assert caught.value.code.removeprefix("sign_in.") in WORDS
    return caught.value.code.removeprefix("sign_in.")
