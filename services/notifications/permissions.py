"""Who may ask what of notifications. What a channel did and which day began, only the system itself knows."""

from portal.authority.permission import May, Permissions, named
from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from services.notifications.mailbox import SetMailbox
from services.notifications.notice import Notice, NoticeCommand, RaiseNotice, ReadNotice


def addressed_to(command: NoticeCommand, notice: Notice) -> str | None:
    """The office a notice is for; of one nobody raised, nobody."""
    return notice.unit_id or None


PERMISSIONS: Permissions = {
    SetMailbox: May(OFFICERS | {"operator"}, named("unit_id")),
    RaiseNotice: May(OFFICERS, named("unit_id")),
    ReadNotice: May(ENTERING | CHAIRS, addressed_to),
}
