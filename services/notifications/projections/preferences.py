"""What does each office want to leave the house for it, and in which hours?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.notifications import PreferencesSet


@dataclass(frozen=True, slots=True)
class PreferencesRow:
    """`modes` is a JSON object by template, of what differs from what is usual; no hours: those of the installation."""

    unit_id: str
    modes: str = "{}"
    opens: str | None = None
    closes: str | None = None
    wants_digest: bool = False
    since: date | None = None


def preferences_set(fact: PreferencesSet, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        PreferencesRow(
            unit_id=fact.unit_id,
            modes=json.dumps(fact.modes, sort_keys=True),
            opens=None if fact.hours is None else fact.hours.opens,
            closes=None if fact.hours is None else fact.hours.closes,
            wants_digest="digest" in fact.modes.values(),
            since=fact.set_on,
        )
    )


PREFERENCES_SET = Projection(
    name="preferences", row=PreferencesRow, key=("unit_id",), on={PreferencesSet: preferences_set}
)


async def preferences_of_unit(connection: Any, unit_id: str) -> dict[str, Any]:
    """What an office said it wants, `modes` by template; empty where it said nothing."""
    row = await connection.fetchrow("SELECT * FROM notifications.preferences WHERE unit_id = $1", unit_id)
    if row is None:
        return {"unit_id": unit_id, "modes": {}, "hours": None, "since": None}
    hours = None if row["opens"] is None else {"opens": row["opens"], "closes": row["closes"]}
    return {"unit_id": unit_id, "modes": json.loads(row["modes"]), "hours": hours, "since": row["since"]}


async def offices_that_want_a_digest(pool: Any) -> list[str]:
    """Offices to which a digest goes on a day on which there is something to tell."""
    rows = await pool.fetch("SELECT unit_id FROM notifications.preferences WHERE wants_digest ORDER BY unit_id")
    return [row["unit_id"] for row in rows]


async def offices_that_asked_for(pool: Any, template: str) -> list[str]:
    """Offices that want each notice of a kind that only leaves for who asked for it."""
    rows = await pool.fetch(
        "SELECT unit_id FROM notifications.preferences WHERE modes::json->>$1 = 'each' ORDER BY unit_id", template
    )
    return [row["unit_id"] for row in rows]
