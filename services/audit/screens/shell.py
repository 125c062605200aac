"""The shell of audit's pages, with its own templates inside; they read the log itself, so they are never behind it."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse

from chronicle.past.moment import AsOf
from chronicle.service import Service
from portal import fact_names
from portal.freshness import Freshness, freshness
from portal.shell import Shell
from portal.sight import Sight
from services.audit.screens.events import Names

SHELL = Shell(Path(__file__).parents[1] / "templates")
EVENTS = "/audit/events"


async def log_now(service: Service, connection: Any) -> Freshness:
    """Where the log ends, or the moment that is looked at: what these pages speak of."""
    if isinstance(connection, AsOf):
        return await freshness(service, connection)
    row = await connection.fetchrow("SELECT position, recorded_at FROM chronicle.head")
    position = row["position"]
    at = row["recorded_at"] if position else None
    return Freshness(position, position, at, at_home(service, at).date() if at else service.clock.today())


def at_home(service: Service, instant: datetime) -> datetime:
    """By the clock of the province."""
    return instant.astimezone(ZoneInfo(service.settings.time_zone))


async def shown(
    request: Request, service: Service, seen: Sight, template: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page of audit."""
    fresh = await log_now(service, seen.connection)
    recorded_at = at_home(service, fresh.recorded_at) if fresh.recorded_at else None
    return SHELL.page(
        request, template, status=status, fresh_as_of=fresh, recorded_at=recorded_at, codes=fact_names, **values
    )


def called(names: Names, unit_id: str | None) -> str:
    """What a unit is called, where it is in sight; else its id, or nothing where no unit is meant."""
    return names.get(unit_id or "", unit_id or "")
