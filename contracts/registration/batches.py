"""Facts of files that were entered in one go: registrations and households of many units."""

from typing import ClassVar

from contracts.batch import AppliedBatch, UndoneBatch
from contracts.fact import Fact


class BatchApplied(Fact, AppliedBatch):
    """The entries of a file were recorded."""

    name: ClassVar[str] = "registration.batch_applied"
    version: ClassVar[int] = 1


class BatchUndone(Fact, UndoneBatch):
    """The entries of a file were taken back."""

    name: ClassVar[str] = "registration.batch_undone"
    version: ClassVar[int] = 1


FACTS: tuple[type[Fact], ...] = (BatchApplied, BatchUndone)
