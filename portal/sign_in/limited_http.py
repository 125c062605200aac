"""Asks an OpenID provider within limits: so many bytes, so many seconds, no redirects, no compression that could swell."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import httpx

from portal.sign_in.provider_refusals import refusal

answer_bytes_max = 131_072
answer_seconds_max = 10
connect_seconds_max = 5

UNANSWERED = (httpx.HTTPError, httpx.InvalidURL, TimeoutError)
"""No answer, a late one, too long a one."""
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""An answer of other shape than promised, as the libraries that read it say so."""


class AnswerTooLong(httpx.TransportError):
    """The answer has more bytes than allowed, or is compressed although asked not to be."""


class LimitedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport, which stops reading at `answer_bytes_max`.

    Certificates of the operator's own authority come from SSL_CERT_FILE or SSL_CERT_DIR; proxies of the environment are not used.
    """

    def __init__(self) -> None:
        super().__init__(verify=_certificates())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            await response.aclose()
            raise AnswerTooLong("the answer is compressed", request=request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Counted(response.stream)
        return response


class _Counted(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._stream:
            read += len(part)
            if read > answer_bytes_max:
                raise AnswerTooLong(f"the answer is over {answer_bytes_max} bytes")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def client_options() -> dict[str, Any]:
    """What every client that speaks to a provider is made with."""
    return {
        "transport": LimitedTransport(),
        "timeout": httpx.Timeout(answer_seconds_max, connect=connect_seconds_max),
        "follow_redirects": False,
        "trust_env": False,
    }


async def document(address: str) -> dict[str, Any]:
    """The JSON object at the address. Raises Refused `sign_in.provider_unreachable` or `sign_in.provider_wrong`."""
    try:
        async with asyncio.timeout(answer_seconds_max), httpx.AsyncClient(**client_options()) as client:
            response = await client.get(address, headers={"Accept": "application/json"})
            found = response.json() if response.status_code == 200 else None
    except UNANSWERED:
        raise refusal("provider_unreachable") from None
    except UNREADABLE:
        raise refusal("provider_wrong") from None
    if response.status_code != 200:
        raise refusal("provider_unreachable")
    if not isinstance(found, dict):
        raise refusal("provider_wrong")
    return found


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes longer than a request."""
    return httpx.create_ssl_context()
