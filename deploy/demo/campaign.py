"""What the province leads in the year: its calendar, documents due, districts' own marks, the close and who may enter late."""

from collections.abc import Iterator
from datetime import date, timedelta

from chronicle.command import Command
from contracts.registration import DocumentDuty, Occasion, Target
from deploy.demo.step import Step, draw, one_in, working_day
from deploy.demo.story import Story
from reference.campaigns import ReportPeriod
from reference.units import UnitEntry
from services.registration.period import AllowLateEntry, ClosePeriod
from services.registration.plan import RequireDocuments, SetCalendar, SetTarget

own_mark_one_in = 4
late_entry_days = 7
LATE_REASONS = (
    "Cách ly phòng dịch trong tháng đăng ký",
    "Khuyết Trưởng khu dân cư trong tháng đăng ký",
    "Hồ sơ đăng ký thất lạc, phải lập lại",
)
PERIODS_VI = {
    "month": "tháng", "quarter": "quý", "half_year": "6 tháng, kỳ", "year": "năm, kỳ", "festival": "Ngày hội, đợt",
}  # fmt: skip


def steps(story: Story) -> Iterator[Step]:
    """What the province leads, in no order: the script sorts by day."""
    launched = story.campaign.registration_opens
    yield _of_province(story, launched, 3, "calendar", SetCalendar(
        occurred_on=launched, campaign_id=story.campaign.campaign_id, province_id=story.opened.province_id,
        occasions=tuple(_occasions(story)),
    ))  # fmt: skip
    yield _of_province(story, launched, 3, "documents-due", RequireDocuments(
        occurred_on=launched, campaign_id=story.campaign.campaign_id, province_id=story.opened.province_id,
        duties=tuple(
            DocumentDuty(unit_kind=duty.unit_kind, document_kind=duty.document_kind, due_on=duty.due)
            for duty in story.campaign.document_duties
        ),
    ))  # fmt: skip
    yield from _marks(story)
    yield from _closings(story)
    yield from _late_entries(story)


def _of_province(story: Story, day: date, phase: int, key: str, command: Command) -> Step:
    return Step(day, phase, "registration", story.opened.province_id, "provincial_officer", key, command)


def _occasions(story: Story) -> Iterator[Occasion]:
    for day in story.campaign.occasions:
        yield Occasion(
            code=day.code, kind=day.code, first=day.day, last=day.day, title_vi=day.text_vi, title_en=day.text_en
        )
    for phase in story.campaign.phases:
        yield Occasion(
            code=phase.code, kind="phase", first=phase.first, last=phase.last, title_vi=phase.text_vi,
            title_en=phase.text_en,
        )  # fmt: skip
    for report in story.campaign.report_periods:
        yield Occasion(
            code=f"report-{report.period}-{report.period_number}", kind="report_due", first=report.due, last=report.due,
            title_vi=_report_title(report), title_en=None,
        )  # fmt: skip


def _report_title(report: ReportPeriod) -> str:
    return f"Hạn báo cáo {PERIODS_VI[report.period]} {report.period_number}"


def _marks(story: Story) -> Iterator[Step]:
    """Some districts want more than the province does."""
    target = Target(measure="households_registered", unit_kind="residential_area", share="9/10", strictly_over=False)
    for district in story.of_kind("district"):
        if one_in("own-mark", district.unit_id, own_mark_one_in):
            day = working_day(story.campaign.registration_opens + timedelta(days=14), story.calendar)
            command = SetTarget(
                occurred_on=day, campaign_id=story.campaign.campaign_id, unit_id=district.unit_id, target=target
            )
            key = f"mark/{district.unit_id}"
            yield Step(day, 0, "registration", district.unit_id, "district_officer", key, command)


def _closings(story: Story) -> Iterator[Step]:
    for closing in story.campaign.period_closings:
        day = closing.closed_on
        yield _of_province(story, day, 3, f"close/{closing.period}", ClosePeriod(
            occurred_on=day, campaign_id=story.campaign.campaign_id, period=closing.period,
            province_id=story.opened.province_id,
        ))  # fmt: skip


def _late_entries(story: Story) -> Iterator[Step]:
    """Whoever registers after the close was allowed to; one that never does may still, until the year's campaign ends."""
    closed = next((one.closed_on for one in story.campaign.period_closings if one.period == "registering"), None)
    if closed is None:
        return
    for unit, day in story.registers():
        if day > closed:
            yield _late_entry(story, unit, day, day + timedelta(days=late_entry_days))
    if (left := story.left_to_register) is not None:
        yield _late_entry(story, left, working_day(closed + timedelta(days=7), story.calendar), story.campaign.closes)


def _late_entry(story: Story, unit: UnitEntry, day: date, until: date) -> Step:
    return _of_province(story, day, 1, f"late-entry/{unit.unit_id}", AllowLateEntry(
        occurred_on=day, campaign_id=story.campaign.campaign_id, period="registering", unit_id=unit.unit_id, until=until,
        reason=LATE_REASONS[draw("late-reason", unit.unit_id, len(LATE_REASONS))],
        decided_by="Trưởng Ban Chỉ đạo tỉnh", basis=f"{50 + draw('late-basis', unit.unit_id, 90)}/CV-BCĐ",
    ))  # fmt: skip
