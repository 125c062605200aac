"""The views of registration, one module each."""

from services.registration.projections.batches import BATCHES
from services.registration.projections.campaigns import CAMPAIGNS
from services.registration.projections.document_duties import DOCUMENT_DUTIES
from services.registration.projections.documents import DOCUMENTS
from services.registration.projections.household_counts import HOUSEHOLD_COUNTS
from services.registration.projections.late_entries import LATE_ENTRIES
from services.registration.projections.lineage import LINEAGE
from services.registration.projections.marks import MARKS
from services.registration.projections.occasions import OCCASIONS
from services.registration.projections.registrations import REGISTRATIONS
from services.registration.projections.targets import TARGETS
from services.registration.projections.unit_past import UNIT_PAST
from services.registration.projections.units import UNITS
from services.registration.projections.year_history import YEAR_HISTORY

PROJECTIONS = (
    UNITS,
    UNIT_PAST,
    LINEAGE,
    REGISTRATIONS,
    HOUSEHOLD_COUNTS,
    DOCUMENTS,
    DOCUMENT_DUTIES,
    CAMPAIGNS,
    TARGETS,
    MARKS,
    OCCASIONS,
    LATE_ENTRIES,
    YEAR_HISTORY,
    BATCHES,
)
