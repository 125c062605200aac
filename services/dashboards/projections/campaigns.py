"""Which years did the province open, when do they begin and end, until when does one register in time?"""

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
    rule_set: str = ""
    opens: date = date.min
    closes: date = date.min
    registration_closes: date = date.min


def launched(fact: CampaignLaunched, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        CampaignRow(
            campaign_id=fact.campaign_id,
            province_id=fact.province_id,
            year=fact.year,
            campaign_name=fact.campaign_name,
            rule_set=fact.rule_set,
            opens=fact.opens,
            closes=fact.closes,
            registration_closes=fact.registration_closes,
        )
    )


CAMPAIGNS = Projection(name="campaigns", row=CampaignRow, key=("campaign_id",), on={CampaignLaunched: launched})


async def campaigns(connection: Any) -> list[CampaignRow]:
    """Every campaign, the newest year first."""
    rows = await connection.fetch("SELECT * FROM dashboards.campaigns ORDER BY year DESC, campaign_id")
    return [CampaignRow(**row) for row in rows]
