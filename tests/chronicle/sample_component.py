"""A small component for tests of the chronicle, on facts of the models service: order, sums and consequences all show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from chronicle.aggregate import Aggregate, Fold
from chronicle.command import Command, Context
from chronicle.component import Component
from chronicle.projection import Add, Change, Drop, Patch, Projection, Put
from chronicle.reaction import Reaction
from chronicle.refusal import Refused
from contracts.envelope import Seen
from contracts.fact import Fact
from contracts.models import ModelClosed, ModelProposed, ModelReplicated, ModelReviewed

DAY = date(2021, 4, 1)


class Open(Command):
    model_id: str
    unit_id: str = "c1"
    title: str = "Tiếng kẻng an ninh"


class Grow(Command):
    model_id: str
    added: int


class Close(Command):
    model_id: str


class Review(Command):
    """Always a new fact: whoever sends it twice under two ids sees two."""

    model_id: str


@dataclass(frozen=True)
class Points:
    state: str = "unknown"
    points: int = 0


def evolve(points: Points, fact: Fact) -> Points:
    match fact:
        case ModelProposed():
            return replace(points, state="open")
        case ModelReplicated():
            return replace(points, points=fact.points)
        case ModelClosed():
            return replace(points, state="closed")
    return points


def open_(command: Open, points: Points) -> list[Fact]:
    return [proposed(command.model_id, command.unit_id, command.title)] if points.state == "unknown" else []


def grow(command: Grow, points: Points) -> list[Fact]:
    if points.state != "open":
        raise Refused("model.unknown", vi="Chưa có", en="There is none")
    return [grown(command.model_id, command.added, points.points + command.added)]


def close(command: Close, points: Points) -> list[Fact]:
    if points.state == "unknown":
        raise Refused("model.unknown", vi="Chưa có", en="There is none")
    return [closed(command.model_id)] if points.state == "open" else []


def review(command: Review, _: int) -> list[Fact]:
    if command.model_id.startswith("refuse"):
        raise Refused("model.closed", vi="Đã đóng", en="It is closed")
    return [reviewed(command.model_id)]


def proposed(model_id: str, unit_id: str = "c1", title: str = "Tiếng kẻng an ninh") -> ModelProposed:
    return ModelProposed(
        model_id=model_id,
        unit_id=unit_id,
        model_name=title,
        model_kind="kẻng",
        block="school",
        patron=None,
        proposed_on=DAY,
        origin_id=None,
    )


def grown(model_id: str, added: int, points: int) -> ModelReplicated:
    return ModelReplicated(
        model_id=model_id, unit_id="c1", added_points=added, added_teams=0, points=points, teams=0, replicated_on=DAY
    )


def closed(model_id: str) -> ModelClosed:
    return ModelClosed(model_id=model_id, unit_id="c1", reason="hết", successor_id=None, closed_on=DAY)


def reviewed(model_id: str) -> ModelReviewed:
    return ModelReviewed(
        model_id=model_id,
        unit_id="c1",
        grade="good",
        previous_grade=None,
        reviewed_on=DAY,
        review_kind=None,
        period_first=None,
        period_last=None,
    )


@dataclass(frozen=True, slots=True)
class ModelRow:
    model_id: str
    unit_id: str = ""
    state: str = "open"
    points: int = 0
    last_position: int = 0
    tags: tuple[str, ...] = ()
    since: date | None = None
    changes: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit_id: str
    models: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class OpenRow:
    model_id: str


@dataclass(frozen=True, slots=True)
class ToldRow:
    position: int
    model_id: str = ""


def _model_proposed(fact: ModelProposed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ModelRow(fact.model_id, fact.unit_id, tags=(fact.block, fact.model_kind), since=fact.proposed_on))


def _model_replicated(fact: ModelReplicated, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"points": fact.points, "last_position": seen.position})
    yield Add((fact.model_id,), {"changes": 1})


def _model_closed(fact: ModelClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"state": "closed", "last_position": seen.position})
    yield Add((fact.model_id,), {"changes": 1})


MODELS = Projection(
    name="models_seen",
    row=ModelRow,
    key=("model_id",),
    on={ModelProposed: _model_proposed, ModelReplicated: _model_replicated, ModelClosed: _model_closed},
)
UNITS = Projection(
    name="units_seen",
    row=UnitRow,
    key=("unit_id",),
    on={
        ModelProposed: lambda fact, _: [Add((fact.unit_id,), {"models": 1})],
        ModelReplicated: lambda fact, _: [Add((fact.unit_id,), {"points": fact.added_points})],
    },
)
OPEN = Projection(
    name="open_seen",
    row=OpenRow,
    key=("model_id",),
    on={
        ModelProposed: lambda fact, _: [Put(OpenRow(fact.model_id))],
        ModelClosed: lambda fact, _: [Drop((fact.model_id,))],
    },
)
TOLD = Projection(
    name="told_seen",
    row=ToldRow,
    key=("position",),
    on={
        fact: lambda fact, seen: [Put(ToldRow(seen.position, fact.model_id))]
        for fact in (ModelProposed, ModelReplicated)
    },
    indexes=(("model_id", "position"),),
    fact_by_fact=True,
)
PROJECTIONS = (MODELS, UNITS, OPEN, TOLD)

POINTS: Aggregate[Points] = Aggregate(
    fold=Fold(category="models.model", initial=Points(), evolve=evolve),
    identity=lambda command: command.model_id,
    decisions={Open: open_, Grow: grow, Close: close},
)
REVIEWS: Aggregate[int] = Aggregate(
    fold=Fold(category="models.review", initial=0, evolve=lambda count, _: count + 1),
    identity=lambda command: command.model_id,
    decisions={Review: review},
)
REACTIONS = {
    ModelClosed: [
        Reaction(
            "review when closed",
            lambda fact, recorded: [Review(occurred_on=recorded.occurred_on, model_id=fact.model_id)],
        )
    ]
}

COMPONENT = Component(name="models", aggregates=(POINTS, REVIEWS), projections=PROJECTIONS, reactions=REACTIONS)


def context(command_id: UUID | None = None, **fields: Any) -> Context:
    found: dict[str, Any] = {
        "actor": "a-1", "role": "officer", "office": "c1", "today": DAY, "command_id": command_id or uuid4(),
        "correlation_id": uuid4(), **fields,
    }  # fmt: skip
    return Context(**found)
