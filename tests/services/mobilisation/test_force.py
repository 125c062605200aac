"""Decisions about head-counts of core forces, and the view they become."""

from datetime import date
from typing import Any

import pytest

from chronicle.refusal import Refused
from chronicle.spec import DeciderSpec, ViewSpec
from contracts.mobilisation import ForceCounted
from services.mobilisation.force import FORCE, CountForce
from services.mobilisation.projections.forces import FORCES, ForceRow
from services.mobilisation.screens.offered import forces, must_be_a_force
from tests.services.mobilisation.scenes import ended, listed

pytestmark = pytest.mark.fast

MARCH, JUNE = date(2021, 3, 31), date(2021, 6, 30)
force = DeciderSpec(FORCE).knowing(unit=(listed("c1"),))


def ask(heads: int, teams: int | None = None, on: date = MARCH) -> CountForce:
    return CountForce(occurred_on=on, unit_id="c1", force_kind="civil_guards", head_count=heads, teams=teams)


def counted(heads: int, teams: int | None = None, on: date = MARCH, **changed: Any) -> ForceCounted:
    fields: dict[str, Any] = {
        "previous_head_count": None, "previous_teams": None, "newest": True, "lowered": False, **changed,
    }  # fmt: skip
    return ForceCounted(unit_id="c1", force_kind="civil_guards", as_of=on, head_count=heads, teams=teams, **fields)


def test_a_unit_counts_a_force_as_of_a_day() -> None:
    force.given().when(ask(14, 3)).then(counted(14, 3))
    force.given(counted(14, 3)).when(ask(14, 3)).then_nothing()
    DeciderSpec(FORCE).given().when(ask(14)).then_refused("unit.unknown")


def test_a_lower_count_is_allowed_and_flagged_and_one_of_an_earlier_day_is_not_the_newest() -> None:
    before = {"previous_head_count": 14, "previous_teams": 3}
    force.given(counted(14, 3)).when(ask(12, 3, JUNE)).then(counted(12, 3, JUNE, lowered=True, **before))
    force.given(counted(14, 3, JUNE)).when(ask(12, 2)).then(counted(12, 2, newest=False, **before))


def test_there_are_no_more_teams_than_people() -> None:
    force.given().when(ask(2, 3)).then_refused("core_force.more_teams_than_heads")


def test_a_unit_that_ended_counts_up_to_its_last_day() -> None:
    gone = force.knowing(unit=(listed("c1"), ended("c1", JUNE)))
    gone.given().when(ask(14)).then(counted(14))
    gone.given().when(ask(14, on=JUNE)).then_refused("unit.ended")


def test_the_newest_word_about_a_day_counts_and_other_days_stay() -> None:
    ViewSpec(FORCES).given(counted(14, 3), counted(15, 3, JUNE), counted(13, None)).then(
        ForceRow("c1", "civil_guards", MARCH, 13), ForceRow("c1", "civil_guards", JUNE, 15, 3)
    )


def test_only_forces_of_the_day_are_counted_and_the_refusal_names_what_took_their_place() -> None:
    must_be_a_force("civil_guards", date(2024, 6, 30))
    must_be_a_force("grassroots_security_force", date(2024, 7, 1))
    with pytest.raises(Refused, match="cơ sở") as refusal:
        must_be_a_force("civil_guards", date(2024, 7, 1))
    assert refusal.value.code == "core_force.not_in_force"
    with pytest.raises(Refused) as refusal:
        must_be_a_force("grassroots_security_force", date(2024, 6, 30))
    assert refusal.value.code == "core_force.not_in_force"
    with pytest.raises(Refused) as refusal:
        must_be_a_force("spies", date(2024, 6, 30))
    assert refusal.value.code == "core_force.unknown"


def test_what_three_kinds_were_is_one_after_the_law() -> None:
    before, after = ({kind.code for kind in forces().on(day)} for day in (date(2024, 6, 30), date(2024, 7, 1)))
    assert before - after == {"part_time_commune_police", "civil_guards", "civil_defence_heads"}
    assert after - before == {"grassroots_security_force"}
