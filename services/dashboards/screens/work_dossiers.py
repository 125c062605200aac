"""What open dossiers wait for, from the view of turns; and the dossiers that are over."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.dashboards.screens.work_question import IN_SIGHT, asked

DOSSIERS = asked(
    f"""
FROM dashboards.dossier_turns t
    LEFT JOIN dashboards.decision_days r ON r.rule_set = t.rule_set AND r.unit_kind = t.unit_kind
WHERE t.turn <> 'nobody' AND ({IN_SIGHT.format(unit="t.unit_id")} OR t.unit_id IN (SELECT unnest(string_to_array($19, ' '))))
""",
    kind="'dossier_' || t.step", unit_id="t.unit_id", about="t.dossier_id", year="t.year", due="coalesce(t.due, r.decide_by)",
    turn="t.turn", holder="t.holder", by_decision="t.due IS NULL",
    barred="t.step IN ('appraise', 'decide', 'review') AND t.dossier_id IN (SELECT s.dossier_id "
    "FROM dashboards.dossier_submitters s WHERE s.account_id = ANY($18::text[]))",
    claim="CASE WHEN t.holder IS NULL THEN 'nobody' WHEN t.holder = $17 THEN 'mine' ELSE 'others' END",
)  # fmt: skip
"""Every open dossier in sight, and those decided by delegation. $17: the viewer's account; $18: that one and whose deputy it is:
what one of them handed in, this viewer neither judges nor decides; $19: units whose dossiers it decides by delegation."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A dossier that is over: how, when, and whether too late."""

    dossier_id: str
    unit_id: str
    year: int
    ending: str
    late: bool
    ended_on: date | None
    decided_by: str
    decision_number: str


_OVER = """FROM dashboards.dossier_turns t WHERE t.turn = 'nobody'
    AND ($1::text IS NULL OR t.unit_id IN (SELECT unnest(string_to_array($1, ' '))))"""

_FINISHED = f"""
SELECT t.dossier_id, t.unit_id, t.year, coalesce(t.ending, '') AS ending, t.late, t.ended_on, t.decided_by, t.decision_number
{_OVER} ORDER BY t.ended_on DESC NULLS LAST, t.unit_id, t.dossier_id OFFSET $2 LIMIT $3
"""


async def dossiers_over(connection: Any, within: str | None, offset: int, limit: int) -> list[Finished]:
    """Whatever became of them, of any year, the newest end first: nothing anybody worked on vanishes."""
    return [Finished(**row) for row in await connection.fetch(_FINISHED, within, offset, limit)]


async def dossiers_over_counted(connection: Any, within: str | None) -> int:
    """`within`: units as one text (work_question.named)."""
    count: int = await connection.fetchval(f"SELECT count(*) {_OVER}", within)
    return count
