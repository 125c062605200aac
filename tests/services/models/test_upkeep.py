"""Decisions about the upkeep of a model: monitors, reviews, replication."""

from datetime import date

import pytest

from chronicle.spec import DeciderSpec
from contracts.models import ModelReplicated, ModelReviewed, MonitorAssigned
from services.models.upkeep import UPKEEP, AssignMonitor, ReplicateModel, ReviewModel
from tests.services.models.examples import BEFORE, CLOSED, DAY, PROPOSED, WORKS, listed

pytestmark = pytest.mark.fast

model = DeciderSpec(UPKEEP)


def test_a_body_that_monitors_is_named() -> None:
    assign = AssignMonitor(occurred_on=DAY, model_id="m1", monitor_id="d1")
    assigned = MonitorAssigned(model_id="m1", unit_id="c1", monitor_id="d1", previous_monitor_id=None)
    model.given(PROPOSED).knowing(unit=(listed("d1"),)).when(assign).then(assigned)
    model.given(PROPOSED, assigned).knowing(unit=(listed("d1"),)).when(assign).then_nothing()
    model.given(PROPOSED).when(assign).then_refused("unit.unknown")


def test_a_model_is_reviewed_for_a_period_while_it_works() -> None:
    review = ReviewModel(
        occurred_on=DAY, model_id="m1", grade="weak", review_kind="interim", period_first=date(2021, 1, 1),
        period_last=date(2021, 3, 31),
    )  # fmt: skip
    reviewed = ModelReviewed(
        model_id="m1", unit_id="c1", grade="weak", previous_grade=None, reviewed_on=DAY, review_kind="interim",
        period_first=date(2021, 1, 1), period_last=date(2021, 3, 31),
    )  # fmt: skip
    model.given(*WORKS).when(review).then(reviewed)
    model.given(*WORKS, reviewed).when(review).then_nothing()
    better = review.model_copy(update={"grade": "fair"})
    model.given(*WORKS, reviewed).when(better).then(
        reviewed.model_copy(update={"grade": "fair", "previous_grade": "weak"})
    )
    model.given(PROPOSED).when(review).then_refused("model.not_launched")
    backwards = review.model_copy(update={"period_last": date(2020, 1, 1)})
    model.given(*WORKS).when(backwards).then_refused("review.period_backwards")


def test_a_model_is_replicated_with_counts_after() -> None:
    replicate = ReplicateModel(occurred_on=DAY, model_id="m1", added_points=2, added_teams=1)
    replicated = ModelReplicated(
        model_id="m1", unit_id="c1", added_points=2, added_teams=1, points=5, teams=3, replicated_on=DAY
    )
    model.given(*WORKS).when(replicate).then(replicated)
    again = replicated.model_copy(update={"points": 7, "teams": 4})
    model.given(*WORKS, replicated).when(replicate).then(again)
    model.given(PROPOSED).when(replicate).then_refused("model.not_launched")
    model.given(*WORKS, CLOSED).when(replicate).then_refused("model.closed")
    early = replicate.model_copy(update={"occurred_on": BEFORE})
    model.given(*WORKS).when(early).then_refused("model.day_before_last_step")
