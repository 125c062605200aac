"""Facts of mobilisation: what is reported upward period by period, core forces as head-counts, joint programmes."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contracts.batch import AppliedBatch, UndoneBatch
from contracts.fact import Count, Fact, Identifier, Sha256, Text, UnitId, Value, Year, items_max

Period = Literal["month", "quarter", "half_year", "year", "festival"]
ProgrammeKind = Literal["joint_programme", "joint_resolution"]
ReviewGrade = Literal["good", "fair", "average", "weak"]

parties_max = 20
PeriodNumber = Annotated[Count, Field(description="1–12 for months, 1–4 for quarters, 1–2 for half-years, else 1")]


class Counter(Value):
    """One figure of a report. The list of counters is data and is dated."""

    counter: Identifier = Field(description="e.g. propaganda_sessions, attendances, leaflets, festival_sites")
    value: Count
    previous_value: Count = Field(description="what the same report said before")


class ActivityReported(Fact):
    """A unit reported its activity for a period; a later report of the same period replaces the earlier one."""

    name: ClassVar[str] = "mobilisation.activity_reported"
    version: ClassVar[int] = 2
    unit_id: UnitId
    year: Year
    period: Period
    period_number: PeriodNumber
    counters: tuple[Counter, ...] = Field(min_length=1, max_length=items_max)
    reported_on: date
    first_reported_on: date = Field(description="when the period was reported first: lateness counts from there")
    lowered: bool = Field(description="true where a figure is below what the same report said before: flagged")
    reason: Text | None = Field(description="why an earlier report is corrected; null for a first report")


class RestoredCounter(Value):
    """One figure as it stands again; null where the report that stands again did not name it."""

    counter: Identifier
    value: Count | None
    previous_value: Count = Field(description="what the undone report said")


class StandingReport(Value):
    """The report that stands again."""

    reported_on: date
    lowered: bool
    reason: Text | None


class ActivityUndone(Fact):
    """A report that a batch brought was taken back: what it had replaced stands again, or no report at all."""

    name: ClassVar[str] = "mobilisation.activity_undone"
    version: ClassVar[int] = 1
    unit_id: UnitId
    year: Year
    period: Period
    period_number: PeriodNumber
    batch_id: Identifier
    counters: tuple[RestoredCounter, ...] = Field(min_length=1, max_length=items_max)
    standing: StandingReport | None = Field(description="null where nothing had been reported before")
    undone_on: date


class ForceCounted(Fact):
    """How many people of one kind of core force a unit has as of a day; heads are counted, nobody is named."""

    name: ClassVar[str] = "mobilisation.core_force_counted"
    version: ClassVar[int] = 1
    unit_id: UnitId
    force_kind: Identifier = Field(description="code of a dated list, e.g. grassroots_security_force")
    as_of: date
    head_count: Count
    teams: Count | None = Field(description="teams they stand in; null where the kind has none or nobody counted them")
    previous_head_count: Count | None = Field(
        description="the unit's newest count before this fact; null: never counted"
    )
    previous_teams: Count | None
    newest: bool = Field(description="false for a count of an earlier day than one already known")
    lowered: bool = Field(description="true where a newest count is below the one before: allowed, but flagged")


class ProgrammeSigned(Fact):
    """Organisations signed a joint programme or resolution (chương trình phối hợp, nghị quyết liên tịch)."""

    name: ClassVar[str] = "mobilisation.programme_signed"
    version: ClassVar[int] = 1
    programme_id: Identifier
    unit_id: UnitId = Field(description="the unit of whose level it is")
    programme_kind: ProgrammeKind
    parties: tuple[Text, ...] = Field(min_length=2, max_length=parties_max, description="organisations, never persons")
    number: Text = Field(description="number and symbol as printed, e.g. 05/CTPH-CA-MTTQ")
    dated: date
    subject: Text
    first_day: date
    last_day: date | None = Field(description="null where no term was set")
    file_sha256: Sha256 | None


class ProgrammeReviewed(Fact):
    """The parties reviewed a joint programme for a year; a later review of the same year replaces the earlier one."""

    name: ClassVar[str] = "mobilisation.programme_reviewed"
    version: ClassVar[int] = 1
    programme_id: Identifier
    unit_id: UnitId
    year: Year
    grade: ReviewGrade
    previous_grade: ReviewGrade | None = Field(description="what an earlier review of that year said")
    result: Text = Field(description="the result in words, without naming persons")
    document_number: Text
    reviewed_on: date
    file_sha256: Sha256 | None


class ProgrammeRenewed(Fact):
    """The parties prolonged a joint programme by another document."""

    name: ClassVar[str] = "mobilisation.programme_renewed"
    version: ClassVar[int] = 1
    programme_id: Identifier
    unit_id: UnitId
    document_number: Text
    dated: date
    last_day: date | None
    previous_last_day: date | None


class ProgrammeEnded(Fact):
    """A joint programme ended before its term or without one."""

    name: ClassVar[str] = "mobilisation.programme_ended"
    version: ClassVar[int] = 1
    programme_id: Identifier
    unit_id: UnitId
    ended_on: date
    reason: Text


class BatchApplied(Fact, AppliedBatch):
    """The reports of a file were recorded."""

    name: ClassVar[str] = "mobilisation.batch_applied"
    version: ClassVar[int] = 1


class BatchUndone(Fact, UndoneBatch):
    """The reports of a file were taken back."""

    name: ClassVar[str] = "mobilisation.batch_undone"
    version: ClassVar[int] = 1


FACTS: tuple[type[Fact], ...] = (
    ActivityReported,
    ActivityUndone,
    ForceCounted,
    ProgrammeSigned,
    ProgrammeReviewed,
    ProgrammeRenewed,
    ProgrammeEnded,
    BatchApplied,
    BatchUndone,
)


def _activity_reported_1_to_2(shape: dict[str, Any]) -> dict[str, Any]:
    """v1 did not tell when the period was first reported, nor why it was corrected; a lower figure shows by itself."""
    lowered = any(said["value"] < said["previous_value"] for said in shape["counters"])
    told = {"first_reported_on": shape["reported_on"], "lowered": lowered, "reason": None}
    return {**shape, **told}


UPCASTS = {("mobilisation.activity_reported", 1): _activity_reported_1_to_2}
