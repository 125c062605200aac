"""The table of contents of models."""

from chronicle.component import Component
from portal.application import application
from services.models import pages, routes
from services.models.inventory import INVENTORY, PART
from services.models.model import MODEL
from services.models.papers import PAPERS
from services.models.permissions import PERMISSIONS
from services.models.projections import PROJECTIONS
from services.models.reactions import REACTIONS, effects
from services.models.upkeep import UPKEEP

COMPONENT = Component(
    name="models",
    aggregates=(MODEL, UPKEEP, PAPERS, INVENTORY, PART),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    effects=effects,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/models", "/models"),
    uploads={"/models/do/file": "attachment_bytes_max"},
)
