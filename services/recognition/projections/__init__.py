"""The views of recognition, one module each."""

from services.recognition.projections.dossiers import DOSSIERS
from services.recognition.projections.recognised import RECOGNISED
from services.recognition.projections.rules import RULES

PROJECTIONS = (RULES, DOSSIERS, RECOGNISED)
