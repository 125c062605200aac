"""Which self-management models (mô hình tự phòng, tự quản) does a unit keep, in what state, at how many points?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import (
    ModelClosed,
    ModelDecided,
    ModelLaunched,
    ModelMoved,
    ModelPlanned,
    ModelProposed,
    ModelRenamed,
    ModelReplicated,
    ModelReviewed,
    MonitorAssigned,
    PlacementAsked,
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
    model_name: str = ""
    stage: str = "proposed"
    """The step of its life it came to, which says what papers it should have (reference/papers)."""
    closed_on: date | None = None
    placement_asked: bool = False
    """The unit that kept it was split: a person has to say which successor keeps it."""


def proposed(fact: ModelProposed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(ModelRow(fact.model_id, fact.unit_id, fact.model_kind, fact.block, model_name=fact.model_name))


def planned(fact: ModelPlanned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"stage": "planned"})


def decided(fact: ModelDecided, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"stage": "decided"})


def renamed(fact: ModelRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"model_name": fact.model_name})


def launched(fact: ModelLaunched, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "launched", "stage": "launched", "points": fact.points, "teams": fact.teams}
    yield Patch((fact.model_id,), columns)


def monitored(fact: MonitorAssigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"monitor_id": fact.monitor_id})


def reviewed(fact: ModelReviewed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"grade": fact.grade, "stage": "reviewed"})


def replicated(fact: ModelReplicated, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"points": fact.points, "teams": fact.teams})


def moved(fact: ModelMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"unit_id": fact.unit_id, "placement_asked": False})


def placement_asked(fact: PlacementAsked, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"placement_asked": True})


def closed(fact: ModelClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"state": "closed", "closed_on": fact.closed_on})


MODELS_KEPT = Projection(
    name="models_kept",
    row=ModelRow,
    key=("model_id",),
    on={
        ModelProposed: proposed,
        ModelPlanned: planned,
        ModelDecided: decided,
        ModelRenamed: renamed,
        ModelLaunched: launched,
        MonitorAssigned: monitored,
        ModelReviewed: reviewed,
        ModelReplicated: replicated,
        ModelMoved: moved,
        PlacementAsked: placement_asked,
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
ORDER BY b.branch NULLS LAST, m.state
"""
OF_TREE = OF_BRANCHES.replace("FROM branches b", "FROM tree b")
"""Models have no year: on today's map those of units that began since are counted as well."""
