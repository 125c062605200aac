"""The real province fits the register: every unit of the reference campaign can be listed, and the year launched."""

from datetime import date

import pytest

from chronicle.aggregate import Decision
from contracts.registration import Code, Target
from reference.campaigns import campaign_file, open_campaign
from services.registration.campaign import CAMPAIGN, LaunchCampaign
from services.registration.unit import UNIT, UNIT_STREAM, ListUnit, Unit

pytestmark = pytest.mark.fast

DAY = date(2021, 1, 1)


def test_every_unit_of_the_reference_campaign_is_listed_and_its_year_launched() -> None:
    opened = open_campaign(campaign_file("binh-thuan-2021"))
    listed: dict[str | None, Unit] = {}
    list_unit: Decision = UNIT.decisions[ListUnit]
    for entry in opened.units:
        codes = () if entry.code is None else (Code(scheme="gso", value=entry.code, valid_from=entry.valid_from),)
        command = ListUnit(
            occurred_on=DAY, unit_id=entry.unit_id, unit_kind=entry.kind, title=entry.title, unit_name=entry.name,
            parent_id=entry.parent_id, codes=codes, valid_from=entry.valid_from, latitude=entry.lat,
            longitude=entry.lon, generated=entry.generated, out_of_scope_reason=entry.out_of_scope_reason,
        )  # fmt: skip
        facts = list_unit(command, Unit(), parent=listed.get(entry.parent_id, Unit()))
        listed[entry.unit_id] = UNIT_STREAM.of(facts)
    assert sum(unit.listing is not None for unit in listed.values()) == len(opened.units)
    campaign = opened.campaign
    launch = LaunchCampaign(
        occurred_on=DAY, campaign_id=campaign.campaign_id, province_id=opened.province_id, year=campaign.year,
        campaign_name=campaign.name_vi, rule_set=campaign.rule_set, opens=campaign.opens, closes=campaign.closes,
        registration_closes=campaign.registration_closes,
        targets=tuple(
            Target(measure=t.measure, unit_kind=t.unit_kind, share=t.share, strictly_over=t.strictly_over)
            for t in campaign.targets
        ),
    )  # fmt: skip
    decide: Decision = CAMPAIGN.decisions[LaunchCampaign]
    assert len(decide(launch, CAMPAIGN.fold.initial, province=listed[opened.province_id])) == 1
