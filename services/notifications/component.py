"""The table of contents of notifications."""

from chronicle.component import Component
from portal.application import application
from services.notifications import pages, routes
from services.notifications.deadlines import DEADLINES
from services.notifications.mailbox import MAILBOX
from services.notifications.notice import NOTICE
from services.notifications.permissions import PERMISSIONS
from services.notifications.projections import PROJECTIONS
from services.notifications.reactions import REACTIONS, effects

COMPONENT = Component(
    name="notifications",
    aggregates=(MAILBOX, NOTICE, DEADLINES),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    effects=effects,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/notifications", "/notifications"),
)
