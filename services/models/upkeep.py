"""The upkeep of a model that stands: who monitors and guides it, how reviews grade it, where it spreads to."""

from datetime import date

from pydantic import Field

from chronicle.aggregate import Aggregate, Knowledge
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, UnitId
from contracts.models import Grade, ModelReplicated, ModelReviewed, MonitorAssigned, ReviewKind
from services.models.model import points_max
from services.models.state import (
    MODEL_FOLD,
    UNIT_FOLD,
    KnownUnit,
    Model,
    ModelCommand,
    must_be_listed,
    must_not_be_before,
    must_stand,
    must_work,
)


class AssignMonitor(ModelCommand):
    """Names the body that monitors and guides it."""

    monitor_id: UnitId


class ReviewModel(ModelCommand):
    """Grades it in a review: interim (sơ kết) or final (tổng kết), of which period."""

    grade: Grade
    review_kind: ReviewKind | None = None
    period_first: date | None = None
    period_last: date | None = None


class ReplicateModel(ModelCommand):
    """Brings it to new points and teams of the same unit."""

    added_points: Count = Field(ge=1, le=points_max)
    added_teams: Count = Field(le=points_max)


def assign_monitor(command: AssignMonitor, model: Model, unit: KnownUnit) -> list[Fact]:
    must_stand(model)
    must_be_listed(unit)
    if model.monitor_id == command.monitor_id:
        return []
    return [
        MonitorAssigned(
            model_id=command.model_id,
            unit_id=model.unit_id,
            monitor_id=command.monitor_id,
            previous_monitor_id=model.monitor_id,
        )
    ]


def review(command: ReviewModel, model: Model, unit: KnownUnit) -> list[Fact]:
    must_work(model)
    first, last = command.period_first, command.period_last
    if first and last and last < first:
        raise Refused(
            "review.period_backwards",
            vi="Kỳ đánh giá kết thúc trước khi bắt đầu; hãy sửa ngày đầu hoặc ngày cuối",
            en="The period ends before it begins; put its first or last day right",
        )
    if (command.review_kind, first, last, command.occurred_on, command.grade) in model.reviews:
        return []
    return [
        ModelReviewed(
            model_id=command.model_id,
            unit_id=model.unit_id,
            grade=command.grade,
            previous_grade=model.grade,
            reviewed_on=command.occurred_on,
            review_kind=command.review_kind,
            period_first=first,
            period_last=last,
        )
    ]


def replicate(command: ReplicateModel, model: Model, unit: KnownUnit) -> list[Fact]:
    """Asked again it adds again; a request sent twice is told by its Idempotency-Key."""
    must_work(model)
    must_not_be_before(model, command.occurred_on)
    return [
        ModelReplicated(
            model_id=command.model_id,
            unit_id=model.unit_id,
            added_points=command.added_points,
            added_teams=command.added_teams,
            points=model.points + command.added_points,
            teams=model.teams + command.added_teams,
            replicated_on=command.occurred_on,
        )
    ]


UPKEEP: Aggregate[Model] = Aggregate(
    fold=MODEL_FOLD,
    identity=lambda command: command.model_id,
    knows={"unit": Knowledge(UNIT_FOLD, lambda command, model: getattr(command, "monitor_id", None))},
    decisions={AssignMonitor: assign_monitor, ReviewModel: review, ReplicateModel: replicate},
)
