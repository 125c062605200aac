"""Refuses bodies over the limit before they are kept whole, whatever their Content-Length says."""

from typing import Any

from portal.problems import problem

# What is refused is still taken from the wire, and thrown away: who is cut off while sending gets a reset connection and never
# reads why. So many times the limit, then the answer comes all the same.
discarded_times_max = 20


class BodyLimit:
    """ASGI middleware; answers 413 to a body over `bytes_max`, of which it never holds more."""

    def __init__(self, app: Any, bytes_max: int) -> None:
        self._app = app
        self._bytes_max = bytes_max

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        received_bytes = 0
        more = scope["method"] not in {"GET", "HEAD"}
        while more and received_bytes <= self._bytes_max * discarded_times_max:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            piece = message.get("body", b"")
            more = message.get("more_body", False)
            received_bytes += len(piece)
            if received_bytes <= self._bytes_max:
                body += piece
        if received_bytes > self._bytes_max:
            answer = problem(
                413, "body.too_large",
                vi=f"Nội dung vượt quá {self._bytes_max} byte", en=f"The body is over {self._bytes_max} bytes",
            )  # fmt: skip
            await answer(scope, receive, send)
            return
        await self._app(scope, _once(bytes(body), receive), send)


def _once(body: bytes, receive: Any) -> Any:
    given = False

    async def replay() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
