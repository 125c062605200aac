"""The views of notifications, one module each."""

from services.notifications.projections.deliveries import DELIVERIES
from services.notifications.projections.documents_issued import DOCUMENTS_ISSUED
from services.notifications.projections.inbox import INBOX
from services.notifications.projections.mailboxes import MAILBOXES
from services.notifications.projections.outlets import OUTLETS
from services.notifications.projections.participants import PARTICIPANTS
from services.notifications.projections.preferences import PREFERENCES_SET
from services.notifications.projections.turns import TURNS
from services.notifications.projections.undertakings import UNDERTAKINGS
from services.notifications.projections.working_days import WORKING_DAYS

PROJECTIONS = (
    INBOX, DELIVERIES, MAILBOXES, OUTLETS, PREFERENCES_SET, PARTICIPANTS, UNDERTAKINGS, TURNS, DOCUMENTS_ISSUED,
    WORKING_DAYS,
)  # fmt: skip
