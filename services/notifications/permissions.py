"""Who may ask what of notifications. What a channel did and which day began, only the system itself knows."""

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from services.notifications.gateway import PauseGateway, ResumeGateway, SetGateway
from services.notifications.mailbox import SetMailbox
from services.notifications.notice import Notice, NoticeCommand, RaiseNotice, ReadNotice, RetryNotice
from services.notifications.preferences import SetPreferences
from services.notifications.webhook import PauseWebhook, ResumeWebhook, SetWebhook


def addressed_to(command: NoticeCommand, notice: Notice) -> str | None:
    """The office a notice is for; of one nobody raised, nobody."""
    return notice.unit_id or None


REACHING = May(OFFICERS | {"operator"}, named("unit_id"))

PERMISSIONS: Permissions = {
    SetMailbox: REACHING,
    SetWebhook: REACHING,
    PauseWebhook: REACHING,
    ResumeWebhook: REACHING,
    SetGateway: REACHING,
    PauseGateway: REACHING,
    ResumeGateway: REACHING,
    SetPreferences: May(ENTERING | CHAIRS | {"operator"}, named("unit_id")),
    RaiseNotice: May(OFFICERS, named("unit_id")),
    ReadNotice: May(ENTERING | CHAIRS, addressed_to),
    RetryNotice: May(OFFICERS | {"operator"}, addressed_to),
}
