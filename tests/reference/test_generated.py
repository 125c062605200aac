"""Made-up units are exactly as many as asked, the same in every process, and say that they are made up."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference
from reference.generated import (
    areas_per_commune_min,
    generate_institutions,
    generate_residential_areas,
    households_per_area_max,
    households_per_area_min,
    load_institutions,
)
from reference.refusal import DataRefused
from reference.units import UnitEntry, load_units, official_unit_id

FOLDER = Path(reference.__file__).parent / "data"
DAY = date(2021, 1, 1)
UNITS = load_units(FOLDER / "binh-thuan" / "units-2021.csv", DAY)
PATTERNS = load_institutions(FOLDER / "generated-institutions.yaml")
REASONS = {"kindergarten": "ngoài phạm vi", "armed_forces": "ngoài phạm vi"}

FINGERPRINT = """
import hashlib
from tests.reference.test_generated import PATTERNS, REASONS, UNITS
from reference.generated import generate_institutions, generate_residential_areas
made = [*generate_residential_areas(UNITS, 691), *generate_institutions(UNITS, PATTERNS, REASONS)]
print(hashlib.sha256(repr(made).encode()).hexdigest())
"""


def communes(titles: list[str]) -> list[UnitEntry]:
    return [
        UnitEntry(official_unit_id("test", str(code), DAY), str(code), "Tên", "commune", title, None, None, None, DAY)
        for code, title in enumerate(titles)
    ]


def test_the_province_has_its_691_residential_areas() -> None:
    areas = generate_residential_areas(UNITS, 691)
    assert len(areas) == 691
    assert len({area.unit_id for area in areas}) == 691
    urban = {unit.unit_id for unit in UNITS if unit.title in {"Phường", "Thị trấn"}}
    assert all((area.title == "Khu phố") == (area.parent_id in urban) for area in areas)
    assert all(area.generated and area.code is None and area.lat is not None for area in areas)


@given(
    st.lists(st.sampled_from(["Xã", "Phường", "Thị trấn", "Đặc khu"]), min_size=1, max_size=60), st.integers(0, 5000)
)
def test_totals_are_exact_and_no_commune_is_left_out(titles: list[str], spare: int) -> None:
    places = communes(titles)
    total = areas_per_commune_min * len(places) + spare
    areas = generate_residential_areas(places, total)
    assert len(areas) == total
    counts = Counter(area.parent_id for area in areas)
    assert min(counts[place.unit_id] for place in places) >= areas_per_commune_min
    sizes = [area.households for area in areas if area.households is not None]
    assert len(sizes) == total
    assert all(households_per_area_min <= size <= households_per_area_max for size in sizes)


def test_a_total_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot give 124 communes 2 each"):
        generate_residential_areas(UNITS, 247)
    with pytest.raises(ValueError, match="0 communes"):
        generate_residential_areas(UNITS[:1], 10)


def test_every_process_makes_the_same_units() -> None:
    prints = {
        subprocess.run(
            [sys.executable, "-c", FINGERPRINT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(FOLDER.parent.parent)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(prints) == 1


def test_institutions_belong_to_the_level_that_manages_them() -> None:
    kinds = {unit.unit_id: unit.kind for unit in UNITS}
    made = generate_institutions(UNITS, PATTERNS, REASONS)
    by_level = Counter((kinds[unit.managed_by or ""], unit.kind) for unit in made)
    assert by_level["district", "agency"] == 60
    assert by_level["district", "enterprise"] == 30
    assert by_level["district", "school"] > 2 * 100
    assert by_level["commune", "agency"] > 0
    assert by_level["province", "agency"] > 0
    assert len({unit.unit_id for unit in [*UNITS, *made]}) == len(UNITS) + len(made)


def test_an_institution_out_of_scope_keeps_the_legal_reason_it_was_given() -> None:
    made = generate_institutions(UNITS, PATTERNS, REASONS)
    assert {unit.category for unit in made if unit.out_of_scope_reason} == set(REASONS)
    assert not any(unit.out_of_scope_reason for unit in generate_institutions(UNITS, PATTERNS, {}))


def test_where_there_are_no_districts_the_level_above_manages() -> None:
    units = load_units(FOLDER / "binh-thuan" / "units-2025-07-01.csv", date(2025, 7, 1))
    made = generate_institutions(units, PATTERNS, {})
    assert {unit.managed_by for unit in made if unit.kind == "school"} == {units[0].unit_id}


def test_a_pattern_with_an_unknown_blank_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "patterns.yaml"
    path.write_text(
        "institutions:\n  - kind: school\n    in_each: commune\n    managed_by: district\n    title: Trường\n"
        '    name: "Tiểu học {mayor}"\n'
    )
    with pytest.raises(DataRefused, match=r"patterns\.yaml:6 \[institutions\.0\.name\]"):
        load_institutions(path)
