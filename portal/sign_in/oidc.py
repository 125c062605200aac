"""Sign-in through an OpenID provider: code, PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC 9700)."""

import asyncio
import base64
import hmac
import secrets
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.deprecate import AuthlibDeprecationWarning  # type: ignore[import-untyped]

from chronicle.settings import SettingWrong
from portal.sign_in.id_token import Expected, Identity, identity, unverified
from portal.sign_in.kept_document import KeptDocument
from portal.sign_in.limited_http import UNANSWERED, UNREADABLE, answer_seconds_max, client_options, document
from portal.sign_in.provider_metadata import Metadata, discovery_address, read_metadata, safe_address
from portal.sign_in.provider_refusals import refusal
from portal.sign_in.signing_keys import SigningKey, key_for, read_keys

with warnings.catch_warnings():
    # it would say at every start that httpx2 is to be preferred
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]

SCOPE = "openid profile"
CLAIMS = '{"id_token":{"preferred_username":null}}'
code_characters_max = 4_096
random_bytes = 32


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun. The browser goes to `address`; all else is kept where only that browser's session has it, and
    is used once."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


class Provider:
    """One OpenID provider and what it knows us as. Opens nothing before it is asked; belongs to one event loop."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises SettingWrong where issuer or redirect address is neither https nor on this computer."""
        if not safe_address(issuer, plain_loopback=True) or "?" in issuer:
            raise SettingWrong("the OpenID issuer must be an https address without query")
        if not safe_address(redirect_uri, plain_loopback=True):
            raise SettingWrong("the OpenID redirect address must be https")
        if not client_id or not client_secret:
            raise SettingWrong("the OpenID client needs an identifier and a secret")
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._now = now
        self._metadata = KeptDocument(self._fetch_metadata, monotonic)
        self._keys = KeptDocument(self._fetch_keys, monotonic)

    async def begin(self) -> Begun:
        """Where to send the browser. Raises Refused `sign_in.provider_…`."""
        metadata = await self._metadata.get()
        state, nonce, verifier = (secrets.token_urlsafe(random_bytes) for _ in range(3))
        wishes = {"claims": CLAIMS} if metadata.takes_claims else {}
        async with self._client(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier, **wishes
            )
        return Begun(address, state, nonce, verifier)

    async def finish(self, begun: Begun, query_params: Mapping[str, str]) -> Identity:
        """Who came back. `query_params` are those of the redirect address. Raises Refused `sign_in.…`."""
        metadata = await self._metadata.get()
        code = self._code(begun, query_params, metadata)
        token = unverified(await self._exchange(metadata, code, begun.code_verifier))
        key = key_for(await self._keys.get(), token.algorithm, token.key_id)
        if key is None:
            key = key_for(await self._keys.newer(), token.algorithm, token.key_id)
        if key is None:
            raise refusal("token_key")
        return identity(token, key, Expected(self.issuer, self._client_id, begun.nonce), int(self._now()))

    def _code(self, begun: Begun, query_params: Mapping[str, str], metadata: Metadata) -> str:
        """The code of an answer to this very question, from this very provider (RFC 6749, 4.1.2; RFC 9207)."""
        state = query_params.get("state", "")
        if not state.isascii() or not hmac.compare_digest(state, begun.state):
            raise refusal("answer_stale")
        named = query_params.get("iss")
        if named != self.issuer and (named is not None or metadata.names_itself):
            raise refusal("answer_issuer")
        if "error" in query_params:
            raise refusal("declined")
        code = query_params.get("code", "")
        if not 0 < len(code) <= code_characters_max:
            raise refusal("answer_incomplete")
        return code

    async def _exchange(self, metadata: Metadata, code: str, code_verifier: str) -> object:
        """The ID token that the code is worth; the access token is let go unused."""
        try:
            async with asyncio.timeout(answer_seconds_max), self._client(metadata) as client:
                answer = await client.fetch_token(
                    metadata.token_endpoint, grant_type="authorization_code", code=code, code_verifier=code_verifier
                )
                return answer.get("id_token")
        except UNANSWERED:
            raise refusal("provider_unreachable") from None
        except (AuthlibBaseError, *UNREADABLE):
            raise refusal("token_unreadable") from None

    async def _fetch_metadata(self) -> Metadata:
        return read_metadata(await document(discovery_address(self.issuer)), self.issuer)

    async def _fetch_keys(self) -> tuple[SigningKey, ...]:
        return read_keys(await document((await self._metadata.get()).keys_address))

    def _client(self, metadata: Metadata) -> Any:
        client = AsyncOAuth2Client(
            self._client_id, self._client_secret, scope=SCOPE, redirect_uri=self._redirect_uri,
            code_challenge_method="S256", token_endpoint_auth_method=metadata.token_auth_method, **client_options(),
        )  # fmt: skip
        client.register_client_auth_method(("client_secret_basic", _basic))
        client.register_compliance_hook("access_token_response", _must_be_an_answer)
        return client


def _basic(client: Any, method: str, address: str, headers: Any, body: Any) -> tuple[str, Any, Any]:
    """As RFC 6749, section 2.3.1 has it: both parts form-encoded first, which Authlib leaves out."""
    login = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
    headers["Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
    return address, headers, body


def _must_be_an_answer(response: httpx.Response) -> httpx.Response:
    """Nothing is read from an answer that is not 200: neither a token nor words of others."""
    if response.status_code != 200:
        raise refusal("code_refused" if response.status_code in (400, 401, 403) else "provider_unreachable")
    return response
