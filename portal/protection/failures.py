"""A fault of ours is an answer too: a problem document with the guards' headers, and one log entry with the traceback."""

from typing import Any

import structlog

from portal.problems import problem

logger = structlog.get_logger("portal.failures")


class Failures:
    """ASGI middleware, innermost of the guards: whatever nobody handled becomes a 500 that says nothing of the inside."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begun = False

        async def answer(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception:
            # an answer half sent cannot be taken back: the server breaks the connection off
            if scope["type"] != "http" or begun:
                raise
            logger.exception("request_failed", method=scope["method"], path=scope["path"])
            await problem(500, "server.failed")(scope, receive, send)
