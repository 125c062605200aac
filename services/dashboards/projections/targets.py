"""What does the province want to reach in a year (chỉ tiêu)? Never a criterion of the law (tiêu chí)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CampaignLaunched


@dataclass(frozen=True, slots=True)
class TargetRow:
    campaign_id: str
    measure: str
    unit_kind: str
    place: int = 0
    """Its place in the plan: pages keep the plan's order."""
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


TARGETS = Projection(
    name="targets", row=TargetRow, key=("campaign_id", "measure", "unit_kind"), on={CampaignLaunched: launched}
)


async def targets(connection: Any, campaign_id: str) -> list[TargetRow]:
    """The targets of a campaign in the order of its plan."""
    rows = await connection.fetch("SELECT * FROM dashboards.targets WHERE campaign_id = $1 ORDER BY place", campaign_id)
    return [TargetRow(**row) for row in rows]
