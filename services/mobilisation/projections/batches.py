"""Which files of reports were entered for whose units, and which of them were taken back?"""

from chronicle.projection import Projection
from contracts.mobilisation import BatchApplied, BatchUndone
from portal.batches import view

BATCHES = Projection(
    name="batches",
    row=view.BatchRow,
    key=("batch_id",),
    on={BatchApplied: view.applied, BatchUndone: view.undone},
    sees=view.SEES,
)
