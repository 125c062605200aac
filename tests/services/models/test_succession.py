"""What becomes of a unit's models when the unit goes over into others."""

import pytest

from contracts.registration import Successor, UnitSucceeded
from services.models.model import AskForPlacement, MoveModel
from services.models.reactions import consequences
from tests.services.models.examples import DAY

pytestmark = pytest.mark.fast


def succeeded(*units: str, ended: bool = True) -> UnitSucceeded:
    share = "whole" if ended and len(units) == 1 else "part"
    return UnitSucceeded(
        unit_id="c1", unit_kind="commune", successors=tuple(Successor(unit_id=unit, share=share) for unit in units),
        ended=ended, legal_basis="1365/NQ-UBTVQH15", valid_from=DAY,
    )  # fmt: skip


def test_models_of_a_unit_that_was_merged_go_over_to_its_successor() -> None:
    assert consequences(succeeded("c2"), ["m1", "m2"]) == [
        MoveModel(occurred_on=DAY, model_id=model_id, unit_id="c2", reason="1365/NQ-UBTVQH15")
        for model_id in ("m1", "m2")
    ]


def test_of_a_unit_that_was_split_a_person_says_where_each_goes() -> None:
    assert consequences(succeeded("c2", "c3"), ["m1"]) == [
        AskForPlacement(occurred_on=DAY, model_id="m1", successors=("c2", "c3"))
    ]


def test_a_unit_that_gave_a_part_away_keeps_its_models() -> None:
    assert consequences(succeeded("c2", ended=False), ["m1"]) == []
