"""Health, readiness with lag, and measures, beside whatever a host serves."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

PATH = "/health"

Ready = Callable[[], Awaitable[Mapping[str, Mapping[str, Any]]]]
"""What keeps each part from being ready; every value empty when all are."""


def health_application(ready: Ready) -> Starlette:
    """`/health/live` answers while the process runs, `/health/ready` 200 or 503 with reasons, `/health/metrics` Prometheus text."""

    async def live(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readiness(_: Request) -> Response:
        reasons = await ready()
        missing = {name: dict(why) for name, why in reasons.items() if why}
        return JSONResponse({"ready": not missing, "because": missing}, status_code=503 if missing else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route(f"{PATH}/live", live),
            Route(f"{PATH}/ready", readiness),
            Route(f"{PATH}/metrics", metrics),
        ]
    )
