"""The table of contents of mobilisation."""

from chronicle.component import Component
from portal.application import application
from services.mobilisation import pages, routes
from services.mobilisation.activity import ACTIVITY
from services.mobilisation.batch import BATCH
from services.mobilisation.force import FORCE
from services.mobilisation.permissions import PERMISSIONS
from services.mobilisation.programme import PROGRAMME
from services.mobilisation.projections import PROJECTIONS
from services.mobilisation.reactions import REACTIONS

COMPONENT = Component(
    name="mobilisation",
    aggregates=(ACTIVITY, FORCE, PROGRAMME, BATCH),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/mobilisation", "/mobilisation"),
    uploads={
        "/mobilisation/entries": "attachment_bytes_max",
        "/api/mobilisation/entries": "attachment_bytes_max",
        "/mobilisation/new-programme": "attachment_bytes_max",
        "/mobilisation/programmes/*/review": "attachment_bytes_max",
    },
)
