"""The views of recognition, one module each."""

from services.recognition.projections.delegations import DELEGATIONS
from services.recognition.projections.dossier_documents import DOSSIER_DOCUMENTS
from services.recognition.projections.dossier_results import DOSSIER_RESULTS
from services.recognition.projections.dossier_steps import DOSSIER_STEPS
from services.recognition.projections.dossiers import DOSSIERS
from services.recognition.projections.due_moves import DUE_MOVES
from services.recognition.projections.editions import EDITIONS
from services.recognition.projections.evidence import EVIDENCE
from services.recognition.projections.evidence_models import EVIDENCE_MODELS
from services.recognition.projections.journeys import JOURNEYS
from services.recognition.projections.paper_units import PAPER_UNITS
from services.recognition.projections.papers import PAPERS
from services.recognition.projections.recognised import RECOGNISED
from services.recognition.projections.rules import RULES
from services.recognition.projections.unit_attributes import UNIT_ATTRIBUTES
from services.recognition.projections.unit_standings import UNIT_STANDINGS
from services.recognition.projections.working_calendars import WORKING_CALENDARS

PROJECTIONS = (
    RULES, EDITIONS, WORKING_CALENDARS, DELEGATIONS, DOSSIERS, DOSSIER_DOCUMENTS, DOSSIER_RESULTS, DOSSIER_STEPS,
    DUE_MOVES, RECOGNISED, JOURNEYS, PAPERS, PAPER_UNITS, UNIT_ATTRIBUTES,
    EVIDENCE, EVIDENCE_MODELS, UNIT_STANDINGS,
)  # fmt: skip
