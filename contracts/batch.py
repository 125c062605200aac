"""What the facts of a batch say, in whichever service it was applied: many entries of one file, made and taken back as one."""

from pydantic import Field

from contracts.fact import Count, Identifier, Sha256, UnitId, Value


class AppliedBatch(Value):
    """The entries of a file were recorded; they are the `changes` facts right before this one."""

    batch_id: Identifier
    form: Identifier = Field(description="which kind of file it was, e.g. registrations")
    unit_id: UnitId = Field(description="the unit for whose units it was filled in")
    file_sha256: Sha256 | None = Field(description="of the file as it was uploaded, or null where there was none")
    rows: Count = Field(description="of the file")
    rows_left: Count = Field(description="rows that were wrong and were left out")
    changes: Count = Field(description="facts that the rows led to")


class UndoneBatch(Value):
    """What a batch had recorded was taken back by facts of its own, right before this one."""

    batch_id: Identifier
    form: Identifier
    unit_id: UnitId
    changes: Count = Field(description="facts that took something back")
    left: Count = Field(description="entries that had been changed since by others, and stay")
