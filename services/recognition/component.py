"""The table of contents of recognition."""

from chronicle.component import Component
from portal.application import application
from services.recognition import pages, routes
from services.recognition.delegation import DELEGATION
from services.recognition.dossier import DOSSIER
from services.recognition.permissions import PERMISSIONS
from services.recognition.projections import PROJECTIONS
from services.recognition.reactions import REACTIONS, effects
from services.recognition.register import REGISTER
from services.recognition.rule_set import RULE_SET
from services.recognition.working_calendar import WORKING_CALENDAR

COMPONENT = Component(
    name="recognition",
    aggregates=(RULE_SET, WORKING_CALENDAR, DELEGATION, DOSSIER, REGISTER),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    effects=effects,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/recognition", "/recognition", "/recognised", "/verify"),
    uploads=dict.fromkeys(
        ("/recognition/dossiers/do/file", "/recognition/dossiers/do/appraise"), "attachment_bytes_max"
    ),
)
