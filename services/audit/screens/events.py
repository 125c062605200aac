"""The facts of the log as they were recorded: which of them a viewer may see, filtered, the newest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from chronicle.command import written_as_a_day
from chronicle.past.moment import Moment
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier, printable
from portal.asked import BLANK
from portal.paging import number_max
from portal.sight import Sight
from services.audit.projections import units

events_page = 50
events_page_max = 200
window_facts_max = 500_000
"""So many facts are looked through for one page; where they hold too few, the next page looks further back."""
archived_facts_max = 100_000
"""So many of them in the archive, where each has to be unpacked."""

ABOUT = (
    "coalesce(data->>'unit_id', data->>'issuer_id', data->>'province_id', data->>'organiser_id', data->>'from_unit')"
)
"""The unit a fact is about; NULL where it is about none: a day that began, a set of rules."""
COLUMNS = f"""position, stream, version, type, schema_version, occurred_on, recorded_at, role, office,
    on_behalf_of IS NOT NULL AS by_deputy, correlation_id, causation, command_id, rule_set, {ABOUT} AS unit_id"""
IN_SIGHT = f"({ABOUT} IS NULL OR {ABOUT} = ANY($3::text[]))"
"""Of the units of `names_in_sight`: a log has no policies of rows, so the view of units, which has, stands in for it."""

_EVENTS = f"""
    SELECT {COLUMNS} FROM {{events}}
     WHERE position BETWEEN $1 AND $2 AND {IN_SIGHT} AND ($4::text IS NULL OR type = $4 OR starts_with(type, $4 || '.'))
       AND ($5::text IS NULL OR {ABOUT} = $5) AND ($6::text IS NULL OR office = $6)
       AND ($7::uuid IS NULL OR correlation_id = $7)
     ORDER BY position DESC LIMIT $8"""
_SEES = f"SELECT position FROM {{events}} WHERE position BETWEEN $1 AND $2 AND {IN_SIGHT}"
_OF_STREAM = """
    SELECT first_position, last_position FROM chronicle.command
     WHERE stream = $1 AND first_position <= $3 AND last_position >= $2 ORDER BY version DESC LIMIT $4"""
PLAIN = re.compile(r"[A-Za-z0-9_.:/-]+")
"""Texts that JSON writes as they are, so that a fact which is narrowed to them contains them."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact without what it says: where it stands, when it held and when it was known, in whose name, because of what."""

    position: int
    stream: str
    version: int
    type: str
    schema_version: int
    occurred_on: date
    recorded_at: datetime
    role: str
    office: str
    by_deputy: bool
    correlation_id: UUID
    causation: int | None
    command_id: UUID
    rule_set: str | None
    unit_id: str | None
    """What it is about."""


Day = Annotated[date, BeforeValidator(written_as_a_day)]
WireName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z_.]+$")]
StreamName = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)]
PositionGiven = Annotated[int, Field(ge=1, le=number_max)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of events is narrowed to. Days are those on which facts were recorded, in the province."""

    type: Annotated[WireName | None, Query(description="a wire name, or a service for all of its facts")] = None
    stream: Annotated[StreamName | None, Query(description="of facts about one thing")] = None
    unit: Annotated[Identifier | None, Query(description="the unit the fact is about")] = None
    office: Annotated[Identifier | None, Query(description="in whose name it was recorded")] = None
    correlation: Annotated[UUID | None, Query(description="everything one request led to")] = None
    since: Annotated[Day | None, Query(description="recorded on this day or later")] = None
    until: Annotated[Day | None, Query(description="recorded on this day or earlier")] = None
    up_to: Annotated[PositionGiven | None, Query(description="this position or an earlier one")] = None


@dataclass(frozen=True, slots=True)
class AskedByForm(Asked):
    """The same from a form, which sends what was left empty."""

    type: Annotated[WireName | None, BLANK, Query()] = None
    stream: Annotated[StreamName | None, BLANK, Query()] = None
    unit: Annotated[Identifier | None, BLANK, Query()] = None
    office: Annotated[Identifier | None, BLANK, Query()] = None
    correlation: Annotated[UUID | None, BLANK, Query()] = None
    since: Annotated[Day | None, BLANK, Query()] = None
    until: Annotated[Day | None, BLANK, Query()] = None
    up_to: Annotated[PositionGiven | None, BLANK, Query()] = None


EventsAsked = Annotated[Asked, Depends()]
EventsAskedByForm = Annotated[AskedByForm, Depends()]

Names = dict[str, str]
"""The units in sight, and what each is called."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of events. `earlier` is where the next page begins, None where there is nothing before."""

    events: list[Event]
    earlier: int | None


async def names_in_sight(seen: Sight) -> Names:
    """The units a viewer may see, by both walls, and what they are called."""
    return await units.names(seen.connection, seen.scope.named)


async def events_of(
    service: Service, names: Names, asked: Asked, moment: Moment | None, limit: int = events_page
) -> Found:
    """At most `limit` facts recorded up to `asked.up_to` that the moment knows, as far as they are about units in sight."""
    if moment is None:
        return await _events_of(service, names, asked, limit)
    up_to: int | None = asked.up_to or await service.log.head()
    events: list[Event] = []
    while up_to is not None:
        found = await _events_of(service, names, replace(asked, up_to=moment.known_up_to(up_to)), limit)
        events, up_to = [event for event in found.events if moment.knows(event.position)], found.earlier
        if events or not found.events:
            break
    return Found(events, up_to)


async def _events_of(service: Service, names: Names, asked: Asked, limit: int) -> Found:
    if asked.unit is not None and asked.unit not in names:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    first, last = await _between(service, asked)
    if asked.stream is not None:
        return await _of_stream(service, names, asked, first, last, limit)
    found: list[Any] = []
    lowest, unpacked = max(first, last - window_facts_max + 1), 0
    async for start, end, archived, rows in service.log.find(
        _EVENTS, lowest, last, *_narrowing(names, asked, limit + 1), mentioning=_mentioned(asked), newest_first=True
    ):
        found += rows
        unpacked += archived * (end - start + 1)
        if len(found) > limit or unpacked >= archived_facts_max:
            lowest = start
            break
    events = [Event(**row) for row in found[:limit]]
    if len(found) > limit:
        return Found(events, events[-1].position - 1)
    return Found(events, lowest - 1 if lowest > first else None)


async def _of_stream(service: Service, names: Names, asked: Asked, first: int, last: int, limit: int) -> Found:
    """As many of its commands as fill a page are looked at: the oldest of them is where the next page goes on."""
    spans = await service.pool.fetch(_OF_STREAM, asked.stream, first, last, limit + 1)
    positions = [at for low, high in spans for at in range(max(low, first), min(high, last) + 1)]
    rows = await facts_at(service, _EVENTS, positions, *_narrowing(names, asked, limit + 1))
    events = [Event(**row) for row in rows[:limit]]
    if len(rows) > limit:
        return Found(events, events[-1].position - 1)
    return Found(events, min(positions) - 1 if len(spans) > limit else None)


def _narrowing(names: Names, asked: Asked, limit: int) -> tuple[Any, ...]:
    """The arguments of _EVENTS from the third on."""
    return [*names], asked.type, asked.unit, asked.office, asked.correlation, limit


def _mentioned(asked: Asked) -> list[str]:
    """What every fact that is asked for contains, as it is written."""
    texts = (asked.type, asked.unit, asked.office, asked.correlation and str(asked.correlation))
    return [text for text in texts if text and PLAIN.fullmatch(text)]


async def facts_at(service: Service, query: str, positions: Sequence[int], *arguments: Any) -> list[Any]:
    """What a query finds among the facts at these positions, wherever they lie; as for `log.find`, but all at once."""
    leaves = await service.log.leaves_at(positions)
    if not leaves:
        return []
    query = query.replace("{events}", f"chronicle.entries_of(${len(arguments) + 3})")
    found: list[Any] = await service.pool.fetch(query, min(positions), max(positions), *arguments, leaves)
    return found


async def must_see_event(service: Service, names: Names, position: int) -> None:
    """Raises Refused (`event.unknown`), also where the fact is about a unit that is not among these."""
    if not await facts_at(service, _SEES, [position], [*names]):
        raise Refused(
            "event.unknown",
            vi="Không có sự kiện ở vị trí đó, hoặc sự kiện thuộc đơn vị ngoài phạm vi của bạn",
            en="There is no fact at that position, or it is about a unit out of your sight",
        )


async def _between(service: Service, asked: Asked) -> tuple[int, int]:
    """The first and the last position asked for; the last is smaller where there are none."""
    zone = ZoneInfo(service.settings.time_zone)

    async def recorded_before(day: date) -> int:
        return await service.log.position_at(datetime.combine(day, time(), zone))

    last = await service.log.head()
    if asked.until is not None and asked.until < date.max:
        last = await recorded_before(asked.until + timedelta(days=1))
    first = 1 if asked.since is None else await recorded_before(asked.since) + 1
    return first, last if asked.up_to is None else min(last, asked.up_to)
