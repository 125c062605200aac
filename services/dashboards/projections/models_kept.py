"""Which self-management models (mô hình tự phòng, tự quản) does a unit keep, in what state, at how many points?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import (
    ModelClosed,
    ModelLaunched,
    ModelMoved,
    ModelProposed,
    ModelReplicated,
    ModelReviewed,
    MonitorAssigned,
)


@dataclass(frozen=True, slots=True)
class ModelRow:
    model_id: str
    unit_id: str = ""
    model_kind: str = ""
    block: str = ""
    state: str = "proposed"
    points: int = 0
    teams: int = 0
    grade: str | None = None
    monitor_id: str | None = None


def proposed(fact: ModelProposed, seen: Seen[Any]) -> Iterable[Change]:
    row = ModelRow(model_id=fact.model_id, unit_id=fact.unit_id, model_kind=fact.model_kind, block=fact.block)
    yield Put(row)


def launched(fact: ModelLaunched, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"state": "launched", "points": fact.points, "teams": fact.teams})


def monitored(fact: MonitorAssigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"monitor_id": fact.monitor_id})


def reviewed(fact: ModelReviewed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"grade": fact.grade})


def replicated(fact: ModelReplicated, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"points": fact.points, "teams": fact.teams})


def moved(fact: ModelMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"unit_id": fact.unit_id})


def closed(fact: ModelClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"state": "closed"})


MODELS_KEPT = Projection(
    name="models_kept",
    row=ModelRow,
    key=("model_id",),
    on={
        ModelProposed: proposed,
        ModelLaunched: launched,
        MonitorAssigned: monitored,
        ModelReviewed: reviewed,
        ModelReplicated: replicated,
        ModelMoved: moved,
        ModelClosed: closed,
    },
)


@dataclass(frozen=True, slots=True)
class BranchModels:
    """Models in one state in one branch, counted in ways that are never one number; `branch` None is all together."""

    branch: str | None
    state: str
    models: int
    kinds: int
    points: int
    teams: int
    unmonitored: int
    """Working models that no body monitors and guides: a finding."""


OF_BRANCHES = """
SELECT b.branch, m.state, count(*) AS models, count(DISTINCT m.model_kind) AS kinds,
    sum(m.points)::bigint AS points, sum(m.teams)::bigint AS teams,
    count(*) FILTER (WHERE m.monitor_id IS NULL AND m.state = 'launched') AS unmonitored
FROM branches b JOIN dashboards.models_kept m ON m.unit_id = b.unit_id
GROUP BY GROUPING SETS ((b.branch, m.state), (m.state))
"""
OF_TREE = OF_BRANCHES.replace("FROM branches b", "FROM tree b")
"""Models have no year: on today's map those of units that began since are counted as well."""
