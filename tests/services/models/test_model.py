"""Decisions about a model: it happens, it had already happened, it may not."""

from datetime import date

import pytest

from chronicle.spec import DeciderSpec, ViewSpec
from contracts.models import ModelClosed, ModelLaunched, ModelProposed, ModelReplicated
from contracts.registration import UnitListed
from services.models.model import MODEL, CloseModel, LaunchModel, ProposeModel, ReplicateModel, ReviewModel
from services.models.projections.inventory import INVENTORY, InventoryRow

pytestmark = pytest.mark.fast

DAY = date(2021, 4, 1)
LISTED = UnitListed(
    unit_id="c1", unit_kind="commune", title="Xã", unit_name="Tân Hà", parent_id="d1", codes=(), valid_from=date(2021, 1, 1),
    latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
)  # fmt: skip
PROPOSED = ModelProposed(
    model_id="m1", unit_id="c1", model_name="Tiếng kẻng an ninh", model_kind="tiếng kẻng", block="residential", patron=None,
    proposed_on=DAY,
)  # fmt: skip
LAUNCHED = ModelLaunched(
    model_id="m1",
    unit_id="c1",
    decision_number="12/QĐ-UBND",
    regulation_number="01/QC",
    points=3,
    teams=2,
    launched_on=DAY,
)
CLOSED = ModelClosed(model_id="m1", unit_id="c1", reason="Không còn phù hợp", successor_id=None, closed_on=DAY)
PROPOSE = ProposeModel(
    occurred_on=DAY,
    model_id="m1",
    unit_id="c1",
    model_name="Tiếng kẻng an ninh",
    model_kind="tiếng kẻng",
    block="residential",
)
LAUNCH = LaunchModel(
    occurred_on=DAY, model_id="m1", decision_number="12/QĐ-UBND", regulation_number="01/QC", points=3, teams=2
)
CLOSE = CloseModel(occurred_on=DAY, model_id="m1", reason="Không còn phù hợp")
model = DeciderSpec(MODEL)


def test_a_model_is_proposed_by_a_listed_unit() -> None:
    model.given().knowing(unit=(LISTED,)).when(PROPOSE).then(PROPOSED)
    model.given(PROPOSED).knowing(unit=(LISTED,)).when(PROPOSE).then_nothing()
    model.given().when(PROPOSE).then_refused("unit.unknown")


def test_a_model_is_launched_once() -> None:
    model.given(PROPOSED).when(LAUNCH).then(LAUNCHED)
    model.given(PROPOSED, LAUNCHED).when(LAUNCH).then_nothing()
    model.given(PROPOSED, LAUNCHED, CLOSED).when(LAUNCH).then_refused("model.closed")


def test_a_model_is_replicated_with_counts_after() -> None:
    replicate = ReplicateModel(occurred_on=DAY, model_id="m1", added_points=2, added_teams=1)
    model.given(PROPOSED, LAUNCHED).when(replicate).then(
        ModelReplicated(
            model_id="m1", unit_id="c1", added_points=2, added_teams=1, points=5, teams=3, replicated_on=DAY
        )
    )
    model.given(PROPOSED).when(replicate).then_refused("model.not_launched")


def test_a_model_is_reviewed_only_while_it_works() -> None:
    model.given(PROPOSED).when(ReviewModel(occurred_on=DAY, model_id="m1", grade="good")).then_refused(
        "model.not_launched"
    )


def test_a_model_is_closed_with_a_reason() -> None:
    model.given(PROPOSED, LAUNCHED).when(CLOSE).then(CLOSED)
    model.given(PROPOSED, LAUNCHED, CLOSED).when(CLOSE).then_nothing()
    model.given().when(CLOSE).then_refused("model.unknown")
    itself = CloseModel(occurred_on=DAY, model_id="m1", reason="x", successor_id="m1")
    model.given(PROPOSED).when(itself).then_refused("model.succeeds_itself")


def test_the_inventory_counts_kinds_points_and_teams_apart() -> None:
    ViewSpec(INVENTORY).given(PROPOSED, LAUNCHED, CLOSED).then(
        InventoryRow(
            model_id="m1", unit_id="c1", model_name="Tiếng kẻng an ninh", model_kind="tiếng kẻng", block="residential",
            state="closed", points=3, teams=2, since=DAY, close_reason="Không còn phù hợp",
        )
    )  # fmt: skip
