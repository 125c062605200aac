"""What a year is planned to reach, when what happens in it, and which levels issue which documents by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, UnitId
from contracts.registration import (
    CalendarSet,
    DocumentDuty,
    DocumentsRequired,
    Occasion,
    Target,
    TargetSet,
)
from services.registration.campaign import CAMPAIGN_STREAM, Campaign, is_share, must_be_of, must_be_open
from services.registration.unit import UNIT_STREAM, Unit, must_stand

occasions_max = 200
duties_max = 20

LEVELS = frozenset({"province", "district", "commune"})
"""Who makes plans and issues documents."""


class PlanCommand(Command):
    """Every command names the campaign."""

    campaign_id: Identifier


class SetTarget(PlanCommand):
    """Sets a unit's own mark for what stands below it."""

    unit_id: UnitId
    target: Target


class SetCalendar(PlanCommand):
    """Sets the year's calendar as a whole: what is not in it any longer is gone."""

    province_id: UnitId
    occasions: tuple[Occasion, ...] = Field(max_length=occasions_max)


class RequireDocuments(PlanCommand):
    """Says as a whole which levels issue which documents by when."""

    province_id: UnitId
    duties: tuple[DocumentDuty, ...] = Field(max_length=duties_max)


@dataclass(frozen=True)
class Plan:
    """What decisions need to know of it."""

    targets: Mapping[tuple[str, str, str], Target] = field(default_factory=dict)
    """By unit, measure and kind of unit counted."""
    occasions: tuple[Occasion, ...] = ()
    duties: tuple[DocumentDuty, ...] = ()


def evolve(plan: Plan, fact: Fact) -> Plan:
    match fact:
        case TargetSet(unit_id=unit_id, target=target):
            return replace(plan, targets={**plan.targets, (unit_id, target.measure, target.unit_kind): target})
        case CalendarSet():
            return replace(plan, occasions=fact.occasions)
        case DocumentsRequired():
            return replace(plan, duties=fact.duties)
    return plan


def set_target(command: SetTarget, plan: Plan, campaign: Campaign, unit: Unit) -> list[Fact]:
    target = command.target
    before = plan.targets.get((command.unit_id, target.measure, target.unit_kind))
    if before == target:
        return []
    launched = must_be_open(campaign, command.occurred_on)
    level = must_stand(unit, command.occurred_on).unit_kind
    if level not in LEVELS:
        raise Refused(
            "target.not_of_a_level",
            vi="Chỉ cấp tỉnh, huyện, xã đặt chỉ tiêu riêng",
            en="Only provinces, districts and communes set a mark of their own",
        )
    if not is_share(target.share):
        raise Refused(
            "campaign.share_impossible",
            vi="Chỉ tiêu phải lớn hơn 0 và không quá 100 %",
            en="A target is a share above nothing and at most the whole",
        )
    return [
        TargetSet(
            campaign_id=command.campaign_id,
            year=launched.year,
            unit_id=command.unit_id,
            level=level,
            target=target,
            previous_share=None if before is None else before.share,
        )
    ]


def set_calendar(command: SetCalendar, plan: Plan, campaign: Campaign, unit: Unit) -> list[Fact]:
    if plan.occasions == command.occasions:
        return []
    launched = must_be_of(campaign, command.province_id, command.occurred_on)
    codes = [occasion.code for occasion in command.occasions]
    if len(set(codes)) != len(codes):
        raise Refused("calendar.code_twice", vi="Hai mục lịch trùng mã", en="Two occasions have the same code")
    if any(occasion.first > occasion.last for occasion in command.occasions):
        raise Refused(
            "calendar.days_out_of_order",
            vi="Mỗi mục lịch bắt đầu không sau ngày kết thúc",
            en="An occasion begins no later than it ends",
        )
    return [
        CalendarSet(
            campaign_id=command.campaign_id,
            year=launched.year,
            occasions=command.occasions,
            dropped=tuple(occasion.code for occasion in plan.occasions if occasion.code not in codes),
        )
    ]


def require_documents(command: RequireDocuments, plan: Plan, campaign: Campaign, unit: Unit) -> list[Fact]:
    if plan.duties == command.duties:
        return []
    launched = must_be_of(campaign, command.province_id, command.occurred_on)
    named = {(duty.unit_kind, duty.document_kind) for duty in command.duties}
    if len(named) != len(command.duties):
        raise Refused(
            "documents.required_twice",
            vi="Mỗi cấp chỉ có một hạn cho mỗi loại văn bản",
            en="A level has one due day for a kind of document",
        )
    if any(duty.unit_kind not in LEVELS for duty in command.duties):
        raise Refused(
            "documents.not_of_a_level",
            vi="Chỉ cấp tỉnh, huyện, xã ban hành văn bản của năm",
            en="Only provinces, districts and communes issue documents of the year",
        )
    if not all(launched.opens <= duty.due_on <= launched.closes for duty in command.duties):
        raise Refused(
            "documents.due_outside",
            vi=f"Hạn phải trong đợt: {launched.opens:%d/%m/%Y} đến {launched.closes:%d/%m/%Y}",
            en=f"Due days lie within the campaign, {launched.opens} to {launched.closes}",
        )
    return [
        DocumentsRequired(
            campaign_id=command.campaign_id,
            year=launched.year,
            duties=command.duties,
            dropped=tuple(duty for duty in plan.duties if (duty.unit_kind, duty.document_kind) not in named),
        )
    ]


PLAN: Aggregate[Plan] = Aggregate(
    fold=Fold(category="registration.plan", initial=Plan(), evolve=evolve),
    identity=lambda command: command.campaign_id,
    knows={
        "campaign": Knowledge(CAMPAIGN_STREAM, lambda command, plan: command.campaign_id),
        "unit": Knowledge(UNIT_STREAM, lambda command, plan: getattr(command, "unit_id", None)),
    },
    decisions={SetTarget: set_target, SetCalendar: set_calendar, RequireDocuments: require_documents},
)
