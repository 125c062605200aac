"""The list of counters is whole in both languages, dated, and refused where it contradicts itself."""

from datetime import date
from pathlib import Path

import pytest

from reference.counters import Counters, counters_file, load_counters
from reference.refusal import DataRefused

pytestmark = pytest.mark.fast

LINE = "  - {code: leaflets, text_vi: Tờ rơi, text_en: Leaflets, first: 2020-01-01, last: LAST, confirmed: false}\n"


def written(folder: Path, *lasts: str) -> Counters:
    path = folder / "vn-test.yaml"
    path.write_text("counters:\n" + "".join(LINE.replace("LAST", last) for last in lasts), encoding="utf-8")
    return load_counters(path)


def test_every_counter_has_a_name_in_both_languages() -> None:
    counters = load_counters(counters_file()).counters
    assert len(counters) >= 10
    assert all(counter.text_vi and counter.text_en for counter in counters)


def test_a_counter_is_on_offer_on_its_days_both_included(tmp_path: Path) -> None:
    counters = written(tmp_path, "2021-12-31")
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    assert [len(counters.on(day)) for day in days] == [0, 1, 1, 0]


def test_a_counter_given_twice_or_ending_before_it_begins_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="given twice"):
        written(tmp_path, "null", "null")
    with pytest.raises(DataRefused, match="ends before it begins"):
        written(tmp_path, "2019-12-31")
    with pytest.raises(DataRefused):
        written(tmp_path, "2021-02-30")
