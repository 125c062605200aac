"""A campaign opens with all it names, and is refused where its parts do not fit together."""

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import reference
from reference.campaigns import campaign_file, load_campaign, open_campaign
from reference.refusal import DataRefused
from reference.working_days import is_working_day

PATH = campaign_file("binh-thuan-2021")
OPENED = open_campaign(PATH)
PACKAGE = Path(reference.__file__).parent


def test_the_campaign_of_2021_opens_with_its_units() -> None:
    kinds = Counter(unit.kind for unit in OPENED.units)
    assert (kinds["province"], kinds["district"], kinds["commune"], kinds["residential_area"]) == (1, 10, 124, 691)
    assert all(kinds[kind] for kind in ("agency", "enterprise", "school"))
    assert OPENED.units[0].unit_id == OPENED.province_id
    assert any(unit.out_of_scope_reason for unit in OPENED.units)


def test_units_come_after_the_units_they_belong_to() -> None:
    seen: set[str] = set()
    for unit in OPENED.units:
        assert unit.parent_id is None or unit.parent_id in seen
        seen.add(unit.unit_id)
    assert len(seen) == len(OPENED.units)


def test_over_85_percent_is_not_85_percent() -> None:
    areas, communes, households = OPENED.campaign.targets
    assert (areas.strictly_over, communes.strictly_over, households.strictly_over) == (False, False, True)
    assert households.fraction == Fraction(85, 100)
    assert not households.is_reached(85, 100)
    assert households.is_reached(8501, 10_000)
    assert communes.is_reached(124, 124)
    assert not communes.is_reached(123, 124)
    assert not communes.is_reached(0, 0)


def test_the_plan_is_dated_on_a_day_off_and_the_festival_is_on_19_august() -> None:
    assert not is_working_day(OPENED.campaign.founding_plan.dated, OPENED.calendar)
    days = {occasion.code: occasion.day for occasion in OPENED.campaign.occasions}
    assert days["festival"] == date(2021, 8, 19)


def test_the_windows_of_the_rule_set_lie_within_the_campaign_or_before_it() -> None:
    for rules in OPENED.rule_set.kinds:
        assert rules.window.last <= OPENED.campaign.closes
        if rules.decide.last_day is not None:
            assert OPENED.campaign.opens <= rules.decide.last_day <= OPENED.campaign.closes


@pytest.mark.parametrize(
    ("written", "instead", "column"),
    [
        ("tt23-2012-binh-thuan-2021", "tt124-2021-year-2022", "rule_set"),
        ('province_code: "60"', 'province_code: "61"', "province_code"),
        ('province_code: "60"', 'province_code: "593"', "province_code"),
        ("closes: 2022-03-31", "closes: 2023-03-31", "calendar"),
        ("tt23-2012-binh-thuan-2021", "no-such-rule-set", None),
        ("registration_closes: 2021-04-30", "registration_closes: 2021-01-30", ""),
        ("due: 2021-03-20", "due: 2021-03-01", "report_periods.0"),
    ],
)
def test_a_campaign_whose_parts_do_not_fit_is_refused(
    tmp_path: Path, written: str, instead: str, column: str | None
) -> None:
    text = PATH.read_text().replace("../data", str(PACKAGE / "data"))
    assert written in text
    path = tmp_path / "campaign.yaml"
    path.write_text(text.replace(written, instead))
    with pytest.raises(DataRefused) as caught:
        open_campaign(path)
    assert caught.value.problems[0].column == column


def test_a_province_with_real_areas_has_none_made_up(tmp_path: Path) -> None:
    text = PATH.read_text().replace("../data", str(PACKAGE / "data"))
    text = text.replace("generated_residential_areas: 691", "generated_residential_areas: null")
    path = tmp_path / "campaign.yaml"
    path.write_text(text)
    assert not any(unit.kind == "residential_area" for unit in open_campaign(path).units)
    assert load_campaign(path).units.generated_residential_areas is None


def test_no_code_knows_a_province() -> None:
    for path in PACKAGE.glob("*.py"):
        source = path.read_text()
        assert not [word for word in ("Bình Thuận", "binh-thuan", "691") if word in source], path.name
