"""Facts of the inventory of self-management models (mô hình tự phòng, tự quản); never ORM or learning models."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.fact import Count, Fact, Identifier, Text, UnitId

Block = Literal["residential", "agency_enterprise", "school"]
Grade = Literal["good", "fair", "average", "weak", "not_working"]


class ModelProposed(Fact):
    """A commune proposes a model after a survey."""

    name: ClassVar[str] = "models.model_proposed"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId = Field(description="the unit that keeps it in its inventory")
    model_name: Text
    model_kind: Text = Field(description="e.g. tiếng kẻng an ninh, camera an ninh, tổ liên gia tự quản")
    block: Block
    patron: Text | None = Field(description="the organisation that stands behind it, e.g. Hội Cựu chiến binh")
    proposed_on: date


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
    """A review (sơ kết, tổng kết) graded the model."""

    name: ClassVar[str] = "models.model_reviewed"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    grade: Grade
    previous_grade: Grade | None
    reviewed_on: date


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


class ModelClosed(Fact):
    """The model ended, with a reason and, where there is one, a successor."""

    name: ClassVar[str] = "models.model_closed"
    version: ClassVar[int] = 1
    model_id: Identifier
    unit_id: UnitId
    reason: Text
    successor_id: Identifier | None
    closed_on: date


FACTS: tuple[type[Fact], ...] = (
    ModelProposed,
    ModelLaunched,
    MonitorAssigned,
    ModelReviewed,
    ModelReplicated,
    ModelClosed,
)
