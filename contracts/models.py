"""Facts of the inventory of self-management models (mô hình tự phòng, tự quản); never ORM or learning models."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Sha256, Text, UnitId, items_max

Block = Literal["residential", "agency_enterprise", "school"]
Grade = Literal["good", "fair", "average", "weak", "not_working"]
ReviewKind = Literal["interim", "final"]
InventoryFinding = Literal["found", "missing", "new", "closed"]


class ModelProposed(Fact):
    """A commune proposes a model after a survey. Since v2 it may name the model elsewhere that it replicates."""

    name: ClassVar[str] = "models.model_proposed"
    version: ClassVar[int] = 2
    model_id: Identifier
    unit_id: UnitId = Field(description="the unit that keeps it in its inventory")
    model_name: Text
    model_kind: Text = Field(description="e.g. tiếng kẻng an ninh, camera an ninh, tổ liên gia tự quản")
    block: Block
    patron: Text | None = Field(description="the organisation that stands behind it, e.g. Hội Cựu chiến binh")
    proposed_on: date
    origin_id: Identifier | None = Field(description="the model it is a replication of, in whatever unit; or null")


class ModelPlanned(Fact):
    """There is a plan for the model."""

    name: ClassVar[str] = "models.model_planned"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    plan_number: Text
    planned_on: date


class ModelDecided(Fact):
    """Its decision was taken: number and symbol, and the day it is dated."""

    name: ClassVar[str] = "models.model_decided"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    decision_number: Text
    decided_on: date


class ModelLaunched(Fact):
    """The model was decided, has its regulation, and works from now on (ra mắt)."""

    name: ClassVar[str] = "models.model_launched"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    decision_number: Text
    regulation_number: Text
    points: Count
    teams: Count
    launched_on: date


class MonitorAssigned(Fact):
    """A body monitors and guides the model (đơn vị theo dõi, hướng dẫn). One without is a finding."""

    name: ClassVar[str] = "models.monitor_assigned"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    monitor_id: UnitId
    previous_monitor_id: UnitId | None


class ModelReviewed(Fact):
    """A review graded the model. Since v2 it says which kind (interim: sơ kết, final: tổng kết) of which period."""

    name: ClassVar[str] = "models.model_reviewed"
    version: ClassVar[int] = 2
    model_id: Identifier
    unit_id: UnitId
    grade: Grade
    previous_grade: Grade | None
    reviewed_on: date
    review_kind: ReviewKind | None = Field(description="null where it was recorded before kinds were")
    period_first: date | None = Field(description="first day of the period reviewed, or null where none was named")
    period_last: date | None


class ModelReplicated(Fact):
    """The model came to new points and teams; the counts of kinds, points and teams stay apart."""

    name: ClassVar[str] = "models.model_replicated"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    added_points: Count
    added_teams: Count
    points: Count = Field(description="after this fact")
    teams: Count
    replicated_on: date


class PaperFiled(Fact):
    """A paper of the model's dossier (Decision 1383/QĐ-BCĐ) is there; filed again it replaces what was said of it."""

    name: ClassVar[str] = "models.paper_filed"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    paper: Identifier = Field(description="its code in the dated checklist")
    number: Text = Field(description="number and symbol as printed")
    dated: date
    file_sha256: Sha256 | None
    filed_on: date


class PaperTakenBack(Fact):
    """A paper was filed in error."""

    name: ClassVar[str] = "models.paper_taken_back"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    paper: Identifier
    number: Text
    reason: Text
    taken_back_on: date


class ModelConsolidated(Fact):
    """Its dossier was put right: these papers are in it. What is missing follows from the checklist of the day."""

    name: ClassVar[str] = "models.model_consolidated"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    papers: tuple[Identifier, ...] = Field(max_length=items_max, description="codes in the dated checklist")
    consolidated_on: date


class ModelRenamed(Fact):
    """It goes by another name."""

    name: ClassVar[str] = "models.model_renamed"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    model_name: Text
    previous_name: Text
    renamed_on: date


class ModelMoved(Fact):
    """Another unit keeps it, after a merger for instance; its counts leave the one and come to the other."""

    name: ClassVar[str] = "models.model_moved"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId = Field(description="the unit that keeps it from now on")
    previous_unit_id: UnitId
    model_kind: Text
    launched: bool = Field(description="whether it works, and so counts")
    points: Count
    teams: Count
    reason: Text
    moved_on: date


class PlacementAsked(Fact):
    """The unit that keeps it was split: a person has to say which successor keeps it."""

    name: ClassVar[str] = "models.placement_asked"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    successors: tuple[UnitId, ...] = Field(max_length=items_max)
    asked_on: date


class ModelClosed(Fact):
    """The model ended, with a reason and, where there is one, a successor."""

    name: ClassVar[str] = "models.model_closed"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    reason: Text
    successor_id: Identifier | None
    closed_on: date


class InventoryOpened(Fact):
    """A body asks units to confirm each of their models (rà soát, thống kê) by a day."""

    name: ClassVar[str] = "models.inventory_opened"
    version: ClassVar[int] = 1
    inventory_id: Identifier
    unit_id: UnitId = Field(description="who asks")
    inventory_name: Text
    units: tuple[UnitId, ...] = Field(max_length=items_max, description="who is asked")
    due: date = Field(description="last day")
    opened_on: date


class ModelConfirmed(Fact):
    """In an inventory a unit says of one model what it found: there, missing, new since, or closed."""

    name: ClassVar[str] = "models.model_confirmed"
    version: ClassVar[int] = 1
    inventory_id: Identifier
    unit_id: UnitId
    model_id: Identifier
    finding: InventoryFinding
    previous_finding: InventoryFinding | None
    note: Text | None
    confirmed_on: date


class InventoryCompleted(Fact):
    """A unit has confirmed every model it keeps."""

    name: ClassVar[str] = "models.inventory_completed"
    version: ClassVar[int] = 1
    inventory_id: Identifier
    unit_id: UnitId
    found: Count
    missing: Count
    new: Count
    closed: Count
    completed_on: date


class InventoryClosed(Fact):
    """Whoever asked takes no more confirmations."""

    name: ClassVar[str] = "models.inventory_closed"
    version: ClassVar[int] = 1
    inventory_id: Identifier
    unit_id: UnitId
    closed_on: date


FACTS: tuple[type[Fact], ...] = (
    ModelProposed, ModelPlanned, ModelDecided, ModelLaunched, MonitorAssigned, ModelReviewed, ModelReplicated,
    PaperFiled, PaperTakenBack, ModelConsolidated, ModelRenamed, ModelMoved, PlacementAsked, ModelClosed,
    InventoryOpened, ModelConfirmed, InventoryCompleted, InventoryClosed,
)  # fmt: skip


def _model_proposed_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 knew no replication to another unit."""
    return {**shape, "origin_id": None}


def _model_reviewed_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 did not say which review of which period it was, and nobody guesses it now."""
    return {**shape, "review_kind": None, "period_first": None, "period_last": None}


UPCASTS = {("models.model_proposed", 1): _model_proposed_1_to_2, ("models.model_reviewed", 1): _model_reviewed_1_to_2}
