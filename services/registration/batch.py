"""A file of registrations or households that was entered in one go, and taken back."""

from chronicle.aggregate import Aggregate, Fold
from contracts.registration import BatchApplied, BatchUndone
from portal.batches.batch import Batch, decisions, evolve

BATCH: Aggregate[Batch] = Aggregate(
    fold=Fold(category="registration.batch", initial=Batch(), evolve=evolve),
    identity=lambda command: command.batch_id,
    decisions=decisions(BatchApplied, BatchUndone),
)
