"""The table of contents of models."""

from chronicle.component import Component
from portal.application import application
from services.models import pages, routes
from services.models.model import MODEL
from services.models.permissions import PERMISSIONS
from services.models.projections import PROJECTIONS
from services.models.reactions import REACTIONS

COMPONENT = Component(
    name="models",
    aggregates=(MODEL,),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/models", "/models"),
)
