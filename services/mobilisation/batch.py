"""A file of many units' reports for one period that was entered in one go, and taken back."""

from chronicle.aggregate import Aggregate, Fold
from contracts.mobilisation import BatchApplied, BatchUndone
from portal.batches.batch import Batch, decisions, evolve

BATCH: Aggregate[Batch] = Aggregate(
    fold=Fold(category="mobilisation.batch", initial=Batch(), evolve=evolve),
    identity=lambda command: command.batch_id,
    decisions=decisions(BatchApplied, BatchUndone),
)
