"""Answers only to our own names: a page built from somebody else's Host would carry our answers, links and cookies there."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit

from portal.problems import problem

_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::[0-9]{1,5})?")

policy_violation = 1008
"""The close code of a web socket that may not be (RFC 6455, section 7.4.1)."""


def name_of(authority: str) -> str | None:
    """The host of `host[:port]`, in one spelling; None where it is not an authority."""
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        return None
    if not found[1].startswith("["):
        name = found[1].lower().removesuffix(".")
        return name if name and not name.endswith(".") else None
    try:
        return f"[{IPv6Address(found[1][1:-1])}]"
    except ValueError:
        return None


def named(scope: Any) -> Iterator[str]:
    """Every authority a request names: Host, X-Forwarded-Host, and its target where that is absolute."""
    for name, value in scope["headers"]:
        if name == b"host":
            yield value.decode("latin-1")
        elif name == b"x-forwarded-host":
            yield from (part.strip() for part in value.decode("latin-1").split(","))
    # uvicorn with httptools has cut an absolute target down to its path: nothing here can see it, nothing uses it
    target = scope["path"]
    if not target.startswith("/") and not (target == "*" and scope["method"] == "OPTIONS"):
        try:
            yield urlsplit(target).netloc
        except ValueError:
            yield ""


class Hosts:
    """ASGI middleware: 400 unless exactly one Host is given and every name is allowed; web sockets, which nobody serves,
    are closed. `allowed` holds names without ports; a bare IPv6 address may stand without its brackets."""

    def __init__(self, app: Any, allowed: Iterable[str]) -> None:
        self._app = app
        bracketed = (f"[{name}]" if ":" in name and not name.startswith("[") else name for name in allowed)
        self._allowed = {name_of(name) for name in bracketed} - {None}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": policy_violation})
        elif scope["type"] == "http" and not self._ours(scope):
            answer = problem(
                400, "host.unknown",
                vi="Không phục vụ tên máy chủ này; người quản trị đặt tên trong ANTOAN_PUBLIC_HOSTS",
                en="We do not answer to this host name; the operator names ours in ANTOAN_PUBLIC_HOSTS",
            )  # fmt: skip
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _ours(self, scope: Any) -> bool:
        hosts = sum(name == b"host" for name, _ in scope["headers"])
        return hosts == 1 and all(name_of(authority) in self._allowed for authority in named(scope))
