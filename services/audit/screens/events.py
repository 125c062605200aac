"""The facts of the log as they were recorded: which of them a viewer may see, filtered, the newest first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from chronicle.command import written_as_a_day
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import Identifier, printable
from portal.access import Sight
from portal.asked import BLANK
from portal.paging import number_max
from services.audit.projections import units

events_page = 50
events_page_max = 200
window_facts_max = 500_000
"""So many facts are looked through for one page; where they hold too few, the next page looks further back."""

ABOUT = (
    "coalesce(data->>'unit_id', data->>'issuer_id', data->>'province_id', data->>'organiser_id', data->>'from_unit')"
)
"""The unit a fact is about; NULL where it is about none: a day that began, a set of rules."""
COLUMNS = f"""position, stream, version, type, schema_version, occurred_on, recorded_at, role, office,
    on_behalf_of IS NOT NULL AS by_deputy, correlation_id, causation, command_id, rule_set, {ABOUT} AS unit_id"""
IN_SIGHT = f"({ABOUT} IS NULL OR {ABOUT} = ANY($1))"
"""Of the units of `names_in_sight`: a log has no policies of rows, so the view of units, which has, stands in for it."""

_OF_STREAM = """(SELECT e.* FROM chronicle.command c
        JOIN chronicle.event e ON e.position BETWEEN c.first_position AND c.last_position WHERE c.stream = $5) found"""
_EVENTS = f"""
    SELECT {COLUMNS} FROM %s
     WHERE position BETWEEN $2 AND $3 AND {IN_SIGHT} AND ($4::text IS NULL OR type = $4 OR starts_with(type, $4 || '.'))
       AND ($5::text IS NULL OR stream = $5) AND ($6::text IS NULL OR {ABOUT} = $6) AND ($7::text IS NULL OR office = $7)
       AND ($8::uuid IS NULL OR correlation_id = $8)
     ORDER BY position DESC LIMIT $9"""


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


async def events_of(service: Service, names: Names, asked: Asked, limit: int = events_page) -> Found:
    """At most `limit` facts that were recorded up to `asked.up_to`, as far as they are about units in sight."""
    if asked.unit is not None and asked.unit not in names:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    async with service.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        first, last = await _between(service, connection, asked)
        lowest = first if asked.stream else max(first, last - window_facts_max + 1)
        query = _EVENTS % (_OF_STREAM if asked.stream else "chronicle.event")
        rows = await connection.fetch(
            query, list(names), lowest, last, asked.type, asked.stream, asked.unit, asked.office, asked.correlation,
            limit + 1,
        )  # fmt: skip
    events = [Event(**row) for row in rows[:limit]]
    if len(rows) > limit:
        return Found(events, events[-1].position - 1)
    return Found(events, lowest - 1 if lowest > first else None)


async def must_see_event(connection: Any, names: Names, position: int) -> None:
    """Raises Refused (`event.unknown`), also where the fact is about a unit that is not among these."""
    sees = f"SELECT {IN_SIGHT} FROM chronicle.event WHERE position = $2"
    if not await connection.fetchval(sees, list(names), position):
        raise Refused(
            "event.unknown",
            vi="Không có sự kiện ở vị trí đó, hoặc sự kiện thuộc đơn vị ngoài phạm vi của bạn",
            en="There is no fact at that position, or it is about a unit out of your sight",
        )


async def _between(service: Service, connection: Any, asked: Asked) -> tuple[int, int]:
    """The first and the last position asked for; the last is smaller where there are none."""
    zone = ZoneInfo(service.settings.time_zone)

    async def recorded_before(day: date) -> int:
        instant = datetime.combine(day, time(), zone)
        return int(await connection.fetchval("SELECT chronicle.position_at($1)", instant))

    last = int(await connection.fetchval("SELECT position FROM chronicle.head"))
    if asked.until is not None and asked.until < date.max:
        last = await recorded_before(asked.until + timedelta(days=1))
    first = 1 if asked.since is None else await recorded_before(asked.since) + 1
    return first, last if asked.up_to is None else min(last, asked.up_to)
