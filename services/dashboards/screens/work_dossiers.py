"""What open dossiers wait for: counted by day, and a page of them, from the view of turns; and those that are over."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.dashboards.projections.dossier_turns import TURNS, DossierStep
from services.dashboards.screens.work import CLAIMS, Claim, Owed, Tab, TabAsked, WorkKind
from services.dashboards.screens.work_turns import TurnOf

KIND_OF: Mapping[str, WorkKind] = {step: f"dossier_{step}" for step in TURNS}  # type: ignore[misc]
STEPS: tuple[DossierStep, ...] = tuple(TURNS)


@dataclass(frozen=True, slots=True)
class AskedOfDossiers:
    """`within` names the units asked about, None: all; `turns` the dossiers that are the viewer's to act on."""

    within: Sequence[str] | None
    turns: Iterable[TurnOf]
    account_id: str

    @property
    def parameters(self) -> tuple[Any, ...]:
        mine = sorted(self.turns)
        return [turn for turn, _ in mine], [unit for _, unit in mine], self.account_id, self.within


@dataclass(frozen=True, slots=True)
class DayCount:
    """So many dossiers are due on a day."""

    tab: Tab
    claim: Claim
    due: date | None
    count: int


@dataclass(frozen=True, slots=True)
class DossierCounts:
    """How many open dossiers are due on which day, whose turn it is and who has them at hand."""

    days: tuple[DayCount, ...] = ()

    def by_day(self, tab: TabAsked, claim: Claim | None = None) -> Counter[date | None]:
        found: Counter[date | None] = Counter()
        for one in self.days:
            if tab in (one.tab, "all") and claim in (one.claim, None):
                found[one.due] += one.count
        return found

    def by_claim(self, tab: TabAsked) -> dict[Claim, int]:
        """Who has those of a tab at hand."""
        return {claim: self.by_day(tab, claim).total() for claim in CLAIMS}


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


_CLAIM = "CASE WHEN t.holder IS NULL THEN 'nobody' WHEN t.holder = $3 THEN 'mine' ELSE 'others' END"
_TAB = "CASE WHEN m.unit_id IS NULL THEN 'waiting' ELSE 'to_do' END"
_DUE = "coalesce(t.due, r.decide_by)"
_MINE = "unnest($1::text[], $2::text[]) AS m (turn, unit_id) ON m.turn = t.turn AND m.unit_id = t.unit_id"
_RULES = "LEFT JOIN dashboards.decision_days r ON r.rule_set = t.rule_set AND r.unit_kind = t.unit_kind"
_WITHIN = "($4::text[] IS NULL OR t.unit_id IN (SELECT unnest($4::text[])))"

_COUNTS = f"""
SELECT {_TAB} AS tab, {_CLAIM} AS claim, {_DUE} AS due, count(*) AS count
FROM dashboards.dossier_turns t {_RULES} LEFT JOIN {_MINE}
WHERE t.turn <> 'nobody' AND {_WITHIN} GROUP BY 1, 2, 3
"""


async def dossiers_counted(connection: Any, asked: AskedOfDossiers) -> DossierCounts:
    """Of every open dossier in sight."""
    rows = await connection.fetch(_COUNTS, *asked.parameters)
    return DossierCounts(tuple(DayCount(**row) for row in rows))


def _page(join: str, condition: str) -> str:
    return f"""
SELECT t.dossier_id, t.unit_id, t.year, t.turn, t.step, {_DUE} AS due, t.due IS NULL AS by_decision, t.holder,
    {_CLAIM} AS claim, {_TAB} AS tab
FROM dashboards.dossier_turns t {_RULES} {join} {_MINE}
WHERE t.turn <> 'nobody' AND {condition} AND {_WITHIN} AND ($5::text IS NULL OR {_CLAIM} = $5)
ORDER BY {_DUE} NULLS LAST, array_position($6::text[], t.step), t.unit_id, t.dossier_id OFFSET $7 LIMIT $8
"""


_PAGES: Mapping[TabAsked, str] = {
    "to_do": _page("JOIN", "true"),
    "waiting": _page("LEFT JOIN", "m.unit_id IS NULL"),
    "all": _page("LEFT JOIN", "true"),
}
"""What is one's own to do is found by the index of turns; the rest by looking at all that is open."""


async def dossiers_owed(
    connection: Any, asked: AskedOfDossiers, tab: TabAsked, claim: Claim | None, offset: int, limit: int
) -> list[tuple[Tab, Owed]]:
    """A part of the open dossiers of a tab: the earliest day first, of one day the earliest step."""
    if limit <= 0:
        return []
    rows = await connection.fetch(_PAGES[tab], *asked.parameters, claim, list(STEPS), offset, limit)
    return [
        (row["tab"], Owed(KIND_OF[row["step"]], row["unit_id"], row["dossier_id"], row["year"], row["due"],
                          turn=row["turn"], claim=row["claim"], holder=row["holder"], by_decision=row["by_decision"]))
        for row in rows
    ]  # fmt: skip


_FINISHED = f"""
SELECT t.dossier_id, t.unit_id, t.year, coalesce(t.ending, '') AS ending, t.late, t.ended_on, t.decided_by, t.decision_number
FROM dashboards.dossier_turns t WHERE t.turn = 'nobody' AND {_WITHIN.replace("$4", "$1")}
ORDER BY t.ended_on DESC NULLS LAST, t.unit_id, t.dossier_id OFFSET $2 LIMIT $3
"""


async def dossiers_over(connection: Any, within: Sequence[str] | None, offset: int, limit: int) -> list[Finished]:
    """Whatever became of them, of any year, the newest end first: nothing anybody worked on vanishes."""
    return [Finished(**row) for row in await connection.fetch(_FINISHED, within, offset, limit)]


async def dossiers_over_counted(connection: Any, within: Sequence[str] | None) -> int:
    count: int = await connection.fetchval(
        f"SELECT count(*) FROM dashboards.dossier_turns t WHERE t.turn = 'nobody' AND {_WITHIN.replace('$4', '$1')}",
        within,
    )
    return count
