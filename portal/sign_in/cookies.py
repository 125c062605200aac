"""Our cookies, all alike: for this host alone, over a secure connection, out of reach of scripts.

Their names begin with `__Host-`, so that browsers refuse one without Secure, from another path or for other hosts.
"""

from starlette.responses import Response


def put(response: Response, name: str, value: str, *, seconds_max: int | None = None) -> None:
    """Lax: a link in a mail may lead in; only forms of our own change anything. Without an end, until the browser closes."""
    response.set_cookie(name, value, max_age=seconds_max, path="/", secure=True, httponly=True, samesite="lax")


def drop(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
