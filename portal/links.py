"""Addresses of ours that keep what every page takes along: the language, the map and the moment of whoever reads."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from chronicle.settings import Settings
from portal.languages import DEFAULT, chosen

SUPPOSED = ("held_on", "without", "including")
"""What a history is supposed by."""
HISTORY = ("as_of", *SUPPOSED, "rebuilt")
"""What another history than that of now is asked for by."""
OF_NOW: dict[str, Any] = dict.fromkeys(HISTORY)
"""For a link that takes none of it along: a fact was recorded whatever is supposed, and its page is asked as it is."""
CARRIED = {"map": "then", **dict.fromkeys(HISTORY, "")}
"""Parameters every link takes along beside the language, each with the value that is not written."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def carried(request: Request) -> dict[str, str]:
    """What every address takes along, as far as the request's own has it."""
    language, here = chosen(request), request.query_params
    kept = {name: here[name] for name in CARRIED if name in here and here[name] != CARRIED[name]}
    return kept if language == DEFAULT else {"language": language, **kept}


def address(request: Request, path: str, **parameters: Any) -> str:
    """A path in the language and on the map of the request; a parameter that is None is not written."""
    return written(path, {**carried(request), **parameters})


def written(path: str, parameters: dict[str, Any]) -> str:
    """The path with its parameters."""
    query = {name: value for name, value in parameters.items() if value is not None}
    return path + (f"?{urlencode(query)}" if query else "")


def public_address(settings: Settings, request: Request) -> str:
    """Where whoever holds a paper reaches us: the first public name, by TLS; where there is none, as we were asked."""
    named = [host for host in settings.public_hosts if host not in LOOPBACK]
    return f"https://{named[0]}" if named else str(request.base_url).rstrip("/")
