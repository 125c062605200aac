"""The views of audit, one module each."""

from services.audit.projections.checkpoints import CHECKPOINTS
from services.audit.projections.keys import KEYS
from services.audit.projections.units import UNITS

PROJECTIONS = (CHECKPOINTS, KEYS, UNITS)
