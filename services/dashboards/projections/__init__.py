"""The views of dashboards, one module each. Totals along the tree are added up when asked, because units can move."""

from services.dashboards.projections.activity import ACTIVITY
from services.dashboards.projections.campaigns import CAMPAIGNS
from services.dashboards.projections.codes import CODES
from services.dashboards.projections.confirmations import CONFIRMATIONS
from services.dashboards.projections.coverage import COVERAGE
from services.dashboards.projections.decision_days import DECISION_DAYS
from services.dashboards.projections.delegations import DELEGATIONS
from services.dashboards.projections.directory import DIRECTORY
from services.dashboards.projections.documents import DOCUMENTS
from services.dashboards.projections.dossier_submitters import DOSSIER_SUBMITTERS
from services.dashboards.projections.dossier_turns import DOSSIER_TURNS
from services.dashboards.projections.dossiers import DOSSIERS
from services.dashboards.projections.duties import DUTIES
from services.dashboards.projections.history import HISTORY
from services.dashboards.projections.inventories import INVENTORIES
from services.dashboards.projections.inventory_parts import INVENTORY_PARTS
from services.dashboards.projections.late_entries import LATE_ENTRIES
from services.dashboards.projections.lineage import LINEAGE
from services.dashboards.projections.marks import MARKS
from services.dashboards.projections.models_kept import MODELS_KEPT
from services.dashboards.projections.papers import PAPERS
from services.dashboards.projections.periods import PERIODS
from services.dashboards.projections.programme_reviews import PROGRAMME_REVIEWS
from services.dashboards.projections.programmes import PROGRAMMES
from services.dashboards.projections.targets import TARGETS
from services.dashboards.projections.units import UNITS
from services.dashboards.projections.units_before import UNITS_BEFORE

PROJECTIONS = (
    UNITS,
    UNITS_BEFORE,
    CODES,
    LINEAGE,
    DIRECTORY,
    CAMPAIGNS,
    TARGETS,
    MARKS,
    COVERAGE,
    DOCUMENTS,
    MODELS_KEPT,
    DOSSIERS,
    DOSSIER_TURNS,
    DOSSIER_SUBMITTERS,
    DECISION_DAYS,
    DELEGATIONS,
    ACTIVITY,
    DUTIES,
    PERIODS,
    LATE_ENTRIES,
    INVENTORIES,
    INVENTORY_PARTS,
    CONFIRMATIONS,
    PAPERS,
    PROGRAMMES,
    PROGRAMME_REVIEWS,
    HISTORY,
)
