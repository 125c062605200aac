"""What became of each notice outside the house: sent by which channel, or parked and why?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Patch, Projection
from contracts.envelope import Seen
from contracts.notifications import NoticeFailed, NoticeRetried, NoticeSent

parked_shown_max = 500


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """`state` is sent, parked or retried. What has not come so far stands in the table of what waits, in no fact."""

    notice_id: str
    channel: str
    unit_id: str = ""
    state: str = ""
    on_day: date | None = None
    attempts: int = 0
    error: str | None = None
    digest_id: str | None = None
    position: int = 0


def sent(fact: NoticeSent, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch(
        (fact.notice_id, fact.channel),
        {
            "unit_id": fact.unit_id,
            "state": "sent",
            "on_day": fact.sent_on,
            "attempts": fact.attempts,
            "error": None,
            "digest_id": fact.digest_id,
            "position": seen.position,
        },
    )


def failed(fact: NoticeFailed, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch(
        (fact.notice_id, fact.channel),
        {
            "unit_id": fact.unit_id,
            "state": "parked",
            "on_day": fact.failed_on,
            "attempts": fact.attempts,
            "error": fact.error,
            "digest_id": fact.digest_id,
            "position": seen.position,
        },
    )


def retried(fact: NoticeRetried, seen: Seen[Any]) -> Iterable[Change]:
    yield Patch(
        (fact.notice_id, fact.channel),
        {"state": "retried", "on_day": fact.retried_on, "position": seen.position},
    )


DELIVERIES = Projection(
    name="deliveries",
    row=DeliveryRow,
    key=("notice_id", "channel"),
    on={NoticeSent: sent, NoticeFailed: failed, NoticeRetried: retried},
    indexes=(("state", "position"),),
)

OF_NOTICES = """
SELECT asked.notice_id, asked.channel, n.unit_id, d.state, d.on_day, coalesce(w.attempts, d.attempts, 0) AS attempts,
    coalesce(w.error, d.error) AS error, d.digest_id, w.waits_for, w.due_at, w.claimed_until > clock_timestamp() AS trying
FROM notifications.inbox n CROSS JOIN LATERAL unnest(n.channels) AS asked_channel (channel)
CROSS JOIN LATERAL (SELECT n.notice_id, asked_channel.channel) AS asked
LEFT JOIN notifications.deliveries d ON d.notice_id = asked.notice_id AND d.channel = asked.channel
LEFT JOIN notifications.delivery w ON w.notice_id = asked.notice_id AND w.channel = asked.channel
WHERE n.notice_id = ANY($1::text[]) AND asked.channel <> 'inbox'
ORDER BY asked.notice_id, array_position(ARRAY['mail', 'webhook', 'gateway'], asked.channel)
"""


async def deliveries_of_notices(connection: Any, notice_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """By notice, every channel it was to leave by: what became of it (`state`), or what it waits for and until when.

    Neither `state` nor `waits_for`: the office has no such channel, or wants nothing of this kind there.
    """
    found: dict[str, list[dict[str, Any]]] = {notice_id: [] for notice_id in notice_ids}
    for row in await connection.fetch(OF_NOTICES, list(notice_ids)):
        found[row["notice_id"]].append(dict(row))
    return found


async def parked(
    connection: Any,
    units: Sequence[str] | None,
    before: tuple[Any, ...] | None = None,
    limit: int = parked_shown_max,
) -> list[dict[str, Any]]:
    """What channels gave up, the newest first; of a digest the digest alone. `units`: a scope's units, None for all."""
    rows = await connection.fetch(
        "SELECT d.notice_id, d.channel, d.unit_id, d.on_day, d.attempts, d.error, d.position, n.template, n.about, "
        "n.due_on, n.raised_on, n.gathers FROM notifications.deliveries d JOIN notifications.inbox n USING (notice_id) "
        "WHERE d.state = 'parked' AND d.digest_id IS NULL AND ($1::text[] IS NULL OR d.unit_id = ANY($1)) "
        "AND ($2::bigint IS NULL OR d.position < $2) ORDER BY d.position DESC LIMIT $3",
        units, *(before or (None,)), limit,
    )  # fmt: skip
    return [{**dict(row), "about": json.loads(row["about"])} for row in rows]


async def parked_count(connection: Any, units: Sequence[str] | None) -> int:
    """How much is parked in sight."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM notifications.deliveries WHERE state = 'parked' AND digest_id IS NULL "
            "AND ($1::text[] IS NULL OR unit_id = ANY($1))",
            units,
        )
    )
