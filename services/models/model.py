"""A self-management model from proposal through plan, decision and launch to its end; its name, and who keeps it."""

from pydantic import Field

from chronicle.aggregate import Aggregate, Knowledge
from chronicle.refusal import Refused
from contracts.fact import Count, Fact, Identifier, Text, UnitId, items_max
from contracts.models import (
    Block,
    ModelClosed,
    ModelDecided,
    ModelLaunched,
    ModelMoved,
    ModelPlanned,
    ModelProposed,
    ModelRenamed,
    PlacementAsked,
)
from services.models.state import (
    MODEL_FOLD,
    UNIT_FOLD,
    KnownUnit,
    Model,
    ModelCommand,
    must_be_listed,
    must_be_there,
    must_not_be_before,
    must_stand,
    must_work,
)

points_max = 10_000


class ProposeModel(ModelCommand):
    """A unit surveyed the need and proposes a model, perhaps as a replication of one elsewhere."""

    unit_id: UnitId
    model_name: Text
    model_kind: Text
    block: Block
    patron: Text | None = None
    origin_id: Identifier | None = None


class PlanModel(ModelCommand):
    """There is a plan for it."""

    plan_number: Text


class DecideModel(ModelCommand):
    """Its decision was taken; the day is the one the decision is dated."""

    decision_number: Text


class LaunchModel(ModelCommand):
    """Decided, with its regulation, and working (ra mắt) at so many points with so many teams."""

    decision_number: Text | None = Field(default=None, description="if given, the number of the decision recorded")
    regulation_number: Text
    points: Count = Field(ge=1, le=points_max)
    teams: Count = Field(le=points_max)


class RenameModel(ModelCommand):
    """Gives it another name."""

    model_name: Text


class MoveModel(ModelCommand):
    """Another unit keeps it from now on."""

    unit_id: UnitId
    reason: Text


class AskForPlacement(ModelCommand):
    """The unit that keeps it was split: a person has to say who keeps it."""

    successors: tuple[UnitId, ...] = Field(max_length=items_max)


class CloseModel(ModelCommand):
    """Ends it, with a reason and, where there is one, a successor."""

    reason: Text
    successor_id: Identifier | None = None


def propose(command: ProposeModel, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    if model.state != "unknown":
        return []
    must_be_listed(unit)
    if command.origin_id is not None:
        must_work(other)
    return [
        ModelProposed(
            model_id=command.model_id,
            unit_id=command.unit_id,
            model_name=command.model_name,
            model_kind=command.model_kind,
            block=command.block,
            patron=command.patron,
            proposed_on=command.occurred_on,
            origin_id=command.origin_id,
        )
    ]


def plan(command: PlanModel, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    must_stand(model)
    if model.state != "proposed":
        return []
    must_not_be_before(model, command.occurred_on)
    return [
        ModelPlanned(
            model_id=command.model_id,
            unit_id=model.unit_id,
            plan_number=command.plan_number,
            planned_on=command.occurred_on,
        )
    ]


def decide(command: DecideModel, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    """A plan is not asked for: where there is none, it is among the papers that are missing."""
    must_stand(model)
    if model.state in ("decided", "launched"):
        return []
    must_not_be_before(model, command.occurred_on)
    return [
        ModelDecided(
            model_id=command.model_id,
            unit_id=model.unit_id,
            decision_number=command.decision_number,
            decided_on=command.occurred_on,
        )
    ]


def launch(command: LaunchModel, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    """A body that monitors it is not asked for: without one it is a finding."""
    must_stand(model)
    if model.state == "launched":
        return []
    if model.state != "decided":
        raise Refused(
            "model.not_decided",
            vi="Mô hình chưa có quyết định; hãy ghi số và ngày quyết định trước khi ra mắt",
            en="The model has no decision yet; record its number and day before the launch",
        )
    if command.decision_number not in (None, model.decision_number):
        raise Refused(
            "model.another_decision",
            vi=f"Quyết định đã ghi của mô hình là số {model.decision_number}",
            en=f"The decision recorded for the model is {model.decision_number}",
        )
    must_not_be_before(model, command.occurred_on)
    return [
        ModelLaunched(
            model_id=command.model_id,
            unit_id=model.unit_id,
            decision_number=model.decision_number,
            regulation_number=command.regulation_number,
            points=command.points,
            teams=command.teams,
            launched_on=command.occurred_on,
        )
    ]


def rename(command: RenameModel, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    must_stand(model)
    if command.model_name == model.model_name:
        return []
    return [
        ModelRenamed(
            model_id=command.model_id,
            unit_id=model.unit_id,
            model_name=command.model_name,
            previous_name=model.model_name,
            renamed_on=command.occurred_on,
        )
    ]


def move(command: MoveModel, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    must_stand(model)
    if command.unit_id == model.unit_id:
        return []
    must_be_listed(unit)
    must_not_be_before(model, command.occurred_on)
    return [
        ModelMoved(
            model_id=command.model_id,
            unit_id=command.unit_id,
            previous_unit_id=model.unit_id,
            model_kind=model.model_kind,
            launched=model.state == "launched",
            points=model.points,
            teams=model.teams,
            reason=command.reason,
            moved_on=command.occurred_on,
        )
    ]


def ask_for_placement(command: AskForPlacement, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    must_stand(model)
    if model.asked_to_place:
        return []
    return [
        PlacementAsked(
            model_id=command.model_id,
            unit_id=model.unit_id,
            successors=command.successors,
            asked_on=command.occurred_on,
        )
    ]


def close(command: CloseModel, model: Model, unit: KnownUnit, other: Model) -> list[Fact]:
    must_be_there(model)
    if model.state == "closed":
        return []
    if command.successor_id == command.model_id:
        raise Refused("model.succeeds_itself", vi="Mô hình không thể tự kế thừa", en="A model cannot succeed itself")
    if command.successor_id is not None and other.state in ("unknown", "closed"):
        raise Refused(
            "successor.unknown",
            vi="Mô hình kế thừa không có hoặc đã kết thúc; hãy chọn mô hình khác hoặc để trống",
            en="The successor is not there or has ended; choose another one or none",
        )
    must_not_be_before(model, command.occurred_on)
    return [
        ModelClosed(
            model_id=command.model_id,
            unit_id=model.unit_id,
            reason=command.reason,
            successor_id=command.successor_id,
            closed_on=command.occurred_on,
        )
    ]


def _other_model(command: ModelCommand, model: Model) -> str | None:
    match command:
        case ProposeModel():
            return command.origin_id
        case CloseModel():
            return command.successor_id
    return None


MODEL: Aggregate[Model] = Aggregate(
    fold=MODEL_FOLD,
    identity=lambda command: command.model_id,
    knows={
        "unit": Knowledge(UNIT_FOLD, lambda command, model: getattr(command, "unit_id", None)),
        "other": Knowledge(MODEL_FOLD, _other_model),
    },
    decisions={
        ProposeModel: propose,
        PlanModel: plan,
        DecideModel: decide,
        LaunchModel: launch,
        RenameModel: rename,
        MoveModel: move,
        AskForPlacement: ask_for_placement,
        CloseModel: close,
    },
)
