"""The views of notifications, one module each."""

from services.notifications.projections.inbox import INBOX
from services.notifications.projections.mailboxes import MAILBOXES
from services.notifications.projections.participants import PARTICIPANTS
from services.notifications.projections.undertakings import UNDERTAKINGS

PROJECTIONS = (INBOX, MAILBOXES, PARTICIPANTS, UNDERTAKINGS)
