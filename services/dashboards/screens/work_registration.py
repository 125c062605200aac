"""What registration is waiting for: documents not issued, units that have not registered, households not told or told lower."""

from typing import Any

from services.dashboards.screens.work import Owed
from services.dashboards.screens.work_asked import Asked

WITHIN = "($2::text[] IS NULL OR u.unit_id IN (SELECT unnest($2::text[])))"
"""Hashed once a question; `= ANY` compares each of ten thousand units with each in sight."""
STANDING = f"u.valid_from <= $1 AND (u.ended_on IS NULL OR u.ended_on > $1) AND {WITHIN}"
"""Units in sight that stand on the day $1: one that has ended owes nothing."""

_DOCUMENTS = f"""
SELECT u.unit_id, d.document_kind, d.due_on
FROM dashboards.duties d JOIN dashboards.units u USING (unit_kind)
    LEFT JOIN dashboards.documents c ON c.unit_id = u.unit_id AND c.year = $4
WHERE d.campaign_id = $3 AND u.valid_from <= d.due_on AND {STANDING} AND coalesce(
    CASE d.document_kind WHEN 'resolution' THEN c.resolutions WHEN 'plan' THEN c.plans ELSE c.guidances END, 0) = 0
"""


async def documents(connection: Any, asked: Asked) -> list[Owed]:
    """A unit that came after the day a document was due does not owe it."""
    year = asked.campaign.year
    rows = await connection.fetch(_DOCUMENTS, asked.today, asked.within, asked.campaign.campaign_id, year)
    return [Owed("document", row["unit_id"], row["document_kind"], year, row["due_on"]) for row in rows]


_KEEPER = f"""CASE WHEN u.unit_kind <> 'commune' AND u.parent_id IS NOT NULL AND {WITHIN.replace("u.unit_id", "u.parent_id")}
    THEN u.parent_id ELSE u.unit_id END"""
"""Areas and institutions are one entry of what they stand under, where that is in sight."""
_SORT = f"""CASE WHEN {_KEEPER} = u.unit_id THEN 'own'
    WHEN u.unit_kind = 'residential_area' THEN 'areas' ELSE 'institutions' END"""


def _grouped(period: str, due: str, condition: str) -> str:
    """Units that register and meet a condition, counted by keeper, sort and day. After the close of a period only who has
    permission still can, until the last day of it."""
    return f"""
WITH closed AS (SELECT count(*) > 0 AS it FROM dashboards.periods WHERE campaign_id = $3 AND period = '{period}')
SELECT {_KEEPER} AS unit_id, {_SORT} AS sort, CASE WHEN closed.it THEN l.until ELSE {due} END AS due, count(*) AS count
FROM dashboards.units u CROSS JOIN closed LEFT JOIN dashboards.coverage c ON c.unit_id = u.unit_id AND c.year = $4
    LEFT JOIN dashboards.late_entries l ON l.unit_id = u.unit_id AND l.campaign_id = $3 AND l.period = '{period}'
WHERE u.unit_kind NOT IN ('province', 'district') AND u.out_of_scope_reason IS NULL AND {STANDING}
    AND (NOT closed.it OR l.until >= $1) AND {condition}
GROUP BY 1, 2, 3
"""


_REGISTERED = "c.registered_on IS NOT NULL AND u.unit_kind = 'residential_area'"
_REGISTRATION = _grouped("registering", "$5::date", "c.registered_on IS NULL")
_HOUSEHOLDS = _grouped("counting", "$5::date", f"{_REGISTERED} AND c.households_as_of IS NULL")
_LOWERED = _grouped("counting", "NULL::date", f"c.households_lowered AND {_REGISTERED}")


async def registrations(connection: Any, asked: Asked) -> list[Owed]:
    """Units that must register and have not, one entry a commune; those that need not are in nobody's way."""
    rows = await _of_year(connection, _REGISTRATION, asked, asked.campaign.registration_closes)
    return [Owed("registration", r["unit_id"], r["sort"], asked.campaign.year, r["due"], r["count"]) for r in rows]


async def households(connection: Any, asked: Asked) -> list[Owed]:
    """Areas that registered and have told no count of households yet."""
    rows = await _of_year(connection, _HOUSEHOLDS, asked, asked.households_due)
    return [Owed("households", r["unit_id"], r["sort"], asked.campaign.year, r["due"], r["count"]) for r in rows]


async def lowered(connection: Any, asked: Asked) -> list[Owed]:
    """Areas whose newest count is below the one before: allowed, but somebody looks at it."""
    rows = await _of_year(connection, _LOWERED, asked)
    return [
        Owed("households_lowered", r["unit_id"], r["sort"], asked.campaign.year, r["due"], r["count"]) for r in rows
    ]


async def _of_year(connection: Any, question: str, asked: Asked, *more: Any) -> list[Any]:
    campaign = asked.campaign
    rows = await connection.fetch(question, asked.today, asked.within, campaign.campaign_id, campaign.year, *more)
    return list(rows)
