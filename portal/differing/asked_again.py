"""A table of ours asked once more at another moment or under another supposition: by the same route, for the same caller."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from chronicle.refusal import Refused
from chronicle.supposed.supposition import Supposition
from portal.links import HISTORY
from portal.neighbours import as_the_caller_here
from portal.problems import Rejected
from portal.supposed import OURS
from portal.tables import Sheet

KEPT = "antoan.kept_sheets"
"""In the scope of a request that we make ourselves: where the route puts its sheet. None that came by a socket has it."""

History = dict[str, str]
"""The parameters of an address that say which history it is about: `as_of` and those that suppose."""


def kept_for_us(request: Request) -> list[Sheet[Any]] | None:
    """Where the sheet goes; None for a request of anybody else."""
    kept: list[Sheet[Any]] | None = request.scope.get(KEPT)
    return kept


async def asked_again(request: Request, history: History, supposition: Supposition | None = None) -> Sheet[Any] | None:
    """The sheet of this address in that history, or as supposed of it; None where there was no such thing then. Raises Rejected."""
    kept: list[Sheet[Any]] = []
    path = request.url.path.partition(".difference")[0] + ".csv"
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in HISTORY]
    try:
        async with as_the_caller_here(request, {KEPT: kept, OURS: supposition}) as ask:
            await ask(f"{path}?{urlencode([*others, *history.items()])}")
    except Refused:
        return None
    except Rejected as error:
        if error.status_code != 404:
            raise
    return kept[0] if kept else None
