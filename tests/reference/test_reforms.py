"""The reforms of a province are loaded with their tables, in the order of their days."""

from datetime import date
from pathlib import Path

import pytest

import reference
from reference.reforms import load_reforms
from reference.refusal import DataRefused

pytestmark = pytest.mark.fast

DATA = Path(reference.__file__).parent / "data" / "binh-thuan"


def test_binh_thuan_went_through_two() -> None:
    first, second = load_reforms(DATA)
    assert (first.source.day, second.source.day) == (date(2024, 12, 1), date(2025, 7, 1))
    assert first.after == () and len(second.after) == 46


def test_a_province_without_the_file_went_through_none_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    assert load_reforms(tmp_path) == []
    (tmp_path / "reforms.yaml").write_text("reforms:\n  - day: 2024-13-01\n")
    with pytest.raises(DataRefused, match="day"):
        load_reforms(tmp_path)
