"""What is each office told, about what, due when, has it gone out by mail, and has the office read it?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.notifications import NoticeFailed, NoticeRaised, NoticeRead, NoticeSent

notices_shown_max = 500


@dataclass(frozen=True, slots=True)
class InboxRow:
    """`about` is a JSON object; `mail` is not_asked, waiting, sent or failed."""

    notice_id: str
    unit_id: str = ""
    position: int = 0
    template: str = ""
    about: str = "{}"
    due_on: date | None = None
    raised_on: date | None = None
    mail: str = "not_asked"
    mail_on: date | None = None
    mail_attempts: int = 0
    mail_error: str | None = None
    read_on: date | None = None


def raised(fact: NoticeRaised, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(
        InboxRow(
            notice_id=fact.notice_id,
            unit_id=fact.unit_id,
            position=seen.position,
            template=fact.template,
            about=json.dumps(fact.about, ensure_ascii=False, sort_keys=True),
            due_on=fact.due_on,
            raised_on=fact.raised_on,
            mail="waiting" if "mail" in fact.channels else "not_asked",
        )
    )


def sent(fact: NoticeSent, seen: Seen[Any]) -> Iterable[Change]:
    if fact.channel == "mail":
        columns = {"mail": "sent", "mail_on": fact.sent_on, "mail_attempts": fact.attempts, "mail_error": None}
        yield Patch((fact.notice_id,), columns)


def failed(fact: NoticeFailed, seen: Seen[Any]) -> Iterable[Change]:
    if fact.channel == "mail":
        columns = {
            "mail": "failed",
            "mail_on": fact.failed_on,
            "mail_attempts": fact.attempts,
            "mail_error": fact.error,
        }
        yield Patch((fact.notice_id,), columns)


def read(fact: NoticeRead, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.notice_id,), {"read_on": fact.read_on})


INBOX = Projection(
    name="inbox",
    row=InboxRow,
    key=("notice_id",),
    on={NoticeRaised: raised, NoticeSent: sent, NoticeFailed: failed, NoticeRead: read},
)


async def notices_of_unit(
    pool: Any, unit_id: str, before: tuple[Any, ...] | None = None, limit: int = notices_shown_max
) -> list[dict[str, Any]]:
    """The notices of an office, the newest first, before the position of the last one shown; `about` as an object."""
    rows = await pool.fetch(
        "SELECT * FROM notifications.inbox WHERE unit_id = $1 AND ($2::bigint IS NULL OR position < $2) "
        "ORDER BY position DESC LIMIT $3",
        unit_id, *(before or (None,)), limit,
    )  # fmt: skip
    return [{**dict(row), "about": json.loads(row["about"])} for row in rows]


async def unread_of_unit(pool: Any, unit_id: str) -> int:
    """How many notices the office has not opened yet."""
    return int(
        await pool.fetchval("SELECT count(*) FROM notifications.inbox WHERE unit_id = $1 AND read_on IS NULL", unit_id)
    )
