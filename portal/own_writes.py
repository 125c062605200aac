"""Whoever recorded something sees it on the page that follows: a form's answer waits a moment for the views of its service."""

from typing import Any

from starlette.requests import Request

from chronicle.service import Service


def note(request: Request, position: int | None) -> None:
    """Something was recorded at this position while the request was answered."""
    request.state.recorded_at = max(position or 0, getattr(request.state, "recorded_at", 0))


class OwnWrites:
    """ASGI middleware: holds the answer that leads on (303) until the views have read what was recorded, two seconds at most."""

    def __init__(self, app: Any, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def held(message: Any) -> None:
            recorded_at = scope.get("state", {}).get("recorded_at")
            if recorded_at and message["type"] == "http.response.start" and message["status"] == 303:
                await self._service.has_read(recorded_at)
            await send(message)

        await self._app(scope, receive, held if scope["type"] == "http" else send)
