"""The table of contents of audit."""

from pathlib import Path

from chronicle.component import Component
from portal.application import application
from services.audit import pages, routes
from services.audit.ledger import sealing, witnessing
from services.audit.permissions import PERMISSIONS
from services.audit.projections import PROJECTIONS
from services.audit.publishing import PUBLISHING
from services.audit.reactions import REACTIONS, effects
from services.audit.rebuilding import REBUILDING
from services.audit.rebuilds import receipts

COMPONENT = Component(
    name="audit",
    aggregates=(PUBLISHING, REBUILDING),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    effects=effects,
    timers=lambda service: [*sealing.timers(service), *witnessing.timers(service), *receipts.timers(service)],
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/audit", "/audit"),
    migrations=Path(__file__).parent / "migrations",
)
