"""What a browser may do with our pages: nothing from other hosts, no inline script or style, in nobody's frame."""

from typing import Any

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
          "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking")  # fmt: skip
"""What a page could ask a browser for, and ours never do."""

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in UNUSED).encode()),
)

secure_transport_seconds = 31_536_000
SECURE_TRANSPORT = (b"strict-transport-security", f"max-age={secure_transport_seconds}".encode())
"""Said over https only: a browser ignores it in the clear, and a plain loopback address must stay reachable."""

NOT_KEPT = (b"cache-control", b"no-store")


class SecurityHeaders:
    """ASGI middleware: adds the headers to every answer, errors included; what an answer sets itself stands.

    Nothing is kept by anybody's cache unless the answer says that it may be, as static files do.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = (*HEADERS, NOT_KEPT, *((SECURE_TRANSPORT,) if scope.get("scheme") == "https" else ()))

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                missing = [header for header in wanted if header[0] not in given]
                message = {**message, "headers": [*message["headers"], *missing]}
            await send(message)

        await self._app(scope, receive, answer)
