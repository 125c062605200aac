"""The views of recognition, one module each."""

from services.recognition.projections.delegations import DELEGATIONS
from services.recognition.projections.dossiers import DOSSIERS
from services.recognition.projections.recognised import RECOGNISED
from services.recognition.projections.rules import RULES
from services.recognition.projections.working_calendars import WORKING_CALENDARS

PROJECTIONS = (RULES, WORKING_CALENDARS, DELEGATIONS, DOSSIERS, RECOGNISED)
