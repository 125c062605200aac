"""The JSON API of notifications: what offices may ask, and the views it answers from.

What a channel did and which day began are not asked for here: only the sender and the calendar can know them.
"""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter

from contracts.fact import UnitId
from portal.api import Seeing, commands
from portal.paging import Page, paged
from services.notifications.channels.wording import NoWording, wording
from services.notifications.mailbox import SetMailbox
from services.notifications.notice import RaiseNotice, ReadNotice
from services.notifications.projections import inbox, mailboxes

ROUTES = APIRouter(prefix="/api/notifications", tags=["notifications"])

commands(ROUTES, {"/set-mailbox": SetMailbox, "/raise": RaiseNotice, "/read": ReadNotice})


@ROUTES.get("/units/{unit_id}", summary="The inbox of an office, the newest notice first, page by page")
async def notices_of_unit(
    unit_id: UnitId,
    seen: Seeing,
    page: Annotated[Page, paged(inbox.notices_shown_max, inbox.notices_shown_max)],
) -> dict[str, Any]:
    seen.must_see(unit_id)
    rows = await inbox.notices_of_unit(seen.connection, unit_id, page.after(int), page.asked)
    return {
        "unit_id": unit_id,
        "unread": await inbox.unread_of_unit(seen.connection, unit_id),
        "notices": [{**row, **_words(row)} for row in page.shown(rows, lambda row: (row["position"],))],
    }


@ROUTES.get("/units/{unit_id}/mailbox", summary="Where an office receives mail; null where it has no mailbox")
async def mailbox_of_unit(unit_id: UnitId, seen: Seeing) -> dict[str, Any] | None:
    seen.must_see(unit_id)
    return await mailboxes.mailbox_of_unit(seen.connection, unit_id)


def _words(row: dict[str, Any]) -> dict[str, Any]:
    """What the notice says, or null where this program has no words for it."""
    try:
        vietnamese, english = wording(row["template"], row["about"], row["due_on"])
    except NoWording:
        return {"vi": None, "en": None}
    return {"vi": asdict(vietnamese), "en": asdict(english)}
