"""A sheet speaks of one fact of the log, whichever of our views reads faster: it is made as of the newest that all have read."""

import asyncio
import json
from dataclasses import replace
from datetime import date

from fastapi import Request

from chronicle.past.moment import Moment
from chronicle.service import Service
from portal.as_of import moment_of, must_be_readable, wait_ms
from portal.differing.asked_again import kept_for_us
from portal.freshness import Freshness, freshness
from portal.languages import DEFAULT, chosen
from portal.links import written
from portal.neighbours import as_the_caller_here
from portal.printouts.imprint import Imprint
from portal.printouts.question import LOOKED_ON, WHOLE_DAY
from portal.problems import Rejected
from portal.rebuilt import other_history
from portal.supposed import HistoryAsked

settle_seconds_max = 2


async def sheet_moment(request: Request, service: Service, asked: HistoryAsked) -> Moment | None:
    """The moment of a sheet; None where the past is not written so far yet: it is then as things are, and says so.

    Raises Rejected for a moment that was asked for and cannot be read.
    """
    found = await other_history(request, service, asked) or await _moment(request, service, asked.as_of)
    request.state.sheet_moment = found
    coded = found is not None and found.is_what_was and kept_for_us(request) is None
    if found is not None and coded and chosen(request) != DEFAULT:
        request.state.imprint = await _in_vietnamese(request, found)
    return found


async def _in_vietnamese(request: Request, found: Moment) -> Imprint:
    """What the same question says in the language of the codes. Asked before a connection is held: nobody waits for two."""
    asked = {**dict(request.query_params), "language": None, "as_of": found.position, **days_of(found)}
    path = request.url.path.rpartition(".")[0]
    async with as_the_caller_here(request) as ask:
        told = json.loads((await ask(written(f"{path}.hash", asked))).text)
    return Imprint(told["digest"], told["form"])


def days_of(found: Moment) -> dict[str, str]:
    """The days that belong to a moment, as a question names them where the position alone does not say them."""
    return {
        LOOKED_ON: found.looked_on.isoformat() if found.looked_on else "",
        WHOLE_DAY: found.day.isoformat() if found.whole_day else "",
    }


async def _moment(request: Request, service: Service, as_of: str | None) -> Moment | None:
    today = service.clock.today()
    if as_of is None or (not as_of.isdigit() and as_of >= today.isoformat()):
        return await _newest(request, service, today)
    found = await moment_of(service, as_of)
    await must_be_readable(service, found)
    if whole := _day(request, WHOLE_DAY):
        return replace(found, day=whole, whole_day=True)
    return replace(found, looked_on=_day(request, LOOKED_ON))


async def _newest(request: Request, service: Service, today: date) -> Moment | None:
    position = await _read_so_far(service)
    found = await moment_of(service, str(position))
    try:
        await must_be_readable(service, found, seconds_max=settle_seconds_max)
    except Rejected:
        return None
    for _ in range(settle_seconds_max * 1000 // wait_ms):
        if await request.app.state.tree.reached(service.pool) >= position:
            return replace(found, looked_on=None if today == found.day else today)
        await asyncio.sleep(wait_ms / 1000)
    return None


async def _read_so_far(service: Service) -> int:
    """Where the views stand, after a moment in which they may read what there is now: who just changed something wants it."""
    first = read = await _freshness(service)
    for _ in range(settle_seconds_max * 1000 // wait_ms):
        if read.position >= first.head:
            break
        await asyncio.sleep(wait_ms / 1000)
        read = await _freshness(service)
    return read.position


async def _freshness(service: Service) -> Freshness:
    """Nobody keeps a connection while waiting."""
    async with service.pool.acquire() as connection:
        return await freshness(service, connection)


def _day(request: Request, name: str) -> date | None:
    given = request.query_params.get(name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Rejected(422, "as_of.no_day", vi=f"Không có ngày {given}", en=f"There is no day {given}") from None
