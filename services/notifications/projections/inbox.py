"""What is each office told, about what, due when, and has the office read it?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection, Put
from contracts.envelope import Seen
from contracts.notifications import NoticeRaised, NoticeRead

notices_shown_max = 500


@dataclass(frozen=True, slots=True)
class InboxRow:
    """`about` is a JSON object. A daily digest is a notice that goes by mail only: it has a row, and no place in the inbox."""

    notice_id: str
    unit_id: str = ""
    position: int = 0
    template: str = ""
    about: str = "{}"
    due_on: date | None = None
    raised_on: date | None = None
    in_inbox: bool = True
    channels: tuple[str, ...] = ()
    gathers: int = 0
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
            in_inbox="inbox" in fact.channels,
            channels=fact.channels,
            gathers=len(fact.gathers),
        )
    )


def read(fact: NoticeRead, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch((fact.notice_id,), {"read_on": fact.read_on})


INBOX = Projection(
    name="inbox",
    row=InboxRow,
    key=("notice_id",),
    on={NoticeRaised: raised, NoticeRead: read},
    indexes=(("unit_id", "position"),),
)


async def notices_of_unit(
    pool: Any, unit_id: str, before: tuple[Any, ...] | None = None, limit: int = notices_shown_max
) -> list[dict[str, Any]]:
    """The notices of an office, the newest first, before the position of the last one shown; `about` as an object."""
    return await notices_of_offices(pool, [unit_id], before, limit)


async def notices_of_offices(
    pool: Any,
    unit_ids: Sequence[str],
    before: tuple[Any, ...] | None = None,
    limit: int = notices_shown_max,
    *,
    unread_only: bool = False,
    template: str | None = None,
) -> list[dict[str, Any]]:
    """The notices of several offices together, as one account may act for several."""
    rows = await pool.fetch(
        "SELECT * FROM notifications.inbox WHERE unit_id = ANY($1::text[]) AND in_inbox "
        "AND ($2::bigint IS NULL OR position < $2) AND (read_on IS NULL OR NOT $3) AND ($4::text IS NULL OR template = $4) "
        "ORDER BY position DESC LIMIT $5",
        list(unit_ids), *(before or (None,)), unread_only, template, limit,
    )  # fmt: skip
    return [shown(row) for row in rows]


async def notice(pool: Any, notice_id: str) -> dict[str, Any] | None:
    """One notice, or None where it is unknown or out of sight."""
    row = await pool.fetchrow("SELECT * FROM notifications.inbox WHERE notice_id = $1", notice_id)
    return None if row is None else shown(row)


async def unread_of_unit(pool: Any, unit_id: str) -> int:
    """How many notices the office has not opened yet."""
    return await unread_of_offices(pool, [unit_id])


async def unread_of_offices(pool: Any, unit_ids: Sequence[str], template: str | None = None) -> int:
    """How many notices of these offices nobody has opened yet."""
    return int(
        await pool.fetchval(
            "SELECT count(*) FROM notifications.inbox WHERE unit_id = ANY($1::text[]) AND in_inbox AND read_on IS NULL "
            "AND ($2::text IS NULL OR template = $2)",
            list(unit_ids), template,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """How an inbox stands: how much of it is unread, and at which position its newest notice was raised, 0 where there is none."""

    unread: int
    newest: int


async def news_of_offices(pool: Any, unit_ids: Sequence[str]) -> News:
    """Of several offices together."""
    row = await pool.fetchrow(
        "SELECT count(*) FILTER (WHERE read_on IS NULL) AS unread, coalesce(max(position), 0) AS newest "
        "FROM notifications.inbox WHERE unit_id = ANY($1::text[]) AND in_inbox",
        list(unit_ids),
    )
    return News(row["unread"], row["newest"])


def shown(row: Any) -> dict[str, Any]:
    """A row as it is told: `about` as an object."""
    return {**dict(row), "about": json.loads(row["about"]), "channels": list(row["channels"])}
