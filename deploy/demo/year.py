"""February to December: households sign, and a few counts are corrected."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.demo.step import Step, day_between, draw, one_in, working_day
from deploy.demo.story import Story
from reference.units import UnitEntry
from services.registration.households import CorrectHouseholds, ReportHouseholds

SIGNED_PERCENT = (58, 76, 90, 97, 100)
CORRECTED_COUNT = 1
"""Which of the five counts of an area may turn out wrong."""
corrected_one_in = 60
CORRECTION_REASONS = ("Đếm hai lần một tổ liên gia", "Tính cả hộ đã chuyển đi", "Nhập nhầm số của khu dân cư bên cạnh")


def steps(story: Story) -> Iterator[Step]:
    yield from _households(story)


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
            yield Step(day, 0, "registration", area.parent_id or "", "commune_officer", key, command)
            if number == CORRECTED_COUNT and one_in("corrected", area.unit_id, corrected_one_in):
                yield _corrected(story, area, command)


def _corrected(story: Story, area: UnitEntry, said: ReportHouseholds) -> Step:
    day = working_day(said.occurred_on + timedelta(days=12), story.calendar)
    command = CorrectHouseholds(
        occurred_on=day, campaign_id=said.campaign_id, unit_id=said.unit_id, as_of=said.occurred_on, total=said.total,
        registered=max(0, said.registered - 1 - draw("miscounted", area.unit_id, 5)),
        reason=CORRECTION_REASONS[draw("correction", area.unit_id, len(CORRECTION_REASONS))],
    )  # fmt: skip
    return Step(day, 0, "registration", area.parent_id or "", "commune_officer", f"correction/{area.unit_id}", command)
