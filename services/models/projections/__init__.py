"""The views of models, one module each."""

from services.models.projections.confirmations import CONFIRMATIONS
from services.models.projections.inventories import INVENTORIES
from services.models.projections.inventory import INVENTORY
from services.models.projections.inventory_parts import INVENTORY_PARTS
from services.models.projections.keepers import KEEPERS
from services.models.projections.ledger import LEDGER
from services.models.projections.papers import PAPERS

PROJECTIONS = (INVENTORY, PAPERS, LEDGER, KEEPERS, INVENTORIES, INVENTORY_PARTS, CONFIRMATIONS)
