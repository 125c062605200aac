"""The views of registration, one module each."""

from services.registration.projections.batches import BATCHES
from services.registration.projections.campaigns import CAMPAIGNS
from services.registration.projections.documents import DOCUMENTS
from services.registration.projections.lineage import LINEAGE
from services.registration.projections.registrations import REGISTRATIONS
from services.registration.projections.unit_past import UNIT_PAST
from services.registration.projections.units import UNITS

PROJECTIONS = (UNITS, UNIT_PAST, LINEAGE, REGISTRATIONS, DOCUMENTS, BATCHES, CAMPAIGNS)
