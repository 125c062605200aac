"""Households counted on most working days, area by area: what makes a decade of a large province ten million facts."""

from collections.abc import Iterator
from datetime import date

from chronicle.command import Command
from deploy.demo.step import draw
from deploy.demo.story import Story
from reference.units import UnitEntry
from reference.working_days import is_working_day
from services.registration.households import CorrectHouseholds, ReportHouseholds

counted_share = 192, 200
"""Of the days on which offices work, those on which an area counts."""
corrected_one_in = 400
registered_noise = 4
REASON = "Đếm hai lần một tổ liên gia"


class Counting:
    """The counts of one year, cumulative, from the day registering opens up to the middle of November."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._first, self._last = story.campaign.registration_opens, date(story.campaign.year, 11, 15)
        self._areas = [(area, story.households(area)) for area in story.of_kind("residential_area")]

    def of_day(self, day: date) -> Iterator[tuple[str, UnitEntry, Command]]:
        """(key, area, command) of every area that counts on a day."""
        if not self._first <= day <= self._last or not is_working_day(day, self._story.calendar):
            return
        whole, passed = (self._last - self._first).days, (day - self._first).days
        campaign_id = self._story.campaign.campaign_id
        for area, households in self._areas:
            drawn = draw("count", f"{area.unit_id}/{day}", counted_share[1] * corrected_one_in)
            if drawn % counted_share[1] >= counted_share[0]:
                continue
            registered = max(0, households.signed * passed // whole - drawn % registered_noise)
            key, total = f"count/{area.unit_id}/{day}", households.total
            yield key, area, ReportHouseholds(
                occurred_on=day, campaign_id=campaign_id, unit_id=area.unit_id, total=total, registered=registered
            )  # fmt: skip
            if drawn // counted_share[1] == 0:
                yield f"{key}/correct", area, CorrectHouseholds(
                    occurred_on=day, campaign_id=campaign_id, unit_id=area.unit_id, as_of=day, total=total,
                    registered=max(0, registered - 1), reason=REASON,
                )  # fmt: skip
