"""The script of the demonstration: the same everywhere, with the shortfalls a province has, for any province."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from deploy.demo.script import write
from deploy.demo.story import Story
from reference.campaigns import campaign_file, open_campaign

pytestmark = pytest.mark.fast

SMALL = Path(__file__).parent / "small" / "campaign.yaml"
CODE = ("contracts", "chronicle", "services", "portal", "deploy")


def test_the_script_is_the_same_under_every_hash_seed() -> None:
    program = (
        "import hashlib; from pathlib import Path; from deploy.demo.script import write; "
        "from reference.campaigns import open_campaign; "
        f"print(hashlib.sha256(repr(write(open_campaign(Path({str(SMALL)!r})))).encode()).hexdigest())"
    )
    here = hashlib.sha256(repr(write(open_campaign(SMALL))).encode()).hexdigest()
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == here


def test_every_step_has_a_key_of_its_own_and_days_are_in_order() -> None:
    steps = write(open_campaign(campaign_file("binh-thuan-2021")))
    assert max(Counter(step.key for step in steps).values()) == 1
    assert [step.day for step in steps] == sorted(step.day for step in steps)
    assert all(step.command.occurred_on <= step.day for step in steps)


def test_the_year_has_the_shortfalls_a_province_has() -> None:
    opened = open_campaign(campaign_file("binh-thuan-2021"))
    story, steps = Story(opened), write(opened)
    areas = story.of_kind("residential_area")
    registered = [day for area in areas if (day := story.registers_on(area))]
    assert (len(areas), len(registered)) == (691, 688)
    assert sum(day > opened.campaign.registration_closes for day in registered) == 9
    taken = Counter(type(step.command).__name__ for step in steps)
    assert taken["ReturnDossier"] > 0
    assert taken["CloseModel"] > 0
    outcomes = Counter(getattr(step.command, "outcome", None) for step in steps if step.key.endswith("/decide"))
    assert outcomes["refused"] > 0 < outcomes["recognised"]


def test_no_code_knows_which_province_it_plays() -> None:
    named = [
        str(path)
        for folder in CODE
        for path in Path(folder).rglob("*.py")
        if "Bình Thuận" in path.read_text(encoding="utf-8") and path.name != "cli.py"
    ]
    assert named == []
