"""A large made-up province and its campaign of any year: the rules, calendar and schedule of 2021, moved to that year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from reference.calendars import known_holidays
from reference.campaigns import FOLDER, Campaign, OpenedCampaign, campaign_file, load_campaign
from reference.generated import generate_institutions, generate_residential_areas, load_institutions
from reference.rule_sets import RuleSet, load_rule_set, rule_set_file
from reference.units import UnitEntry, official_unit_id
from reference.working_days import WorkingCalendar

SCHEME = "gso"
MODEL_YEAR = "binh-thuan-2021"
YEARS = range(2012, 2022)
"""Holidays are known for them, and none of them is still to come."""
decade_events = 10_000_000
"""What a large province records in a decade when its areas count their households on most working days."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many units there are of each level below the province."""

    districts: int
    communes: int
    areas: int


LARGE = Size(25, 300, 4_861)


def size_for(events: int) -> Size:
    """So much of the large province that its ten years hold about so many facts."""
    share = min(1.0, events / decade_events)
    districts, communes = max(2, round(LARGE.districts * share)), max(4, round(LARGE.communes * share))
    return Size(districts, communes, max(2 * communes, round(LARGE.areas * share)))


def province_units(size: Size, seed: int, reasons: dict[str, str]) -> tuple[UnitEntry, ...]:
    """Every unit, parents first. Its official codes, and all ids derived from them, follow from the seed."""
    places = list(_places(size, seed))
    areas = generate_residential_areas(places, size.areas)
    patterns = load_institutions(FOLDER / ".." / "data" / "generated-institutions.yaml")
    return (*places, *areas, *generate_institutions(places, patterns, reasons))


def _places(size: Size, seed: int) -> Iterator[UnitEntry]:
    province = _place(f"{seed}", "Mẫu", "province", "Tỉnh", None)
    yield province
    districts = [
        _place(f"{seed}-{number:02d}", f"Mẫu {number + 1}", "district", "Huyện" if number % 5 else "Thành phố", province.unit_id)
        for number in range(size.districts)
    ]  # fmt: skip
    yield from districts
    for number in range(size.communes):
        above = districts[number % size.districts]
        title = ("Phường", "Thị trấn", "Xã", "Xã", "Xã")[number // size.districts % 5]
        yield _place(f"{above.code}-{number:03d}", f"Mẫu {number + 1}", "commune", title, above.unit_id)


def _place(code: str, name: str, kind: Any, title: str, parent_id: str | None) -> UnitEntry:
    valid_from = date(YEARS[0], 1, 1)
    unit_id = official_unit_id(SCHEME, code, valid_from)
    return UnitEntry(unit_id, code, name, kind, title, parent_id, None, None, valid_from)


class Decade:
    """The campaigns of the ten years, over the same units."""

    def __init__(self, size: Size, seed: int) -> None:
        self._campaign = load_campaign(campaign_file(MODEL_YEAR))
        self._rules = load_rule_set(rule_set_file(self._campaign.rule_set))
        self._calendar = decade_calendar()
        self._units = province_units(size, seed, self._rules.reasons_out_of_scope())
        self._seed = seed

    def opened(self, year: int) -> OpenedCampaign:
        """The campaign of one of YEARS."""
        ahead = year - self._campaign.year
        rule_set, identity = f"tt23-2012-{year}", f"decade-{year}"
        rules = _moved(self._rules, ahead, rule_set=rule_set, year=year)
        campaign = _moved(
            self._campaign, ahead, campaign_id=identity, province_code=f"{self._seed}", year=year, rule_set=rule_set,
            calendar=self._calendar.name, name_vi=f"Phong trào năm {year}", name_en=f"The movement of {year}",
        )  # fmt: skip
        assert isinstance(rules, RuleSet) and isinstance(campaign, Campaign)
        return OpenedCampaign(campaign, rules, self._calendar, self._units, self._units[0].unit_id)


def decade_calendar() -> WorkingCalendar:
    """One for all years, those before the first and after the last one as well: windows begin early, decisions come late."""
    first, last = date(YEARS[0] - 1, 1, 1), date(YEARS[-1] + 1, 12, 31)
    known = known_holidays("VN", first, last)
    return WorkingCalendar("vn-decade", first, last, known.off, known.worked)


def _moved(model: BaseModel, years: int, **changed: Any) -> BaseModel:
    return type(model).model_validate({**_dates_moved(model.model_dump(), years), **changed})


def _dates_moved(value: Any, years: int) -> Any:
    if isinstance(value, date):
        return value.replace(year=value.year + years)
    if isinstance(value, dict):
        return {name: _dates_moved(part, years) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_dates_moved(part, years) for part in value)
    return value
