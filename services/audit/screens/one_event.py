"""One fact of the log, whole: its envelope, what it says, because of what it was recorded, and what was recorded because of it."""

import json
from dataclasses import dataclass
from typing import Any

from chronicle.service import Service
from contracts.catalogue import CATALOGUE, UnknownFact
from services.audit.screens.events import (
    COLUMNS,
    IN_SIGHT,
    Event,
    Names,
    facts_at,
    must_see_event,
    window_facts_max,
)

causes_max = 20
effects_max = 100

_ONE = f"SELECT {COLUMNS}, data FROM {{events}} WHERE position BETWEEN $1 AND $2 AND {IN_SIGHT}"
_BESIDE = """
    SELECT (SELECT c.last_position FROM chronicle.command c WHERE c.stream = $1 AND c.last_position < $2
             ORDER BY c.version DESC LIMIT 1) AS earlier,
           (SELECT c.first_position FROM chronicle.command c WHERE c.stream = $1 AND c.first_position > $2
             ORDER BY c.version LIMIT 1) AS later"""
_CAUSES = f"SELECT {COLUMNS} FROM {{events}} WHERE position BETWEEN $1 AND $2 AND {IN_SIGHT} ORDER BY position"
_EFFECTS = f"""
    SELECT {COLUMNS} FROM {{events}} WHERE position BETWEEN $1 AND $2 AND {IN_SIGHT} AND causation = $4
     ORDER BY position LIMIT {effects_max}"""


@dataclass(frozen=True, slots=True)
class WholeEvent:
    """`fact` is what it says as it was stored; `today` the same in today's shape, where that differs."""

    event: Event
    fact: dict[str, Any]
    today: dict[str, Any] | None
    newest_version: int | None
    """The version of today's shape; None where this program does not know the fact."""
    causes: list[Event]
    """From the first of them down to the one right before."""
    effects: list[Event]
    earlier: int | None
    """The position before in the same stream."""
    later: int | None


async def whole_event(service: Service, names: Names, position: int) -> WholeEvent:
    """Raises Refused (`event.unknown`), also where it is about a unit out of sight."""
    await must_see_event(service, names, position)
    [row] = await facts_at(service, _ONE, [position], [*names])
    told = dict(row)
    fact = json.loads(told.pop("data"))
    event = Event(**told)
    above = await facts_at(service, _CAUSES, await _led_to(service, event.causation), [*names])
    below = await _effects(service, names, position)
    [beside] = await service.pool.fetch(_BESIDE, event.stream, position)
    newest, today = _in_todays_shape(event, fact)
    return WholeEvent(
        event, fact, today, newest, [Event(**cause) for cause in above], below,
        beside["earlier"], beside["later"],
    )  # fmt: skip


async def _led_to(service: Service, causation: int | None) -> list[int]:
    """The positions of a fact's cause, of the cause of that, and so on."""
    found: list[int] = []
    while causation is not None and len(found) <= causes_max:
        found.append(causation)
        [cause] = await service.log.entries_at([causation])
        causation = cause.causation
    return found


async def _effects(service: Service, names: Names, position: int) -> list[Event]:
    """The first of them, among those facts after it that are looked through."""
    last = min(await service.log.head(), position + window_facts_max)
    found: list[Event] = []
    within = service.log.find(_EFFECTS, position + 1, last, [*names], position, mentioning=[f'", {position}, "'])
    async for *_, rows in within:
        found += [Event(**row) for row in rows]
        if len(found) >= effects_max:
            break
    return found[:effects_max]


def _in_todays_shape(event: Event, fact: dict[str, Any]) -> tuple[int | None, dict[str, Any] | None]:
    known = CATALOGUE.facts.get(event.type)
    if known is None:
        return None, None
    if known.version <= event.schema_version:
        return known.version, None
    try:
        return known.version, CATALOGUE.decode(event.type, event.schema_version, json.dumps(fact)).model_dump(
            mode="json"
        )
    except UnknownFact:
        return None, None
