"""Which years were opened, by which province, and between which days?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.registration import CampaignLaunched


@dataclass(frozen=True, slots=True)
class CampaignRow:
    campaign_id: str
    province_id: str = ""
    year: int = 0
    campaign_name: str = ""
    opens: date | None = None
    closes: date | None = None
    registration_closes: date | None = None


def launched(fact: CampaignLaunched, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        CampaignRow(
            fact.campaign_id, fact.province_id, fact.year, fact.campaign_name, fact.opens, fact.closes,
            fact.registration_closes,
        )
    )  # fmt: skip


CAMPAIGNS = Projection(name="campaigns", row=CampaignRow, key=("campaign_id",), on={CampaignLaunched: launched})

campaigns_max = 200


async def campaigns(connection: Any) -> list[dict[str, Any]]:
    """Everybody's: the newest year first."""
    rows = await connection.fetch(
        "SELECT * FROM registration.campaigns ORDER BY year DESC, campaign_id LIMIT $1", campaigns_max
    )
    return [dict(row) for row in rows]
