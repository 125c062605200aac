"""One fact of the log, whole: its envelope, what it says, because of what it was recorded, and what was recorded because of it."""

import json
from dataclasses import dataclass
from typing import Any

from chronicle.service import Service
from contracts.catalogue import CATALOGUE, UnknownFact
from services.audit.screens.events import COLUMNS, IN_SIGHT, Event, Names, must_see_event, window_facts_max

causes_max = 20
effects_max = 100

_ONE = f"SELECT {COLUMNS}, data FROM chronicle.event WHERE position = $1"
_BESIDE = """
    SELECT (SELECT c.last_position FROM chronicle.command c WHERE c.stream = $1 AND c.last_position < $2
             ORDER BY c.version DESC LIMIT 1) AS earlier,
           (SELECT c.first_position FROM chronicle.command c WHERE c.stream = $1 AND c.first_position > $2
             ORDER BY c.version LIMIT 1) AS later"""
_CAUSES = f"""
    WITH RECURSIVE cause AS (
        SELECT e.*, 1 AS steps FROM chronicle.event e WHERE e.position = $2
        UNION ALL
        SELECT e.*, c.steps + 1 FROM cause c JOIN chronicle.event e ON e.position = c.causation WHERE c.steps < {causes_max}
    ) SELECT {COLUMNS} FROM cause WHERE {IN_SIGHT} ORDER BY position"""
_EFFECTS = f"""
    SELECT {COLUMNS} FROM chronicle.event
     WHERE position BETWEEN $2 + 1 AND $2 + {window_facts_max} AND causation = $2 AND {IN_SIGHT}
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
    within = list(names)
    async with service.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await must_see_event(connection, names, position)
        [row] = await connection.fetch(_ONE, position)
        told = dict(row)
        fact = json.loads(told.pop("data"))
        event = Event(**told)
        above = [] if event.causation is None else await connection.fetch(_CAUSES, within, event.causation)
        below = await connection.fetch(_EFFECTS, within, position)
        [beside] = await connection.fetch(_BESIDE, event.stream, position)
    newest, today = _in_todays_shape(event, fact)
    return WholeEvent(
        event, fact, today, newest, [Event(**cause) for cause in above], [Event(**effect) for effect in below],
        beside["earlier"], beside["later"],
    )  # fmt: skip


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
