"""Binds the request's correlation to every log line written while it is answered; bodies and addresses are not logged."""

from typing import Any

import structlog

from chronicle.command import fresh_id

_HEADER = b"x-correlation-id"


class Correlation:
    """ASGI middleware: takes the caller's correlation id or makes one, and says it back."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(_HEADER, b"").decode("latin-1")
        correlation = given if len(given) == 36 and given.isprintable() else str(fresh_id())

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (_HEADER, correlation.encode())]}
            await send(message)

        with structlog.contextvars.bound_contextvars(correlation_id=correlation, path=scope["path"]):
            await self._app(scope, receive, answer)
