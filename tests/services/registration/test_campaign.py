"""Decisions about a campaign: it is launched once, by a province, with days in order and possible targets."""

from typing import Any

import pytest

from chronicle.spec import DeciderSpec
from services.registration.campaign import CAMPAIGN, LaunchCampaign
from tests.services.registration.scenes import CLOSES, COMMUNE, IN_TIME, LAUNCHED, OPENS, PROVINCE, TARGET

pytestmark = pytest.mark.fast

campaign = DeciderSpec(CAMPAIGN).knowing(province=(PROVINCE,))


def launch(**changed: Any) -> LaunchCampaign:
    return LaunchCampaign(occurred_on=OPENS, **{**LAUNCHED.model_dump(), **changed})


def test_a_campaign_is_launched_once() -> None:
    campaign.given().when(launch()).then(LAUNCHED)
    campaign.given(LAUNCHED).when(launch()).then_nothing()
    campaign.given(LAUNCHED).when(launch(year=2022)).then_refused("campaign.launched_otherwise")


def test_only_a_province_launches_a_campaign() -> None:
    campaign.given().knowing(province=()).when(launch()).then_refused("unit.unknown")
    campaign.given().knowing(province=(COMMUNE,)).when(launch()).then_refused("campaign.not_of_a_province")


def test_a_campaign_opens_ends_registering_and_closes_in_this_order() -> None:
    campaign.given().when(launch(opens=IN_TIME, registration_closes=OPENS)).then_refused("campaign.days_out_of_order")
    campaign.given().when(launch(closes=OPENS)).then_refused("campaign.days_out_of_order")
    campaign.given().when(launch(registration_closes=CLOSES)).then(
        LAUNCHED.model_copy(update={"registration_closes": CLOSES})
    )


@pytest.mark.parametrize("share", ["1/0", "0/1", "18/17"])
def test_a_target_is_a_share_above_nothing_and_at_most_the_whole(share: str) -> None:
    target = TARGET.model_copy(update={"share": share})
    campaign.given().when(launch(targets=(target,))).then_refused("campaign.share_impossible")
