"""Which models does each unit keep, in what state, at how many points, with how many teams, watched by whom?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.models import (
    ModelClosed,
    ModelLaunched,
    ModelProposed,
    ModelReplicated,
    ModelReviewed,
    MonitorAssigned,
)

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
    close_reason: str | None = None
    successor_id: str | None = None


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
        )
    )


def launched(fact: ModelLaunched, seen: Seen[Any]) -> Iterable[Change]:
    columns = {"state": "launched", "points": fact.points, "teams": fact.teams, "since": fact.launched_on}
    yield Patch((fact.model_id,), columns)


def monitored(fact: MonitorAssigned, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"monitor_id": fact.monitor_id})


def reviewed(fact: ModelReviewed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"grade": fact.grade})


def replicated(fact: ModelReplicated, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.model_id,), {"points": fact.points, "teams": fact.teams})


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
        ModelLaunched: launched,
        MonitorAssigned: monitored,
        ModelReviewed: reviewed,
        ModelReplicated: replicated,
        ModelClosed: closed,
    },
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
