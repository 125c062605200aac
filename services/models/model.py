"""A self-management model from proposal through launch, reviews and replication to its end."""

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, Text, UnitId
from contracts.models import (
    Block,
    Grade,
    ModelClosed,
    ModelLaunched,
    ModelProposed,
    ModelReplicated,
    ModelReviewed,
    MonitorAssigned,
)
from contracts.registration import UnitEnded, UnitListed

points_max = 10_000


class ModelCommand(Command):
    """Every command names the model."""

    model_id: Identifier


class ProposeModel(ModelCommand):
    """A unit surveyed the need and proposes a model."""

    unit_id: UnitId
    model_name: Text
    model_kind: Text
    block: Block
    patron: Text | None = None


class LaunchModel(ModelCommand):
    """Decided, with its regulation, and working (ra mắt) at so many points with so many teams."""

    decision_number: Text
    regulation_number: Text
    points: Count = Field(ge=1, le=points_max)
    teams: Count = Field(le=points_max)


class AssignMonitor(ModelCommand):
    """Names the body that monitors and guides it."""

    monitor_id: UnitId


class ReviewModel(ModelCommand):
    """Grades it in a review."""

    grade: Grade


class ReplicateModel(ModelCommand):
    """Brings it to new points."""

    added_points: Count = Field(ge=1, le=points_max)
    added_teams: Count = Field(le=points_max)


class CloseModel(ModelCommand):
    """Ends it."""

    reason: Text
    successor_id: Identifier | None = None


@dataclass(frozen=True)
class Model:
    """What decisions need to know of it."""

    unit_id: str = ""
    state: Literal["unknown", "proposed", "launched", "closed"] = "unknown"
    monitor_id: str | None = None
    grade: Grade | None = None
    points: int = 0
    teams: int = 0


@dataclass(frozen=True)
class KnownUnit:
    """What models know of a unit of the register: whether it stands."""

    listed: bool = False
    ended: bool = False


def evolve(model: Model, fact: Fact) -> Model:
    match fact:
        case ModelProposed():
            return replace(model, state="proposed", unit_id=fact.unit_id)
        case ModelLaunched():
            return replace(model, state="launched", points=fact.points, teams=fact.teams)
        case MonitorAssigned():
            return replace(model, monitor_id=fact.monitor_id)
        case ModelReviewed():
            return replace(model, grade=fact.grade)
        case ModelReplicated():
            return replace(model, points=fact.points, teams=fact.teams)
        case ModelClosed():
            return replace(model, state="closed")
    return model


def evolve_unit(unit: KnownUnit, fact: Fact) -> KnownUnit:
    match fact:
        case UnitListed():
            return replace(unit, listed=True)
        case UnitEnded():
            return replace(unit, ended=True)
    return unit


def propose(command: ProposeModel, model: Model, unit: KnownUnit) -> list[Fact]:
    if model.state != "unknown":
        return []
    if not unit.listed or unit.ended:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    return [
        ModelProposed(
            model_id=command.model_id,
            unit_id=command.unit_id,
            model_name=command.model_name,
            model_kind=command.model_kind,
            block=command.block,
            patron=command.patron,
            proposed_on=command.occurred_on,
        )
    ]


def launch(command: LaunchModel, model: Model, unit: KnownUnit) -> list[Fact]:
    _must_stand(model)
    if model.state == "launched":
        return []
    return [
        ModelLaunched(
            model_id=command.model_id,
            unit_id=model.unit_id,
            decision_number=command.decision_number,
            regulation_number=command.regulation_number,
            points=command.points,
            teams=command.teams,
            launched_on=command.occurred_on,
        )
    ]


def assign_monitor(command: AssignMonitor, model: Model, unit: KnownUnit) -> list[Fact]:
    _must_stand(model)
    if not unit.listed or unit.ended:
        raise Refused(
            "unit.unknown", vi="Đơn vị theo dõi không có trong danh bạ", en="The monitoring unit is not in the register"
        )
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
    _must_work(model)
    return [
        ModelReviewed(
            model_id=command.model_id,
            unit_id=model.unit_id,
            grade=command.grade,
            previous_grade=model.grade,
            reviewed_on=command.occurred_on,
        )
    ]


def replicate(command: ReplicateModel, model: Model, unit: KnownUnit) -> list[Fact]:
    _must_work(model)
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


def close(command: CloseModel, model: Model, unit: KnownUnit) -> list[Fact]:
    if model.state == "closed":
        return []
    _must_stand(model)
    if command.successor_id == command.model_id:
        raise Refused("model.succeeds_itself", vi="Mô hình không thể tự kế thừa", en="A model cannot succeed itself")
    return [
        ModelClosed(
            model_id=command.model_id,
            unit_id=model.unit_id,
            reason=command.reason,
            successor_id=command.successor_id,
            closed_on=command.occurred_on,
        )
    ]


def _must_stand(model: Model) -> None:
    if model.state == "unknown":
        raise Refused("model.unknown", vi="Chưa có mô hình này", en="There is no such model")
    if model.state == "closed":
        raise Refused("model.closed", vi="Mô hình đã kết thúc", en="The model has ended")


def _must_work(model: Model) -> None:
    _must_stand(model)
    if model.state != "launched":
        raise Refused("model.not_launched", vi="Mô hình chưa ra mắt", en="The model has not been launched yet")


def _unit_looked_at(command: ModelCommand, model: Model) -> str | None:
    match command:
        case ProposeModel():
            return command.unit_id
        case AssignMonitor():
            return command.monitor_id
    return None


UNIT = Fold(category="registration.unit", initial=KnownUnit(), evolve=evolve_unit)

MODEL: Aggregate[Model] = Aggregate(
    fold=Fold(category="models.model", initial=Model(), evolve=evolve),
    identity=lambda command: command.model_id,
    knows={"unit": Knowledge(UNIT, _unit_looked_at)},
    decisions={
        ProposeModel: propose,
        LaunchModel: launch,
        AssignMonitor: assign_monitor,
        ReviewModel: review,
        ReplicateModel: replicate,
        CloseModel: close,
    },
)
