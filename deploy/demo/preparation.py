"""January to April: the register is listed, the campaign launched, plans and resolutions issued, units register."""

from collections.abc import Iterator
from datetime import timedelta

from contracts.registration import Code
from contracts.registration import Target as CampaignTarget
from deploy.demo import files
from deploy.demo.step import Step, day_between, draw, officer_of, one_in, working_day
from deploy.demo.story import DELEGATED_KIND, Story
from reference.unit_kinds import rank
from services.notifications.mailbox import SetMailbox
from services.recognition.delegation import DelegateAuthority
from services.recognition.rule_set_files import put_in_force
from services.recognition.working_calendar_files import set_calendar
from services.registration.campaign import LaunchCampaign
from services.registration.document import IssueDocument
from services.registration.registration import RegisterUnit
from services.registration.unit import ListUnit

SCHEME_OF_CODES = "gso"
documents_missing_one_in = 40


def steps(story: Story) -> Iterator[Step]:
    yield from _register_of_units(story)
    yield from _mailboxes(story)
    yield from _launch(story)
    yield from _documents(story)
    yield from _registrations(story)


def _register_of_units(story: Story) -> Iterator[Step]:
    day = working_day(story.campaign.units.valid_from + timedelta(days=3), story.calendar)
    for unit in story.units:
        codes = () if unit.code is None else (
            Code(scheme=SCHEME_OF_CODES, value=unit.code, valid_from=unit.valid_from),
        )  # fmt: skip
        command = ListUnit(
            occurred_on=day, unit_id=unit.unit_id, unit_kind=unit.kind, title=unit.title, unit_name=unit.name,
            parent_id=unit.parent_id, codes=codes, valid_from=unit.valid_from, latitude=unit.lat, longitude=unit.lon,
            generated=unit.generated, out_of_scope_reason=unit.out_of_scope_reason,
        )  # fmt: skip
        yield Step(
            day, rank(unit.kind), "registration", story.opened.province_id, "operator", f"list/{unit.unit_id}", command
        )


def _mailboxes(story: Story) -> Iterator[Step]:
    day = working_day(story.campaign.units.valid_from + timedelta(days=7), story.calendar)
    for unit in story.of_kind("province", "district", "commune"):
        command = SetMailbox(occurred_on=day, unit_id=unit.unit_id, address=f"thuong-truc-{unit.code}@vi-du.example")
        yield Step(day, 0, "notifications", unit.unit_id, "operator", f"mailbox/{unit.unit_id}", command)


def _launch(story: Story) -> Iterator[Step]:
    campaign, province = story.campaign, story.opened.province_id
    day = campaign.registration_opens
    targets = tuple(
        CampaignTarget(measure=t.measure, unit_kind=t.unit_kind, share=t.share, strictly_over=t.strictly_over)
        for t in campaign.targets
    )
    launch = LaunchCampaign(
        occurred_on=day, campaign_id=campaign.campaign_id, province_id=province, year=campaign.year,
        campaign_name=campaign.name_vi, rule_set=campaign.rule_set, targets=targets, opens=campaign.opens,
        closes=campaign.closes, registration_closes=campaign.registration_closes,
    )  # fmt: skip
    yield Step(
        day, 0, "recognition", province, "provincial_officer", "rule-set", put_in_force(story.opened.rule_set, day)
    )
    yield Step(
        day, 0, "recognition", province, "provincial_officer", "working-calendar",
        set_calendar(story.calendar, day, f"Lịch {story.calendar.name}, gói dữ liệu ngày nghỉ lễ"),
    )  # fmt: skip
    yield Step(day, 1, "registration", province, "provincial_officer", "launch", launch)
    if story.delegation is not None:
        giver, taker = story.delegation
        delegate = DelegateAuthority(
            occurred_on=day, from_unit=giver, delegation_id=f"{campaign.campaign_id}/1", to_unit=taker,
            unit_kinds=(DELEGATED_KIND,), document_number="88/QĐ-UBND", valid_from=day, valid_to=campaign.closes,
        )  # fmt: skip
        yield Step(day, 2, "recognition", giver, "provincial_chair", "delegation", delegate)
    plan = campaign.founding_plan
    issued = IssueDocument(
        occurred_on=plan.dated, campaign_id=campaign.campaign_id, issuer_id=province, document_kind="plan",
        number=plan.number, dated=plan.dated, subject=plan.subject, signer_title=plan.signer_title,
    )  # fmt: skip
    filed = files.of_plan(story.by_id[province], issued, plan.number, plan.subject, plan.dated)
    yield Step(max(plan.dated, day), 2, "registration", province, "provincial_officer", "plan", filed)


def _documents(story: Story) -> Iterator[Step]:
    """Each district and commune issues a plan and a resolution; a few never do."""
    first = story.campaign.registration_opens + timedelta(days=7)
    last = story.campaign.registration_opens + timedelta(days=50)
    year, shown = story.campaign.year, files.shown(story)
    for unit in story.of_kind("district", "commune"):
        for kind, symbol, signer, subject in (
            ("resolution", "NQ-ĐU", "Bí thư", f"Nghị quyết chuyên đề về bảo vệ an ninh Tổ quốc năm {year}"),
            ("plan", "KH-BCĐ", "Trưởng Ban Chỉ đạo", f"Kế hoạch phong trào toàn dân bảo vệ an ninh Tổ quốc năm {year}"),
        ):
            key = f"document/{kind}/{unit.unit_id}"
            if one_in("missing", key, documents_missing_one_in):
                continue
            day = day_between("issued", key, first, last, story.calendar)
            command = IssueDocument(
                occurred_on=day, campaign_id=story.campaign.campaign_id, issuer_id=unit.unit_id, document_kind=kind,
                number=f"{1 + draw('number', key, 60):02d}/{symbol}", dated=day, subject=subject, signer_title=signer,
            )  # fmt: skip
            is_printed = kind == "plan" and unit in shown
            made = files.of_plan(unit, command, command.number, subject, day) if is_printed else command
            yield Step(day, 0, "registration", unit.unit_id, officer_of(unit.kind), key, made)


def _registrations(story: Story) -> Iterator[Step]:
    for unit, day in story.registers():
        command = RegisterUnit(occurred_on=day, campaign_id=story.campaign.campaign_id, unit_id=unit.unit_id)
        office = unit.unit_id if unit.kind == "commune" else unit.parent_id or unit.unit_id
        # after the permission of the same day, where one is needed
        yield Step(day, 2, "registration", office, "commune_officer", f"register/{unit.unit_id}", command)
