"""The list of core forces is whole in both languages, dated, and refused where it contradicts itself."""

from datetime import date
from pathlib import Path

import pytest

from reference.forces import ForceKinds, forces_file, load_forces
from reference.refusal import DataRefused

pytestmark = pytest.mark.fast

LINE = "  - {{code: {}, text_vi: Loại, text_en: Kind, first: {}, last: {}, merged_into: {}, confirmed: false}}\n"


def written(folder: Path, *kinds: tuple[str, str, str, str]) -> ForceKinds:
    path = folder / "vn-test.yaml"
    path.write_text("kinds:\n" + "".join(LINE.format(*kind) for kind in kinds), encoding="utf-8")
    return load_forces(path)


def test_every_kind_has_a_name_in_both_languages() -> None:
    kinds = load_forces(forces_file()).kinds
    assert len(kinds) >= 5
    assert all(kind.text_vi and kind.text_en for kind in kinds)


def test_a_kind_stands_on_its_days_both_included(tmp_path: Path) -> None:
    kinds = written(tmp_path, ("old", "2020-01-01", "2024-06-30", "new"), ("new", "2024-07-01", "null", "null"))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2024, 6, 30), date(2024, 7, 1)]
    assert [[kind.code for kind in kinds.on(day)] for day in days] == [[], ["old"], ["old"], ["new"]]


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([("a", "2020-01-01", "null", "null")] * 2, "given twice"),
        ([("a", "2020-01-01", "2019-12-31", "null")], "ends before it begins"),
        ([("a", "2020-01-01", "2020-12-31", "b")], "not listed"),
        ([("a", "2020-01-01", "2020-12-31", "b"), ("b", "2020-12-31", "null", "null")], "begin after"),
        ([("a", "2020-01-01", "null", "b"), ("b", "2020-12-31", "null", "null")], "begin after"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(
    tmp_path: Path, kinds: list[tuple[str, str, str, str]], said: str
) -> None:
    with pytest.raises(DataRefused, match=said):
        written(tmp_path, *kinds)
