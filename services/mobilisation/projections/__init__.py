"""The views of mobilisation, one module each."""

from services.mobilisation.projections.activity_totals import ACTIVITY_TOTALS
from services.mobilisation.projections.reporting_units import REPORTING_UNITS
from services.mobilisation.projections.reports import REPORTS

PROJECTIONS = (ACTIVITY_TOTALS, REPORTS, REPORTING_UNITS)
