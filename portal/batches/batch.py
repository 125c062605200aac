"""A batch of entries: applied once, and undone once. Every service that takes files keeps its own on a stream each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from chronicle.aggregate import Decision
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.batch import AppliedBatch, UndoneBatch
from contracts.fact import Count, Identifier, Sha256, UnitId


class RecordBatch(Command):
    """Notes what the rows of a file led to; only ever part of the batch itself."""

    batch_id: Identifier
    form: Identifier
    unit_id: UnitId
    file_sha256: Sha256 | None = None
    rows: Count
    rows_left: Count
    changes: Count


class RecordUndoing(Command):
    """Notes that a batch was taken back; only ever part of what takes it back."""

    batch_id: Identifier
    unit_id: UnitId
    changes: Count
    left: Count


@dataclass(frozen=True)
class Batch:
    """What decisions need to know of it."""

    applied: AppliedBatch | None = None
    undone: bool = False


def evolve(batch: Batch, fact: Any) -> Batch:
    match fact:
        case AppliedBatch():
            return replace(batch, applied=fact)
        case UndoneBatch():
            return replace(batch, undone=True)
    return batch


def decisions(applied: Callable[..., Any], undone: Callable[..., Any]) -> dict[type[Command], Decision]:
    """What is decided of a batch, told by the service's own two facts."""

    def record(command: RecordBatch, batch: Batch) -> list[Any]:
        if batch.applied is not None:
            return []
        return [applied(**command.model_dump(exclude={"occurred_on"}))]

    def record_undoing(command: RecordUndoing, batch: Batch) -> list[Any]:
        if batch.applied is None or batch.applied.unit_id != command.unit_id:
            raise Refused("batch.unknown", vi="Không có lần nhập này", en="There is no such batch")
        if batch.undone:
            return []
        return [undone(form=batch.applied.form, **command.model_dump(exclude={"occurred_on"}))]

    return {RecordBatch: record, RecordUndoing: record_undoing}
