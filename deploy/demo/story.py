"""What becomes of each unit in the year: who registers when, how many households sign, who is recognised.

Shortfalls are drawn like those a province has: some areas late, a few never, households missing, dossiers returned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import ceil

from deploy.demo.step import day_between, draw, one_in
from reference.campaigns import OpenedCampaign
from reference.units import UnitEntry

areas_never_registered_per_thousand = 4
areas_late_per_thousand = 13
institutions_never_registered_one_in = 30
judged_failure_one_in = 90
DELEGATED_KIND = "enterprise"
REGISTERING_KINDS = ("residential_area", "commune", "agency", "enterprise", "school")


@dataclass(frozen=True, slots=True)
class AreaHouseholds:
    """Households in all, and how many of them have signed at the year's end."""

    total: int
    signed: int

    @property
    def all_signed(self) -> bool:
        return self.signed == self.total


class Story:
    """The year of one opened campaign; everything follows from the campaign's data."""

    def __init__(self, opened: OpenedCampaign) -> None:
        self.opened = opened
        self.campaign = opened.campaign
        self.calendar = opened.calendar
        self.units = opened.units
        self.by_id = {unit.unit_id: unit for unit in opened.units}
        self._registers = dict(self._registration_days())

    def of_kind(self, *kinds: str) -> list[UnitEntry]:
        return [unit for unit in self.units if unit.kind in kinds]

    def children(self, unit_id: str, kind: str) -> list[UnitEntry]:
        return [unit for unit in self._children.get(unit_id, ()) if unit.kind == kind]

    @cached_property
    def _children(self) -> dict[str, list[UnitEntry]]:
        found: dict[str, list[UnitEntry]] = {}
        for unit in self.units:
            if unit.parent_id is not None:
                found.setdefault(unit.parent_id, []).append(unit)
        return found

    def registers_on(self, unit: UnitEntry) -> date | None:
        """The day a unit registers, or None for one that never does."""
        return self._registers.get(unit.unit_id)

    @property
    def left_to_register(self) -> UnitEntry | None:
        """An area that never registers and is allowed to for as long as the campaign is open: to try it oneself."""
        never = (unit for unit in self.of_kind("residential_area") if self.registers_on(unit) is None)
        return next(never, None)

    def registers(self) -> Iterable[tuple[UnitEntry, date]]:
        return ((unit, self._registers[unit.unit_id]) for unit in self.units if unit.unit_id in self._registers)

    def _registration_days(self) -> Iterable[tuple[str, date]]:
        opens, closes = self.campaign.registration_opens + timedelta(days=4), self.campaign.registration_closes
        late_until = closes + timedelta(days=60)
        never, late = self._latecomers(self.of_kind("residential_area"))
        for unit in self.units:
            if unit.kind not in REGISTERING_KINDS or unit.out_of_scope_reason is not None or unit.unit_id in never:
                continue
            if unit.kind not in ("residential_area", "commune") and one_in(
                "never", unit.unit_id, institutions_never_registered_one_in
            ):
                continue
            is_late = unit.unit_id in late
            first, last = (closes + timedelta(days=3), late_until) if is_late else (opens, closes - timedelta(days=4))
            yield unit.unit_id, day_between("registers", unit.unit_id, first, last, self.calendar)

    @staticmethod
    def _latecomers(areas: Sequence[UnitEntry]) -> tuple[set[str], set[str]]:
        """Exact numbers, whichever areas the draw puts first."""
        ordered = sorted(areas, key=lambda area: draw("latecomer", area.unit_id, 2**60))
        never = ceil(len(areas) * areas_never_registered_per_thousand / 1000)
        late = ceil(len(areas) * areas_late_per_thousand / 1000)
        return {a.unit_id for a in ordered[:never]}, {a.unit_id for a in ordered[never : never + late]}

    def dossier_of(self, unit: UnitEntry) -> str:
        return f"{self.campaign.campaign_id}/{unit.unit_id}"

    @property
    def delegation(self) -> tuple[str, str] | None:
        """(from, to): the province lets its first district decide about the enterprises it manages itself."""
        province = self.opened.province_id
        district = next((unit for unit in self.of_kind("district") if unit.parent_id == province), None)
        managed = self.children(province, DELEGATED_KIND)
        return (province, district.unit_id) if district is not None and managed else None

    def delegated_to(self, unit: UnitEntry) -> str | None:
        """Who decides in the place of the unit above, where that delegated it."""
        if self.delegation is None or unit.kind != DELEGATED_KIND or unit.parent_id != self.delegation[0]:
            return None
        return self.delegation[1]

    def households(self, area: UnitEntry) -> AreaHouseholds:
        """Districts differ: in the weakest about one area in six misses some households, in the best one in thirty."""
        total = area.households or 0
        district = self.by_id[area.parent_id or ""].parent_id or ""
        rarity = 6 + draw("district", district, 25)
        if not one_in("households", area.unit_id, rarity):
            return AreaHouseholds(total, total)
        missing = 1 + draw("missing", area.unit_id, max(1, total // 3))
        return AreaHouseholds(total, max(0, total - missing))

    def judged_well(self, unit: UnitEntry) -> bool:
        """What the committee finds where no count answers."""
        return not one_in("judged", unit.unit_id, judged_failure_one_in)

    def submits(self, unit: UnitEntry) -> bool:
        """Half of the areas that miss households do not even try."""
        if self.registers_on(unit) is None:
            return False
        short = unit.kind == "residential_area" and not self.households(unit).all_signed
        return not (short and one_in("tries", unit.unit_id, 2))

    def recognised(self, unit: UnitEntry) -> bool:
        """Whether the unit reaches the standard by the counts it has."""
        if not self.submits(unit) or not self.judged_well(unit):
            return False
        if unit.kind == "residential_area":
            return self.households(unit).all_signed
        return unit.kind != "commune" or self.areas_recognised(unit) >= self.areas_needed

    def areas_recognised(self, commune: UnitEntry) -> Fraction:
        recognised, areas = self.area_counts(commune)
        return Fraction(recognised, areas) if areas else Fraction(0)

    def area_counts(self, commune: UnitEntry) -> tuple[int, int]:
        """(areas recognised, areas in all) of a commune."""
        areas = self.children(commune.unit_id, "residential_area")
        return sum(self.recognised(area) for area in areas), len(areas)

    @cached_property
    def areas_needed(self) -> Fraction:
        rules = self.opened.rule_set.rules_for("commune")
        fractions = [c.fraction for c in rules.criteria if c.evidence == "areas_recognised"] if rules else []
        return next((fraction for fraction in fractions if fraction is not None), Fraction(0))
