"""The views of mobilisation, one module each."""

from services.mobilisation.projections.batches import BATCHES
from services.mobilisation.projections.campaigns import CAMPAIGNS
from services.mobilisation.projections.due_days import DUE_DAYS
from services.mobilisation.projections.figures import FIGURES
from services.mobilisation.projections.forces import FORCES
from services.mobilisation.projections.programme_reviews import PROGRAMME_REVIEWS
from services.mobilisation.projections.programmes import PROGRAMMES
from services.mobilisation.projections.reports import REPORTS
from services.mobilisation.projections.units import UNITS

PROJECTIONS = (UNITS, CAMPAIGNS, DUE_DAYS, FIGURES, REPORTS, FORCES, PROGRAMMES, PROGRAMME_REVIEWS, BATCHES)
