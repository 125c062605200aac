"""What decisions about a model need to know of it and of the unit that keeps it, and what they have in common."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from chronicle.aggregate import Fold
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier
from contracts.models import (
    Grade,
    ModelClosed,
    ModelConsolidated,
    ModelDecided,
    ModelLaunched,
    ModelMoved,
    ModelPlanned,
    ModelProposed,
    ModelRenamed,
    ModelReplicated,
    ModelReviewed,
    MonitorAssigned,
    PaperFiled,
    PaperTakenBack,
    PlacementAsked,
)
from contracts.registration import UnitEnded, UnitListed

State = Literal["unknown", "proposed", "planned", "decided", "launched", "closed"]


class ModelCommand(Command):
    """Every command names the model."""

    model_id: Identifier


@dataclass(frozen=True)
class Model:
    """One model, as far as decisions ask."""

    state: State = "unknown"
    unit_id: str = ""
    model_name: str = ""
    model_kind: str = ""
    decision_number: str = ""
    proposed_on: date | None = None
    last_step_on: date | None = None
    """The day of the last fact that changes what is counted: nothing that is counted may hold before it."""
    monitor_id: str | None = None
    grade: Grade | None = None
    reviews: frozenset[tuple[object, ...]] = frozenset()
    points: int = 0
    teams: int = 0
    papers: dict[tuple[str, str], tuple[date, str | None]] = field(default_factory=dict)
    """By code and number: the day it is dated and the hash of its file."""
    consolidated: tuple[str, ...] | None = None
    """The papers that were there when the dossier was last put right."""
    asked_to_place: bool = False

    def paper_codes(self) -> tuple[str, ...]:
        """The kinds of papers that are there, in the order of the alphabet."""
        return tuple(sorted({paper for paper, _ in self.papers}))


@dataclass(frozen=True)
class KnownUnit:
    """Whether a unit of the register stands."""

    listed: bool = False
    ended: bool = False


def evolve(model: Model, fact: Fact) -> Model:
    match fact:
        case ModelProposed():
            return replace(
                model, state="proposed", unit_id=fact.unit_id, model_name=fact.model_name, model_kind=fact.model_kind,
                proposed_on=fact.proposed_on, last_step_on=fact.proposed_on,
            )  # fmt: skip
        case ModelPlanned():
            return replace(model, state="planned", last_step_on=fact.planned_on)
        case ModelDecided():
            return replace(model, state="decided", decision_number=fact.decision_number, last_step_on=fact.decided_on)
        case ModelLaunched():
            return replace(model, state="launched", points=fact.points, teams=fact.teams, last_step_on=fact.launched_on)
        case ModelReplicated():
            return replace(model, points=fact.points, teams=fact.teams, last_step_on=fact.replicated_on)
        case ModelMoved():
            return replace(model, unit_id=fact.unit_id, last_step_on=fact.moved_on, asked_to_place=False)
        case ModelClosed():
            return replace(model, state="closed", last_step_on=fact.closed_on)
    return _evolve_upkeep(model, fact)


def _evolve_upkeep(model: Model, fact: Fact) -> Model:
    match fact:
        case ModelRenamed():
            return replace(model, model_name=fact.model_name)
        case MonitorAssigned():
            return replace(model, monitor_id=fact.monitor_id)
        case ModelReviewed():
            review = (fact.review_kind, fact.period_first, fact.period_last, fact.reviewed_on, fact.grade)
            return replace(model, grade=fact.grade, reviews=model.reviews | {review})
        case PaperFiled():
            filed = {(fact.paper, fact.number): (fact.dated, fact.file_sha256)}
            return replace(model, papers={**model.papers, **filed})
        case PaperTakenBack():
            kept = {key: paper for key, paper in model.papers.items() if key != (fact.paper, fact.number)}
            return replace(model, papers=kept)
        case ModelConsolidated():
            return replace(model, consolidated=fact.papers)
        case PlacementAsked():
            return replace(model, asked_to_place=True)
    return model


def evolve_unit(unit: KnownUnit, fact: Fact) -> KnownUnit:
    match fact:
        case UnitListed():
            return replace(unit, listed=True)
        case UnitEnded():
            return replace(unit, ended=True)
    return unit


MODEL_FOLD = Fold(category="models.model", initial=Model(), evolve=evolve)
UNIT_FOLD = Fold(category="registration.unit", initial=KnownUnit(), evolve=evolve_unit)


def must_be_there(model: Model) -> None:
    """Raises Refused for a model that nobody proposed."""
    if model.state == "unknown":
        raise Refused("model.unknown", vi="Chưa có mô hình này", en="There is no such model")


def must_stand(model: Model) -> None:
    """Raises Refused for a model that is not there or has ended."""
    must_be_there(model)
    if model.state == "closed":
        raise Refused(
            "model.closed",
            vi="Mô hình đã kết thúc; nếu lập lại, hãy đề xuất mô hình mới",
            en="The model has ended; where it begins anew, propose a new one",
        )


def must_work(model: Model) -> None:
    """Raises Refused for a model that does not work (yet, or any more)."""
    must_stand(model)
    if model.state != "launched":
        raise Refused(
            "model.not_launched",
            vi="Mô hình chưa ra mắt; hãy ghi ra mắt trước",
            en="The model has not been launched yet; record its launch first",
        )


def must_not_be_before(model: Model, day: date) -> None:
    """Raises Refused where the step before was taken on a later day: counts hold at every date."""
    if model.last_step_on is not None and day < model.last_step_on:
        raise Refused(
            "model.day_before_last_step",
            vi=f"Bước trước của mô hình đã ghi ngày {model.last_step_on:%d/%m/%Y}, sau ngày {day:%d/%m/%Y}",
            en=f"The step before holds from {model.last_step_on}, after {day}",
        )


def must_be_listed(unit: KnownUnit) -> None:
    """Raises Refused for a unit that is not in the register or has ended."""
    if not unit.listed or unit.ended:
        raise Refused(
            "unit.unknown",
            vi="Đơn vị không có trong danh bạ, hoặc đã kết thúc",
            en="The unit is not in the register, or has ended",
        )
