"""Refuses bodies over the limit before they are kept whole, whatever their Content-Length says.

Where files are sent (the component's `uploads`) a body may be larger and passes by in pieces: whoever reads the form keeps what is
large in a temporary file.
"""

from collections.abc import Mapping
from typing import Any

from chronicle.settings import Settings
from portal.problems import Rejected, problem

# What is refused is still taken from the wire, and thrown away: who is cut off while sending gets a reset connection and never
# reads why. So many times the limit, of what is large already once more as much, then the answer comes all the same.
discarded_times_max = 20
discarded_times_of_files_max = 2

around_a_file_bytes_max = 65_536
"""The fields of the form a file comes with, and what separates them."""


class BodyLimit:
    """ASGI middleware; answers 413 to a body over `bytes_max`, of which it never holds more.

    `larger`: path → bytes, for that path and all below it; a part `*` of a path is any one part.
    """

    def __init__(self, app: Any, bytes_max: int, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._bytes_max = bytes_max
        self._larger = [(path.strip("/").split("/"), limit) for path, limit in (larger or {}).items()]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reads = scope["method"] in {"GET", "HEAD"}
        limit = None if reads else self._of_files(scope["path"])
        if limit is not None:
            await self._app(scope, _counted(receive, limit), send)
            return
        body = bytearray()
        received_bytes = 0
        more = not reads
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
            over = _over(self._bytes_max)
            answer = problem(413, over.code, over.vi, over.en)
            await answer(scope, receive, send)
            return
        await self._app(scope, _once(bytes(body), receive), send)

    def _of_files(self, path: str) -> int | None:
        """The limit of the path where files are sent to it, the largest where several fit."""
        parts = path.strip("/").split("/")
        fitting = [limit for wanted, limit in self._larger if _begins(parts, wanted)]
        return max(fitting, default=None)


def larger_bodies(uploads: Mapping[str, str | int], settings: Settings) -> dict[str, int]:
    """What a component declares, in bytes of a whole body."""
    return {
        path: (limit if isinstance(limit, int) else getattr(settings, limit)) + around_a_file_bytes_max
        for path, limit in uploads.items()
    }


def _begins(parts: list[str], wanted: list[str]) -> bool:
    return len(parts) >= len(wanted) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=False))


def _over(limit: int) -> Rejected:
    return Rejected(413, "body.too_large", vi=f"Nội dung vượt quá {limit} byte", en=f"The body is over {limit} bytes")


def _counted(receive: Any, limit: int) -> Any:
    """Passes the body on until it is over the limit; then takes the rest, within bounds, and raises 413 where it is read."""
    received_bytes = 0

    async def counting() -> Any:
        nonlocal received_bytes
        message = await receive()
        received_bytes += len(message.get("body", b""))
        if received_bytes <= limit:
            return message
        while message.get("more_body", False) and received_bytes <= limit * discarded_times_of_files_max:
            message = await receive()
            received_bytes += len(message.get("body", b""))
        raise _over(limit)

    return counting


def _once(body: bytes, receive: Any) -> Any:
    given = False

    async def replay() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
