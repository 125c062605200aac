"""February to December: households sign, activity is reported."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.demo.step import Step, day_between, draw, one_in, working_day
from deploy.demo.story import Story
from services.mobilisation.activity import ReportActivity
from services.registration.households import ReportHouseholds

SIGNED_PERCENT = (58, 76, 90, 97, 100)
reports_missing_one_in = 50
reports_late_one_in = 12


def steps(story: Story) -> Iterator[Step]:
    yield from _households(story)
    yield from _activity(story)


def _households(story: Story) -> Iterator[Step]:
    """Five cumulative counts a year, reported some days after the day they hold for."""
    year = story.campaign.year
    days = (date(year, 3, 31), date(year, 5, 31), date(year, 7, 31), date(year, 9, 30), date(year, 10, 25))
    for area in story.of_kind("residential_area"):
        registers, counts = story.registers_on(area), story.households(area)
        if registers is None:
            continue
        for number, (as_of, percent) in enumerate(zip(days, SIGNED_PERCENT, strict=True)):
            if as_of < registers:
                continue
            spread = 0 if percent == 100 else draw("spread", f"{area.unit_id}/{number}", 8)
            command = ReportHouseholds(
                occurred_on=as_of, campaign_id=story.campaign.campaign_id, unit_id=area.unit_id, total=counts.total,
                registered=counts.signed * (percent - spread) // 100,
            )  # fmt: skip
            key = f"households/{area.unit_id}/{number}"
            day = day_between("reported", key, as_of + timedelta(days=1), as_of + timedelta(days=5), story.calendar)
            yield Step(day, 0, "registration", area.parent_id or "", "commune-officer", key, command)


def _activity(story: Story) -> Iterator[Step]:
    for commune in story.of_kind("commune"):
        for period in story.campaign.report_periods:
            key = f"activity/{commune.unit_id}/{period.period}/{period.period_number}"
            if one_in("unreported", key, reports_missing_one_in):
                continue
            late = one_in("late-report", key, reports_late_one_in)
            first = period.due + timedelta(days=1) if late else period.last + timedelta(days=1)
            day = day_between("reported", key, first, first + timedelta(days=4), story.calendar)
            yield Step(day, 0, "mobilisation", commune.unit_id, "commune-officer", key, ReportActivity(
                occurred_on=working_day(day, story.calendar), unit_id=commune.unit_id, year=story.campaign.year,
                period=period.period, period_number=period.period_number, counters=_counters(key, period.period),
            ))  # fmt: skip


def _counters(key: str, period: str) -> dict[str, int]:
    if period == "festival":
        return {"festival_sites": 1 + draw("sites", key, 5), "festival_attendances": 150 + draw("festival", key, 900)}
    weight = {"half_year": 2, "year": 4}.get(period, 1)
    return {
        "propaganda_sessions": weight * (4 + draw("sessions", key, 12)),
        "attendances": weight * (300 + draw("attendances", key, 1500)),
        "leaflets": weight * (100 + draw("leaflets", key, 900)),
    }
