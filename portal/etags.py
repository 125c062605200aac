"""What did not change is not sent again: a strong ETag on every JSON answer to a GET, and 304 for who has it already."""

import re
from hashlib import sha256
from typing import Any

tagged_bytes_max = 4 * 2**20
"""A larger answer goes out as it comes, without a tag: tagging means holding all of it."""

JSON = b"application/json"
REVALIDATED = b"private, no-cache"
"""A tag is for who may keep the answer and asks again; `no-store`, the rule elsewhere, would make it useless."""

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_DROPPED = {b"content-length", b"content-type", b"content-encoding"}


class ETags:
    """ASGI middleware, inside of compression. The tag is the SHA-256 of the body (RFC 9110, 8.8.3 and 13.1.2).

    Compressed and plain answers are two representations, so where gzip may follow the tag says so, as web servers do.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            await self._app(scope, receive, _Tagging(scope, send))
        else:
            await self._app(scope, receive, send)


def _header(scope: Any, wanted: bytes) -> str:
    return b", ".join(value for name, value in scope["headers"] if name == wanted).decode("latin-1")


class _Tagging:
    """The `send` of one request: holds a JSON answer until it is whole, passes on anything else."""

    def __init__(self, scope: Any, send: Any) -> None:
        self._scope = scope
        self._send = send
        self._start: Any = None
        self._body = bytearray()

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start" and _taggable(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._answer()
            elif len(self._body) > tagged_bytes_max:
                await self._pass_on()

    async def _pass_on(self) -> None:
        start, self._start = self._start, None
        await self._send(start)
        await self._send({"type": "http.response.body", "body": bytes(self._body), "more_body": True})

    async def _answer(self) -> None:
        suffix = "-gzip" if "gzip" in _header(self._scope, b"accept-encoding") else ""
        tag = f'"{sha256(self._body).hexdigest()}{suffix}"'
        headers = [*self._start["headers"], (b"etag", tag.encode())]
        if not any(name.lower() == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", REVALIDATED))
        asked = _header(self._scope, b"if-none-match")
        if asked.strip() == "*" or tag in _TAG.findall(asked):
            kept = [header for header in headers if header[0].lower() not in _DROPPED]
            await self._send({**self._start, "status": 304, "headers": kept})
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await self._send({**self._start, "headers": headers})
            await self._send({"type": "http.response.body", "body": bytes(self._body)})


def _taggable(start: Any) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    return (
        start["status"] == 200
        and b"etag" not in headers
        and headers.get(b"content-type", b"").split(b";")[0].strip() == JSON
        and b"no-store" not in headers.get(b"cache-control", b"")
    )
