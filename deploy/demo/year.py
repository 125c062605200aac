"""February to December: households sign, models are kept, activity is reported."""

from collections.abc import Iterator
from datetime import date, timedelta

from chronicle.command import Command
from deploy.demo.step import Step, day_between, draw, one_in, working_day
from deploy.demo.story import Story
from reference.units import UnitEntry
from services.mobilisation.activity import ReportActivity
from services.models.model import (
    AssignMonitor,
    CloseModel,
    LaunchModel,
    ProposeModel,
    ReplicateModel,
    ReviewModel,
)
from services.registration.households import ReportHouseholds

MODEL_KINDS = (
    ("Tiếng kẻng an ninh", "Hội Nông dân"),
    ("Camera an ninh", "Mặt trận Tổ quốc"),
    ("Tổ liên gia tự quản", "Mặt trận Tổ quốc"),
    ("Ánh sáng an ninh", "Đoàn Thanh niên"),
    ("Cựu chiến binh tham gia giữ gìn an ninh, trật tự", "Hội Cựu chiến binh"),
    ("Phụ nữ với an ninh, trật tự", "Hội Liên hiệp Phụ nữ"),
    ("Dòng họ tự quản về an ninh, trật tự", None),
    ("Tổ tự quản khu nhà trọ", None),
)
CLOSE_REASONS = ("Hoạt động không hiệu quả", "Không còn phù hợp tình hình", "Nhập vào mô hình khác trên địa bàn")
GRADES = ("good", "good", "good", "fair", "fair", "average", "weak")
SIGNED_PERCENT = (58, 76, 90, 97, 100)
models_second_one_in = 9
models_closed_one_in = 15
models_replicated_one_in = 7
models_unwatched_one_in = 20
reports_missing_one_in = 50
reports_late_one_in = 12


def steps(story: Story) -> Iterator[Step]:
    yield from _households(story)
    yield from _models(story)
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


def _models(story: Story) -> Iterator[Step]:
    for commune in story.of_kind("commune"):
        second = one_in("second-model", commune.unit_id, models_second_one_in)
        for number in range(2 if second else 1):
            yield from _model(story, commune, number, successor=1 if second and number == 0 else None)


def _model(story: Story, commune: UnitEntry, number: int, successor: int | None) -> Iterator[Step]:
    model_id = f"{commune.unit_id}-m{number}"
    closes = one_in("closed", model_id, models_closed_one_in)
    yield from _begun(story, commune, model_id)
    yield from _reviewed(story, commune, model_id, closes=closes)
    if closes:
        yield _closed(story, commune, model_id, None if successor is None else f"{commune.unit_id}-m{successor}")
    elif one_in("replicated", model_id, models_replicated_one_in):
        yield _replicated(story, commune, model_id)


def _step(commune: UnitEntry, model_id: str, name: str, command: Command, phase: int = 0) -> Step:
    key = f"model/{model_id}/{name}"
    return Step(command.occurred_on, phase, "models", commune.unit_id, "commune-officer", key, command)


def _begun(story: Story, commune: UnitEntry, model_id: str) -> Iterator[Step]:
    year = story.campaign.year
    kind, patron = MODEL_KINDS[draw("model", model_id, len(MODEL_KINDS))]
    proposed = day_between("proposed", model_id, date(year, 1, 11), date(year, 3, 31), story.calendar)
    yield _step(commune, model_id, "propose", ProposeModel(
        occurred_on=proposed, model_id=model_id, unit_id=commune.unit_id, model_name=f"{kind} {commune.full_name}",
        model_kind=kind, block="residential", patron=patron,
    ))  # fmt: skip
    if not one_in("unwatched", model_id, models_unwatched_one_in):
        watch = AssignMonitor(occurred_on=proposed, model_id=model_id, monitor_id=commune.parent_id or "")
        yield _step(commune, model_id, "watch", watch, phase=1)
    launched = day_between("launched", model_id, date(year, 4, 5), date(year, 5, 20), story.calendar)
    yield _step(commune, model_id, "launch", LaunchModel(
        occurred_on=launched, model_id=model_id, decision_number=f"{20 + draw('decision', model_id, 200)}/QĐ-UBND",
        regulation_number=f"{1 + draw('regulation', model_id, 30):02d}/QC-BCĐ", points=2 + draw("points", model_id, 8),
        teams=1 + draw("teams", model_id, 6),
    ))  # fmt: skip


def _reviewed(story: Story, commune: UnitEntry, model_id: str, *, closes: bool) -> Iterator[Step]:
    """Half-yearly and yearly; one that does not work is closed before the second."""
    year = story.campaign.year
    reviews = (
        [("half-year", date(year, 6, 10))]
        if closes
        else [("half-year", date(year, 6, 10)), ("year", date(year, 11, 2))]
    )
    for name, first in reviews:
        day = day_between(name, model_id, first, first + timedelta(days=20), story.calendar)
        grade = "not_working" if closes else GRADES[draw(name, model_id, len(GRADES))]
        yield _step(commune, model_id, name, ReviewModel(occurred_on=day, model_id=model_id, grade=grade))


def _closed(story: Story, commune: UnitEntry, model_id: str, successor_id: str | None) -> Step:
    year = story.campaign.year
    day = day_between("close", model_id, date(year, 8, 2), date(year, 9, 24), story.calendar)
    reason = CLOSE_REASONS[draw("reason", model_id, len(CLOSE_REASONS))]
    command = CloseModel(occurred_on=day, model_id=model_id, reason=reason, successor_id=successor_id)
    return _step(commune, model_id, "close", command)


def _replicated(story: Story, commune: UnitEntry, model_id: str) -> Step:
    year = story.campaign.year
    day = day_between("replicate", model_id, date(year, 7, 5), date(year, 9, 30), story.calendar)
    points = 1 + draw("more", model_id, 3)
    command = ReplicateModel(occurred_on=day, model_id=model_id, added_points=points, added_teams=1)
    return _step(commune, model_id, "replicate", command)


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
