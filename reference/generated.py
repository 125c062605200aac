"""Units made up for a demonstration, the same on every machine: residential areas and institutions.

No public list of residential areas exists, so every unit made here says `generated`. All choices are drawn from hashes
of official codes and our own ids: there is no random state and no clock.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Literal
from uuid import uuid5

from pydantic import Field, field_validator

from reference.unit_kinds import UnitKind, rank
from reference.units import NAMESPACE, UnitEntry
from reference.yaml_files import Value, read_yaml

areas_per_commune_min = 2
households_per_area_min = 80
households_per_area_max = 600
URBAN_TITLES = frozenset({"Phường", "Thị trấn"})
URBAN_WEIGHT, RURAL_WEIGHT, WEIGHT_SPREAD = 7, 4, 5


class Institution(Value):
    """A pattern for agencies, enterprises or schools: one in each place of a kind, or in about one of `one_in`."""

    kind: Literal["agency", "enterprise", "school"]
    in_each: Literal["province", "district", "commune"]
    managed_by: Literal["province", "district", "commune"]
    title: str
    name: str = Field(description="may hold {place} (kind and name) and {name}")
    one_in: int = Field(default=1, ge=1)
    category: str | None = None

    @field_validator("name")
    @classmethod
    def _knows_its_blanks(cls, name: str) -> str:
        try:
            name.format(place="", name="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError("a name may hold {place} and {name} and no other braces") from error
        return name


class Institutions(Value):
    """The patterns of a demonstration, in order; the order is part of the ids."""

    institutions: tuple[Institution, ...]


def load_institutions(path: Path) -> tuple[Institution, ...]:
    """Returns the patterns of a YAML file. Raises DataRefused."""
    return read_yaml(path, Institutions).institutions


def generate_residential_areas(units: Sequence[UnitEntry], total: int) -> list[UnitEntry]:
    """Returns exactly `total` areas, at least two a commune, more in towns; each with 80 to 600 households.

    Raises ValueError where the total is too small for the communes, or there is no commune.
    """
    communes = [unit for unit in units if unit.kind == "commune"]
    if not communes or total < areas_per_commune_min * len(communes):
        raise ValueError(f"{total} residential areas cannot give {len(communes)} communes {areas_per_commune_min} each")
    counts = _shares(communes, total)
    return [_area(commune, ordinal + 1) for commune in communes for ordinal in range(counts[commune.unit_id])]


def generate_institutions(
    units: Sequence[UnitEntry], patterns: Sequence[Institution], out_of_scope: Mapping[str, str]
) -> list[UnitEntry]:
    """Returns the institutions of the places, grouped by pattern; `out_of_scope`: the legal reason by category."""
    by_id = {unit.unit_id: unit for unit in units}
    ordinals: Counter[tuple[str, str]] = Counter()
    made = []
    for pattern, place in _sites(units, patterns):
        manager = _manager(place, pattern.managed_by, by_id)
        ordinals[manager.unit_id, pattern.kind] += 1
        institution = _institution(pattern, place, manager, ordinals[manager.unit_id, pattern.kind])
        made.append(replace(institution, out_of_scope_reason=out_of_scope.get(pattern.category or "")))
    return made


def _draw(purpose: str, seed: str, choices: int) -> int:
    """Returns a number from 0 to choices - 1, always the same for a purpose and a seed."""
    return int.from_bytes(sha256(f"{purpose}:{seed}".encode()).digest()) % choices


def _generated_id(parent_id: str, kind: UnitKind, ordinal: int) -> str:
    return str(uuid5(NAMESPACE, f"generated:{parent_id}:{kind}:{ordinal}"))


def _shares(communes: Sequence[UnitEntry], total: int) -> dict[str, int]:
    """Largest remainders: whole numbers that follow the weights and add up to the total exactly."""
    weights = {unit.unit_id: _weight(unit) for unit in communes}
    spare, weight_sum = total - areas_per_commune_min * len(communes), sum(weights.values())
    counts = {key: areas_per_commune_min + spare * weight // weight_sum for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: (-(spare * weights[key] % weight_sum), key))
    for key in by_remainder[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def _weight(commune: UnitEntry) -> int:
    base = URBAN_WEIGHT if commune.title in URBAN_TITLES else RURAL_WEIGHT
    return base + _draw("areas", commune.code or commune.unit_id, WEIGHT_SPREAD)


def _area(commune: UnitEntry, ordinal: int) -> UnitEntry:
    unit_id = _generated_id(commune.unit_id, "residential_area", ordinal)
    half = (households_per_area_max - households_per_area_min) // 2 + 1
    # Two draws: middling sizes are commoner than the ends.
    households = households_per_area_min + _draw("small", unit_id, half) + _draw("large", unit_id, half)
    title = "Khu phố" if commune.title in URBAN_TITLES else "Thôn"
    return replace(_below(commune, unit_id, "residential_area"), title=title, name=str(ordinal), households=households)


def _below(place: UnitEntry, unit_id: str, kind: UnitKind) -> UnitEntry:
    """Returns a unit at the point of a place and under it; it has no point of its own, so none is invented."""
    return UnitEntry(
        unit_id=unit_id,
        code=None,
        name=place.name,
        kind=kind,
        title=place.title,
        parent_id=place.unit_id,
        lat=place.lat,
        lon=place.lon,
        valid_from=place.valid_from,
        generated=True,
    )


def _sites(units: Sequence[UnitEntry], patterns: Sequence[Institution]) -> Iterator[tuple[Institution, UnitEntry]]:
    for number, pattern in enumerate(patterns):
        for place in units:
            if place.kind == pattern.in_each and _draw(f"site {number}", place.unit_id, pattern.one_in) == 0:
                yield pattern, place


def _manager(place: UnitEntry, level: UnitKind, by_id: Mapping[str, UnitEntry]) -> UnitEntry:
    # Where a level does not exist (no districts since July 2025), the level above manages.
    while rank(place.kind) > rank(level) and place.parent_id is not None:
        place = by_id[place.parent_id]
    return place


def _institution(pattern: Institution, place: UnitEntry, manager: UnitEntry, ordinal: int) -> UnitEntry:
    name = pattern.name.format(place=f"{place.title.lower()} {place.name}", name=place.name)
    unit = _below(place, _generated_id(manager.unit_id, pattern.kind, ordinal), pattern.kind)
    return replace(unit, parent_id=manager.unit_id, title=pattern.title, name=name, category=pattern.category)
