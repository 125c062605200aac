"""What the shell of a page says of the moment it shows, and the way to another one."""

from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request

from chronicle.past.moment import Moment
from portal.links import HISTORY, OF_NOW

UNKEPT = (*HISTORY, "page", "done")
"""Of an address, what means nothing at another moment."""
NO_HISTORY = dict.fromkeys(HISTORY, "")
"""What is asked of the present."""
named_max = 10
"""So many of the facts that are supposed not to be, or to have been known, are named; the rest are counted."""


def looked_at(request: Request) -> dict[str, Any]:
    """For the shell's template. A page that was not asked as of a moment, and could not be, offers none."""
    asked = request.method == "GET" and hasattr(request.state, "moment")
    moment: Moment | None = getattr(request.state, "moment", None)
    recorded_at = moment and moment.recorded_at
    return {
        "moment": moment,
        "moment_recorded_at": recorded_at and recorded_at.astimezone(_zone(request)),
        "asked_history": {name: request.query_params.get(name, "") for name in HISTORY},
        "of_now": OF_NOW,
        "named_max": named_max,
        "looks_back": asked,
        "path": request.url.path,
        "kept": [(name, value) for name, value in request.query_params.multi_items() if name not in UNKEPT],
    }


def _zone(request: Request) -> ZoneInfo:
    return ZoneInfo(request.app.state.service.settings.time_zone)
