"""March to December: activity is reported by its due days or late, core forces are counted, joint programmes reviewed."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.demo.step import Step, day_between, draw, officer_of, one_in, working_day
from deploy.demo.story import Story
from reference.campaigns import ReportPeriod
from reference.units import UnitEntry
from services.mobilisation.activity import ReportActivity
from services.mobilisation.force import CountForce
from services.mobilisation.programme import ReviewProgramme, SignProgramme, programme_id

reports_missing_one_in = 50
reports_late_one_in = 12
reports_corrected_one_in = 60
forces_uncounted_one_in = 40
district_programmes_one_in = 2

FORCES = (("part_time_commune_police", 4, 6), ("civil_guards", 6, 14), ("civil_defence_heads", 5, 12))
"""Kind, the least there are, and how many more there may be; wards and townships alone have civil guards."""
ASSOCIATIONS = (
    ("Ủy ban Mặt trận Tổ quốc Việt Nam", "MTTQ", "xây dựng thế trận an ninh nhân dân"),
    ("Hội Liên hiệp Phụ nữ", "HPN", "xây dựng gia đình an toàn"),
    ("Hội Cựu chiến binh", "CCB", "quản lý, giáo dục tại cộng đồng dân cư"),
    ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", "ĐTN", "phòng, chống tội phạm trong thanh niên"),
    ("Hội Nông dân", "HND", "xây dựng nông thôn an toàn"),
)
GRADES = ("good", "good", "fair", "average")


def steps(story: Story) -> Iterator[Step]:
    yield from _activity(story)
    yield from _core_forces(story)
    yield from _programmes(story)


def _activity(story: Story) -> Iterator[Step]:
    for unit in story.of_kind("commune", "district"):
        for period in story.campaign.report_periods:
            yield from _report(story, unit, period)


def _report(story: Story, unit: UnitEntry, period: ReportPeriod) -> Iterator[Step]:
    key = f"activity/{unit.unit_id}/{period.period}/{period.period_number}"
    if one_in("unreported", key, reports_missing_one_in):
        return
    late = one_in("late-report", key, reports_late_one_in)
    first = period.due + timedelta(days=1) if late else period.last + timedelta(days=1)
    day = working_day(day_between("reported", key, first, first + timedelta(days=4), story.calendar), story.calendar)
    told = ReportActivity(
        occurred_on=day, unit_id=unit.unit_id, year=story.campaign.year, period=period.period,
        period_number=period.period_number, counters=_counters(key, period.period),
    )  # fmt: skip
    yield Step(day, 0, "mobilisation", unit.unit_id, officer_of(unit.kind), key, told)
    if one_in("corrected", key, reports_corrected_one_in):
        day = day_between("corrects", key, day + timedelta(days=2), day + timedelta(days=9), story.calendar)
        lower = {counter: value - value // 10 for counter, value in told.counters.items()}
        corrected = told.model_copy(
            update={"occurred_on": day, "counters": lower, "reason": "Đã cộng trùng một buổi của hai khu dân cư"}
        )
        yield Step(day, 0, "mobilisation", unit.unit_id, officer_of(unit.kind), f"{key}/correct", corrected)


def _counters(key: str, period: str) -> dict[str, int]:
    if period == "festival":
        return {"festival_sites": 1 + draw("sites", key, 5), "festival_attendances": 150 + draw("festival", key, 900)}
    weight = {"half_year": 2, "year": 4}.get(period, 1)
    return {
        "propaganda_sessions": weight * (4 + draw("sessions", key, 12)),
        "attendances": weight * (300 + draw("attendances", key, 1500)),
        "leaflets": weight * (100 + draw("leaflets", key, 900)),
        "loudspeaker_rounds": weight * (8 + draw("rounds", key, 30)),
        "training_classes": draw("classes", key, 3),
    }


def _core_forces(story: Story) -> Iterator[Step]:
    """Counted once a commune; a few communes never do."""
    year = story.campaign.year
    for commune in story.of_kind("commune"):
        if one_in("uncounted", commune.unit_id, forces_uncounted_one_in):
            continue
        for kind, least, more in FORCES:
            if (kind == "civil_guards") == (commune.title == "Xã"):
                continue
            key = f"core-force/{commune.unit_id}/{kind}"
            heads = least + draw("heads", key, more)
            day = day_between("counted", key, date(year, 3, 22), date(year, 4, 20), story.calendar)
            yield Step(day, 0, "mobilisation", commune.unit_id, "commune_officer", key, CountForce(
                occurred_on=day, unit_id=commune.unit_id, force_kind=kind, head_count=heads,
                teams=None if kind == "part_time_commune_police" else 1 + heads // 6,
            ))  # fmt: skip


def _programmes(story: Story) -> Iterator[Step]:
    """The province has one with each of its associations; about half of the districts one with the Fatherland Front."""
    [province] = story.of_kind("province")
    for number in range(len(ASSOCIATIONS)):
        yield from _programme(story, province, "tỉnh", number)
    for district in story.of_kind("district"):
        if one_in("programme", district.unit_id, district_programmes_one_in):
            yield from _programme(story, district, district.title.lower(), 0)


def _programme(story: Story, unit: UnitEntry, level: str, association: int) -> Iterator[Step]:
    year = story.campaign.year
    party, symbol, subject = ASSOCIATIONS[association]
    key = f"programme/{unit.unit_id}/{symbol}"
    dated = day_between("signed", key, date(year, 3, 1), date(year, 4, 28), story.calendar)
    number, office = f"{association + 1:02d}/CTPH-CA-{symbol}", officer_of(unit.kind)
    yield Step(dated, 0, "mobilisation", unit.unit_id, office, key, SignProgramme(
        occurred_on=dated, unit_id=unit.unit_id, programme_kind="joint_programme", number=number, dated=dated,
        parties=(f"Công an {level}", f"{party} {level}"), subject=f"Phối hợp {subject}, giai đoạn {year}–{year + 4}",
        first_day=dated, last_day=date(year + 4, 12, 31),
    ))  # fmt: skip
    reviews = story.campaign.programme_reviews
    if reviews is None or one_in("unreviewed", key, 6):
        return
    day = day_between(
        "reviewed", key, reviews.due - timedelta(days=18), reviews.due - timedelta(days=1), story.calendar
    )
    yield Step(day, 0, "mobilisation", unit.unit_id, office, f"{key}/review", ReviewProgramme(
        occurred_on=day, programme_id=programme_id(unit.unit_id, number, dated), year=year,
        grade=GRADES[draw("grade", key, len(GRADES))], result="Các bên thực hiện đủ nội dung đã ký trong năm",
        document_number=f"{10 + draw('review', key, 80)}/BC-BCĐ",
    ))  # fmt: skip
