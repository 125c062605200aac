"""What does the province want to reach in a year (chỉ tiêu)? Never a criterion of the law (tiêu chí)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CampaignLaunched, TargetSet


@dataclass(frozen=True, slots=True)
class TargetRow:
    campaign_id: str
    measure: str
    unit_kind: str
    place: int = 1_000
    """Its place in the plan: pages keep the plan's order; marks set later stand behind."""
    share: str = "1/1"
    strictly_over: bool = False

    def still_needed(self, reached: int, total: int) -> int:
        """How many more reach the target exactly; 0 where it is reached. Of nothing, nothing is needed."""
        wanted = Fraction(self.share) * total
        enough = floor(wanted) + 1 if self.strictly_over else ceil(wanted)
        return max(0, min(enough, total) - reached)


def launched(fact: CampaignLaunched, seen: Seen[Any]) -> Iterable[Change]:
    for place, target in enumerate(fact.targets):
        yield Put(
            TargetRow(
                campaign_id=fact.campaign_id,
                measure=target.measure,
                unit_kind=target.unit_kind,
                place=place,
                share=target.share,
                strictly_over=target.strictly_over,
            )
        )


def target_set(fact: TargetSet, seen: Seen[Any]) -> Iterable[Change]:
    if fact.level == "province":
        target = fact.target
        columns = {"share": target.share, "strictly_over": target.strictly_over}
        yield Patch((fact.campaign_id, target.measure, target.unit_kind), columns)


TARGETS = Projection(
    name="targets",
    row=TargetRow,
    key=("campaign_id", "measure", "unit_kind"),
    on={CampaignLaunched: launched, TargetSet: target_set},
)


_OF_UNIT = """
WITH own AS (SELECT * FROM dashboards.marks WHERE campaign_id = $1 AND unit_id = $2)
SELECT campaign_id, measure, unit_kind, coalesce(t.place, 1000) AS place, coalesce(own.share, t.share) AS share,
    coalesce(own.strictly_over, t.strictly_over) AS strictly_over
FROM (SELECT * FROM dashboards.targets WHERE campaign_id = $1) t FULL JOIN own USING (campaign_id, measure, unit_kind)
ORDER BY place, measure, unit_kind
"""


async def targets(connection: Any, campaign_id: str, unit_id: str) -> list[TargetRow]:
    """The targets of a campaign in the order of its plan; the unit's own mark stands where it set one."""
    rows = await connection.fetch(_OF_UNIT, campaign_id, unit_id)
    return [TargetRow(**row) for row in rows]
