"""The views of registration, one module each."""

from services.registration.projections.batches import BATCHES
from services.registration.projections.documents import DOCUMENTS
from services.registration.projections.registrations import REGISTRATIONS
from services.registration.projections.units import UNITS

PROJECTIONS = (UNITS, REGISTRATIONS, DOCUMENTS, BATCHES)
