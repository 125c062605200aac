"""Who acts beside an account in the same office: opaque ids of facts are shown as posts to those who work together."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.authority.roles import CHAIRS, OFFICERS


@dataclass(frozen=True, slots=True)
class Colleague:
    """One account of an office of one's own. `title` names the post, never the person."""

    account_id: str
    title: str
    role: str
    unit_id: str | None
    away_from: date | None = None
    """When it is away next, or since when it is."""
    away_until: date | None = None

    def away_on(self, day: date) -> bool:
        return self.away_from is not None and self.away_until is not None and self.away_from <= day <= self.away_until


async def colleagues_of(pool: Any, account_id: UUID, day: date) -> list[Colleague]:
    """Officers and chairs of the offices the account holds such a role over, itself among them, by title."""
    roles = sorted(OFFICERS | CHAIRS)
    rows = await pool.fetch("SELECT * FROM portal.colleagues($1, $2, $3)", account_id, roles, day)
    return [Colleague(**{**row, "account_id": str(row["account_id"])}) for row in rows]


async def titles_of_colleagues(pool: Any, account_id: UUID, day: date) -> dict[str, str]:
    """What each of them is called."""
    return {one.account_id: one.title for one in await colleagues_of(pool, account_id, day)}
