"""Which marks does the province want to reach in a year?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.registration import CampaignLaunched, TargetSet


@dataclass(frozen=True, slots=True)
class TargetRow:
    campaign_id: str
    measure: str
    unit_kind: str
    place: int = 1_000
    """Its place in the plan the year was launched with; marks set later stand behind."""
    share: str = "1/1"
    strictly_over: bool = False


def launched(fact: CampaignLaunched, seen: Seen[Any]) -> Iterable[Change]:
    for place, target in enumerate(fact.targets):
        columns = {"place": place, "share": target.share, "strictly_over": target.strictly_over}
        yield Patch((fact.campaign_id, target.measure, target.unit_kind), columns)


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


async def targets(connection: Any, campaign_id: str) -> list[TargetRow]:
    """The marks of a campaign in the order of its plan."""
    rows = await connection.fetch(
        "SELECT * FROM registration.targets WHERE campaign_id = $1 ORDER BY place, measure, unit_kind", campaign_id
    )
    return [TargetRow(**row) for row in rows]
