"""What is owed in sight: counted by day, and one part of it in its order, from one look at every kind of work."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from reference.papers import STAGES
from services.dashboards.screens import work_dossiers, work_mobilisation, work_models, work_registration
from services.dashboards.screens.work import CLAIMS, KINDS, Claim, Owed, Tab, TabAsked
from services.dashboards.screens.work_asked import AskedOfYear, checklist
from services.dashboards.screens.work_question import GIVEN
from services.dashboards.screens.work_turns import TurnOf

EVERY_KIND = (
    work_registration.DOCUMENTS,
    work_registration.REGISTERING,
    work_mobilisation.REPORTS,
    work_mobilisation.PROGRAMMES,
    work_models.INVENTORIES,
    work_models.MONITORS,
    work_models.PAPERS,
    work_models.PLACEMENTS,
    work_dossiers.DOSSIERS,
)
"""A new kind of work is a question here and an entry in work_words.py."""

_OWED = f"""
WITH {GIVEN}, owed AS MATERIALIZED (
    SELECT o.*, CASE WHEN m.unit_id IS NULL OR o.barred THEN 'waiting' ELSE 'to_do' END AS tab
    FROM ({" UNION ALL ".join(EVERY_KIND)}) o
        LEFT JOIN unnest($15::text[], $16::text[]) AS m (turn, unit_id) ON m.turn = o.turn AND m.unit_id = o.unit_id
), counted AS (
    SELECT tab, claim, due, count(*) AS count FROM owed GROUP BY 1, 2, 3
), part AS (
    SELECT * FROM owed WHERE $20 IN (tab, 'all') AND ($21::text IS NULL OR claim = $21)
    ORDER BY due NULLS LAST, array_position($22::text[], kind), unit_id, about OFFSET $23 LIMIT $24
)
SELECT (SELECT coalesce(json_agg(c), '[]') FROM counted c) AS counted,
    (SELECT coalesce(json_agg(json_build_object('tab', p.tab, 'owed', p)), '[]') FROM part p) AS part
"""


@dataclass(frozen=True, slots=True)
class AskedOfWork:
    """Whose work is asked for. `within` names the units asked about, as work_question.named does, `delegated` those of which
    dossiers alone are asked for; `turns` is what is the viewer's to act on, `acts_for` whose deputy that one is."""

    within: str | None
    today: date
    years: Sequence[AskedOfYear]
    turns: Iterable[TurnOf]
    account_id: str
    acts_for: Collection[str]
    delegated: str | None

    @property
    def parameters(self) -> tuple[Any, ...]:
        """As the numbers in the question name them."""
        periods = [(year.campaign.year, one) for year in self.years for one in year.periods_begun(self.today)]
        needed = [
            (paper.code, stage)
            for paper in checklist().on(self.today)
            for stage in STAGES[STAGES.index(paper.needed_from) :]
        ]
        return (
            self.within, self.today,
            *_columns(5, [(y.campaign.campaign_id, y.campaign.year, y.campaign.registration_closes, y.households_due,
                           y.reviews_due) for y in self.years]),
            *_columns(5, [(year, one.period, one.period_number, one.last, one.due) for year, one in periods]),
            *_columns(2, needed), *_columns(2, sorted(self.turns)), self.account_id,
            sorted({self.account_id, *self.acts_for}), self.delegated,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayCount:
    """So much is due on a day; `claim`: of dossiers only."""

    tab: Tab
    claim: Claim | None
    due: date | None
    count: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How much is due on which day, whose turn it is, and who has it at hand."""

    days: tuple[DayCount, ...] = ()

    def by_day(self, tab: TabAsked, claim: Claim | None = None) -> Counter[date | None]:
        found: Counter[date | None] = Counter()
        for one in self.days:
            if tab in (one.tab, "all") and claim in (one.claim, None):
                found[one.due] += one.count
        return found

    def by_claim(self, tab: TabAsked) -> Mapping[Claim, int]:
        """Who has those of a tab at hand; everything but dossiers nobody takes on."""
        return {claim: self.by_day(tab, claim).total() for claim in CLAIMS}


@dataclass(frozen=True, slots=True)
class Placed:
    """Something owed, and whether it is the viewer's to do."""

    tab: Tab
    owed: Owed


_counted = msgspec.json.Decoder(tuple[DayCount, ...])
_part = msgspec.json.Decoder(list[Placed])


async def owed_of(
    connection: Any, asked: AskedOfWork, tab: TabAsked, claim: Claim | None, offset: int, limit: int
) -> tuple[Counted, list[Placed]]:
    """Counts of everything, and of a tab a part: the earliest day first, what has no day last, of one day by kind and unit."""
    row = await connection.fetchrow(_OWED, *asked.parameters, tab, claim, list(KINDS), offset, limit)
    return Counted(_counted.decode(row["counted"])), _part.decode(row["part"])


def _columns(count: int, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows as one list a column."""
    return [[row[n] for row in rows] for n in range(count)]
