"""The table of contents of dashboards. Its web answers every path no other service claims, so 404s have the shell."""

from chronicle.component import Component
from portal.application import application
from services.dashboards import pages, routes
from services.dashboards.permissions import PERMISSIONS
from services.dashboards.projections import PROJECTIONS
from services.dashboards.reactions import REACTIONS

COMPONENT = Component(
    name="dashboards",
    projections=PROJECTIONS,
    reactions=REACTIONS,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/", "/api/dashboards"),
)
