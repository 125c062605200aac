"""Which models does each unit keep, in what state, at how many points, with how many teams, watched by whom?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import (
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
    PlacementAsked,
)
from reference.vietnamese import fold_marks

page_models_max = 200


@dataclass(frozen=True, slots=True)
class InventoryRow:
    model_id: str
    unit_id: str = ""
    model_name: str = ""
    model_kind: str = ""
    block: str = ""
    patron: str | None = None
    state: str = "proposed"
    points: int = 0
    teams: int = 0
    grade: str | None = None
    monitor_id: str | None = None
    since: date | None = None
    """The day of the step that led to the state."""
    close_reason: str | None = None
    successor_id: str | None = None
    origin_id: str | None = None
    proposed_on: date | None = None
    decision_number: str | None = None
    launched_on: date | None = None
    reviewed_on: date | None = None
    review_kind: str | None = None
    consolidated_on: date | None = None
    successors: tuple[str, ...] = ()
    """Units of which a person has to say which keeps it, after a split."""
    words: str = ""
    """Its name without marks, to be searched."""


def proposed(fact: ModelProposed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        InventoryRow(
            model_id=fact.model_id,
            unit_id=fact.unit_id,
            model_name=fact.model_name,
            model_kind=fact.model_kind,
            block=fact.block,
            patron=fact.patron,
            since=fact.proposed_on,
            origin_id=fact.origin_id,
            proposed_on=fact.proposed_on,
            words=fold_marks(fact.model_name),
        )
    )


def planned(fact: ModelPlanned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"state": "planned", "since": fact.planned_on})


def decided(fact: ModelDecided, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "decided", "since": fact.decided_on, "decision_number": fact.decision_number}
    yield Patch((fact.model_id,), columns)


def launched(fact: ModelLaunched, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "launched", "points": fact.points, "teams": fact.teams, "since": fact.launched_on}
    yield Patch((fact.model_id,), {**columns, "launched_on": fact.launched_on, "decision_number": fact.decision_number})


def monitored(fact: MonitorAssigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"monitor_id": fact.monitor_id})


def reviewed(fact: ModelReviewed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"grade": fact.grade, "reviewed_on": fact.reviewed_on, "review_kind": fact.review_kind}
    yield Patch((fact.model_id,), columns)


def replicated(fact: ModelReplicated, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"points": fact.points, "teams": fact.teams})


def consolidated(fact: ModelConsolidated, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"consolidated_on": fact.consolidated_on})


def renamed(fact: ModelRenamed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"model_name": fact.model_name, "words": fold_marks(fact.model_name)})


def moved(fact: ModelMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"unit_id": fact.unit_id, "successors": ()})


def placement_asked(fact: PlacementAsked, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"successors": fact.successors})


def closed(fact: ModelClosed, seen: Seen[Any]) -> Iterable[Change]:
    columns = {
        "state": "closed",
        "since": fact.closed_on,
        "close_reason": fact.reason,
        "successor_id": fact.successor_id,
    }
    yield Patch((fact.model_id,), columns)


INVENTORY = Projection(
    name="inventory",
    row=InventoryRow,
    key=("model_id",),
    on={
        ModelProposed: proposed,
        ModelPlanned: planned,
        ModelDecided: decided,
        ModelLaunched: launched,
        MonitorAssigned: monitored,
        ModelReviewed: reviewed,
        ModelReplicated: replicated,
        ModelConsolidated: consolidated,
        ModelRenamed: renamed,
        ModelMoved: moved,
        PlacementAsked: placement_asked,
        ModelClosed: closed,
    },
    indexes=(("unit_id",), ("origin_id",), ("successor_id",)),
)


async def models_of_unit(
    pool: Any, unit_id: str, after: tuple[Any, ...] | None = None, limit: int = page_models_max
) -> list[dict[str, Any]]:
    """The models a unit keeps, by name, after (name, id) of the last one of the page before."""
    rows = await pool.fetch(
        "SELECT * FROM models.inventory WHERE unit_id = $1 AND ($2::text IS NULL OR (model_name, model_id) > ($2, $3)) "
        "ORDER BY model_name, model_id LIMIT $4",
        unit_id, *(after or (None, None)), limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def open_models_of_unit(pool: Any, unit_id: str, limit: int) -> list[str]:
    """Ids of the models a unit keeps that have not ended."""
    rows = await pool.fetch(
        "SELECT model_id FROM models.inventory WHERE unit_id = $1 AND state <> 'closed' ORDER BY model_id LIMIT $2",
        unit_id, limit,
    )  # fmt: skip
    return [row["model_id"] for row in rows]


_TREE = """
WITH RECURSIVE up (model_id, origin_id, height) AS (
    SELECT model_id, origin_id, 0 FROM models.inventory WHERE model_id = $1
    UNION ALL
    SELECT m.model_id, m.origin_id, u.height + 1 FROM up u JOIN models.inventory m ON m.model_id = u.origin_id
    WHERE u.height < 20
), down (model_id, depth, path) AS (
    SELECT model_id, 0, ARRAY[model_id] FROM (SELECT model_id FROM up ORDER BY height DESC LIMIT 1) root
    UNION ALL
    SELECT m.model_id, d.depth + 1, d.path || m.model_id FROM down d JOIN models.inventory m ON m.origin_id = d.model_id
    WHERE d.depth < 20
)
SELECT m.*, d.depth FROM down d JOIN models.inventory m USING (model_id)
WHERE $2::text[] IS NULL OR m.unit_id = ANY($2) ORDER BY d.path LIMIT $3
"""


async def replication_tree(connection: Any, within: list[str] | None, model_id: str) -> list[dict[str, Any]]:
    """The topmost origin of a model and all that was replicated from it, each under its origin; `depth` from 0."""
    return [dict(row) for row in await connection.fetch(_TREE, model_id, within, page_models_max)]


async def gone_into(connection: Any, within: list[str] | None, model_id: str) -> list[dict[str, Any]]:
    """The models that ended and named this one as their successor, and last the one it named itself; those in sight."""
    rows = await connection.fetch(
        "SELECT model_id, model_name, since, successor_id FROM models.inventory WHERE (successor_id = $1 OR model_id = "
        "(SELECT successor_id FROM models.inventory WHERE model_id = $1)) AND ($2::text[] IS NULL OR unit_id = ANY($2)) "
        "ORDER BY successor_id IS DISTINCT FROM $1, since, model_id LIMIT $3",
        model_id, within, page_models_max,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def names_in_sight(connection: Any, within: list[str] | None, limit: int) -> list[dict[str, Any]]:
    """What the models that have not ended are called, and where they are."""
    rows = await connection.fetch(
        "SELECT model_id, unit_id, model_name, model_kind FROM models.inventory "
        "WHERE state <> 'closed' AND ($1::text[] IS NULL OR unit_id = ANY($1)) ORDER BY model_id LIMIT $2",
        within, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]
