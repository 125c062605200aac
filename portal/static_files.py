"""Serves our own files; a fingerprinted address may be kept for a year, any other must be asked for again."""

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

kept_seconds_max = 31_536_000


class FingerprintedFiles(StaticFiles):
    """StaticFiles that say how long they may be kept."""

    async def get_response(self, path: str, scope: Any) -> Response:
        response = await super().get_response(path, scope)
        fingerprinted = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = (
            f"public, max-age={kept_seconds_max}, immutable" if fingerprinted else "no-cache"
        )
        return response
