"""Decisions about the life of a model: it happens, it had already happened, it may not."""

import pytest

from chronicle.spec import DeciderSpec, ViewSpec
from contracts.models import ModelClosed, ModelMoved, ModelRenamed, PlacementAsked
from services.models.model import MODEL, AskForPlacement, CloseModel, MoveModel, RenameModel
from services.models.projections.inventory import INVENTORY, InventoryRow
from tests.services.models.examples import (
    BEFORE,
    CLOSE,
    CLOSED,
    DAY,
    DECIDE,
    DECIDED,
    ENDED,
    LAUNCH,
    LAUNCHED,
    LISTED,
    PLAN,
    PLANNED,
    PROPOSE,
    PROPOSED,
    WORKS,
    launched,
    listed,
    proposed,
)

pytestmark = pytest.mark.fast

model = DeciderSpec(MODEL)


def test_a_model_is_proposed_by_a_listed_unit() -> None:
    model.given().knowing(unit=(LISTED,)).when(PROPOSE).then(PROPOSED)
    model.given(PROPOSED).knowing(unit=(LISTED,)).when(PROPOSE).then_nothing()
    model.given().when(PROPOSE).then_refused("unit.unknown")
    model.given().knowing(unit=(LISTED, ENDED)).when(PROPOSE).then_refused("unit.unknown")


def test_a_replication_elsewhere_names_a_model_that_works() -> None:
    replicate = PROPOSE.model_copy(update={"origin_id": "m0"})
    origin = (proposed("m0", "c2"), launched("m0", "c2"))
    model.given().knowing(unit=(LISTED,), other=origin).when(replicate).then(proposed(origin_id="m0"))
    model.given().knowing(unit=(LISTED,)).when(replicate).then_refused("model.unknown")
    model.given().knowing(unit=(LISTED,), other=origin[:1]).when(replicate).then_refused("model.not_launched")


def test_a_model_is_planned_once_and_before_its_decision() -> None:
    model.given(PROPOSED).when(PLAN).then(PLANNED)
    model.given(PROPOSED, PLANNED).when(PLAN).then_nothing()
    model.given(PROPOSED, DECIDED).when(PLAN).then_nothing()
    model.given().when(PLAN).then_refused("model.unknown")
    early = PLAN.model_copy(update={"occurred_on": BEFORE})
    model.given(PROPOSED).when(early).then_refused("model.day_before_last_step")


def test_a_model_is_decided_with_or_without_a_plan() -> None:
    model.given(PROPOSED, PLANNED).when(DECIDE).then(DECIDED)
    model.given(PROPOSED).when(DECIDE).then(DECIDED)
    model.given(PROPOSED, DECIDED).when(DECIDE).then_nothing()
    model.given(PROPOSED, CLOSED).when(DECIDE).then_refused("model.closed")


def test_a_model_is_launched_once_under_its_decision() -> None:
    model.given(PROPOSED, DECIDED).when(LAUNCH).then(LAUNCHED)
    model.given(*WORKS).when(LAUNCH).then_nothing()
    model.given(PROPOSED).when(LAUNCH).then_refused("model.not_decided")
    model.given(*WORKS, CLOSED).when(LAUNCH).then_refused("model.closed")
    other = LAUNCH.model_copy(update={"decision_number": "13/QĐ-UBND"})
    model.given(PROPOSED, DECIDED).when(other).then_refused("model.another_decision")


def test_a_model_is_renamed() -> None:
    rename = RenameModel(occurred_on=DAY, model_id="m1", model_name="Camera an ninh")
    renamed = ModelRenamed(
        model_id="m1", unit_id="c1", model_name="Camera an ninh", previous_name="Tiếng kẻng an ninh", renamed_on=DAY
    )
    model.given(PROPOSED).when(rename).then(renamed)
    model.given(PROPOSED, renamed).when(rename).then_nothing()
    model.given(PROPOSED, CLOSED).when(rename).then_refused("model.closed")


def test_a_model_moves_to_another_unit_with_all_that_counts() -> None:
    move = MoveModel(occurred_on=DAY, model_id="m1", unit_id="c2", reason="Sáp nhập")
    moved = ModelMoved(
        model_id="m1", unit_id="c2", previous_unit_id="c1", model_kind="tiếng kẻng", launched=True, points=3, teams=2,
        reason="Sáp nhập", moved_on=DAY,
    )  # fmt: skip
    model.given(*WORKS).knowing(unit=(listed("c2"),)).when(move).then(moved)
    model.given(*WORKS, moved).knowing(unit=(listed("c2"),)).when(move).then_nothing()
    model.given(*WORKS).when(move).then_refused("unit.unknown")
    early = move.model_copy(update={"occurred_on": BEFORE})
    model.given(*WORKS).knowing(unit=(listed("c2"),)).when(early).then_refused("model.day_before_last_step")


def test_a_person_is_asked_once_where_a_model_of_a_split_unit_goes() -> None:
    ask = AskForPlacement(occurred_on=DAY, model_id="m1", successors=("c2", "c3"))
    asked = PlacementAsked(model_id="m1", unit_id="c1", successors=("c2", "c3"), asked_on=DAY)
    model.given(*WORKS).when(ask).then(asked)
    model.given(*WORKS, asked).when(ask).then_nothing()
    model.given(*WORKS, CLOSED).when(ask).then_refused("model.closed")


def test_a_model_is_closed_with_a_reason_and_perhaps_a_successor() -> None:
    model.given(*WORKS).when(CLOSE).then(CLOSED)
    model.given(*WORKS, CLOSED).when(CLOSE).then_nothing()
    model.given().when(CLOSE).then_refused("model.unknown")
    itself = CloseModel(occurred_on=DAY, model_id="m1", reason="x", successor_id="m1")
    model.given(PROPOSED).when(itself).then_refused("model.succeeds_itself")
    followed = CloseModel(occurred_on=DAY, model_id="m1", reason="x", successor_id="m2")
    model.given(PROPOSED).knowing(other=(proposed("m2"),)).when(followed).then(
        ModelClosed(model_id="m1", unit_id="c1", reason="x", successor_id="m2", closed_on=DAY)
    )
    model.given(PROPOSED).when(followed).then_refused("successor.unknown")
    early = CLOSE.model_copy(update={"occurred_on": BEFORE})
    model.given(*WORKS).when(early).then_refused("model.day_before_last_step")


def test_the_inventory_counts_kinds_points_and_teams_apart() -> None:
    ViewSpec(INVENTORY).given(PROPOSED, PLANNED, DECIDED, LAUNCHED, CLOSED).then(
        InventoryRow(
            model_id="m1", unit_id="c1", model_name="Tiếng kẻng an ninh", model_kind="tiếng kẻng", block="residential",
            state="closed", points=3, teams=2, since=DAY, close_reason="Không còn phù hợp", proposed_on=DAY,
            launched_on=DAY, decision_number="12/QĐ-UBND", words="tieng keng an ninh",
        )
    )  # fmt: skip


def test_the_inventory_follows_a_model_to_its_new_unit_and_name() -> None:
    asked = PlacementAsked(model_id="m1", unit_id="c1", successors=("c2", "c3"), asked_on=DAY)
    moved = ModelMoved(
        model_id="m1", unit_id="c2", previous_unit_id="c1", model_kind="tiếng kẻng", launched=False, points=0, teams=0,
        reason="x", moved_on=DAY,
    )  # fmt: skip
    renamed = ModelRenamed(model_id="m1", unit_id="c2", model_name="Ánh sáng", previous_name="x", renamed_on=DAY)
    row = InventoryRow(
        model_id="m1", unit_id="c1", model_name="Tiếng kẻng an ninh", model_kind="tiếng kẻng", block="residential",
        since=DAY, proposed_on=DAY, words="tieng keng an ninh", successors=("c2", "c3"),
    )  # fmt: skip
    ViewSpec(INVENTORY).given(PROPOSED, asked).then(row)
    [held] = INVENTORY.fold(ViewSpec(INVENTORY).given(PROPOSED, asked, moved, renamed).facts).values()
    found = dict(zip(INVENTORY.columns, held, strict=True))
    assert (found["unit_id"], found["model_name"], found["words"], found["successors"]) == (
        "c2", "Ánh sáng", "anh sang", (),
    )  # fmt: skip
