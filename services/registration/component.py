"""The table of contents of registration."""

from chronicle.component import Component
from portal.application import application
from services.registration import pages, routes
from services.registration.batch import BATCH
from services.registration.campaign import CAMPAIGN
from services.registration.document import DOCUMENT
from services.registration.households import HOUSEHOLDS
from services.registration.period import PERIOD
from services.registration.permissions import PERMISSIONS
from services.registration.plan import PLAN
from services.registration.projections import PROJECTIONS
from services.registration.reactions import REACTIONS
from services.registration.registration import REGISTRATION
from services.registration.unit import UNIT

COMPONENT = Component(
    name="registration",
    aggregates=(UNIT, CAMPAIGN, PLAN, PERIOD, REGISTRATION, HOUSEHOLDS, DOCUMENT, BATCH),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/registration", "/registration"),
    uploads=dict.fromkeys(
        ("/registration/entries", "/api/registration/entries", "/registration/documents"), "attachment_bytes_max"
    ),
)
