"""A campaign: one year of the programme in the province, launched with its rule set, targets and calendar."""

from dataclasses import dataclass, replace
from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, UnitId, Year
from contracts.registration import CampaignLaunched, Target
from services.registration.unit import UNIT_STREAM, NewId, Unit, must_stand

targets_max = 50


class LaunchCampaign(Command):
    """Opens the year's programme of a province."""

    campaign_id: NewId
    province_id: UnitId
    year: Year
    campaign_name: Text
    rule_set: Identifier
    targets: tuple[Target, ...] = Field(max_length=targets_max)
    opens: date = Field(description="first day on which anything of this campaign can hold")
    closes: date = Field(description="last such day")
    registration_closes: date = Field(description="last day of registering in time")


@dataclass(frozen=True)
class Campaign:
    """What decisions need to know of a campaign: how it was launched."""

    launch: CampaignLaunched | None = None


def evolve(campaign: Campaign, fact: Fact) -> Campaign:
    match fact:
        case CampaignLaunched():
            return replace(campaign, launch=fact)
    return campaign


def launch(command: LaunchCampaign, campaign: Campaign, province: Unit) -> list[Fact]:
    launched = CampaignLaunched(**command.model_dump(exclude={"occurred_on"}))
    if campaign.launch == launched:
        return []
    if campaign.launch is not None:
        raise Refused(
            "campaign.launched_otherwise",
            vi="Đợt phát động này đã được mở với nội dung khác",
            en="This campaign was already launched, with other particulars",
        )
    if must_stand(province, command.occurred_on).unit_kind != "province":
        raise Refused(
            "campaign.not_of_a_province",
            vi="Chỉ cấp tỉnh mở đợt phát động của năm",
            en="Only a province launches the year's campaign",
        )
    if not command.opens <= command.registration_closes <= command.closes:
        raise Refused(
            "campaign.days_out_of_order",
            vi="Ngày mở, ngày hết hạn đăng ký và ngày đóng phải theo thứ tự",
            en="A campaign opens, ends registering and closes in this order",
        )
    if not all(is_share(target.share) for target in command.targets):
        raise Refused(
            "campaign.share_impossible",
            vi="Chỉ tiêu phải lớn hơn 0 và không quá 100 %",
            en="A target is a share above nothing and at most the whole",
        )
    return [launched]


def must_be_open(campaign: Campaign, day: date) -> CampaignLaunched:
    """Returns how the campaign was launched. Raises Refused for an unknown one, and for a day outside it."""
    launched = campaign.launch
    if launched is None:
        raise Refused("campaign.unknown", vi="Chưa có đợt phát động này", en="There is no such campaign")
    if not launched.opens <= day <= launched.closes:
        raise Refused(
            "campaign.not_open",
            vi=f"Đợt phát động chỉ mở từ {launched.opens:%d/%m/%Y} đến {launched.closes:%d/%m/%Y}",
            en=f"The campaign is open from {launched.opens} to {launched.closes} only",
        )
    return launched


def must_be_of(campaign: Campaign, province_id: str, day: date) -> CampaignLaunched:
    """Returns how the campaign was launched. Raises Refused where it is not open or another province's."""
    launched = must_be_open(campaign, day)
    if launched.province_id != province_id:
        raise Refused(
            "campaign.of_another_province",
            vi="Đợt phát động này là của tỉnh khác",
            en="This campaign is another province's",
        )
    return launched


def is_share(share: str) -> bool:
    """Whether it is more than nothing and at most the whole."""
    part, whole = (int(number) for number in share.split("/"))
    return 0 < part <= whole


CAMPAIGN_STREAM: Fold[Campaign] = Fold(category="registration.campaign", initial=Campaign(), evolve=evolve)

CAMPAIGN: Aggregate[Campaign] = Aggregate(
    fold=CAMPAIGN_STREAM,
    identity=lambda command: command.campaign_id,
    knows={"province": Knowledge(UNIT_STREAM, lambda command, campaign: command.province_id)},
    decisions={LaunchCampaign: launch},
)
