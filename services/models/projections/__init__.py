"""The views of models, one module each."""

from services.models.projections.inventory import INVENTORY

PROJECTIONS = (INVENTORY,)
