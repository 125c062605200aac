"""The table of contents of notifications."""

from pathlib import Path

from chronicle.component import Component
from portal.application import application
from services.notifications import pages, routes
from services.notifications.channels.sending import timers
from services.notifications.deadlines import DEADLINES
from services.notifications.escalation import ESCALATION
from services.notifications.gateway import GATEWAY
from services.notifications.mailbox import MAILBOX
from services.notifications.notice import NOTICE
from services.notifications.permissions import PERMISSIONS
from services.notifications.preferences import PREFERENCES
from services.notifications.projections import PROJECTIONS
from services.notifications.reactions import REACTIONS, effects
from services.notifications.webhook import WEBHOOK

COMPONENT = Component(
    name="notifications",
    aggregates=(MAILBOX, WEBHOOK, GATEWAY, PREFERENCES, NOTICE, DEADLINES, ESCALATION),
    projections=PROJECTIONS,
    reactions=REACTIONS,
    effects=effects,
    timers=timers,
    web=lambda service: application(service, routes.ROUTES, pages.PAGES, PERMISSIONS),
    paths=("/api/notifications", "/notifications"),
    migrations=Path(__file__).parent / "migrations",
)
