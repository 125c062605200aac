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
    """`state` is sent, parked or retried. What has not come so far stands in the table of what waits, in no fact.

    `retried_on` stays when it is sent or parked anew: the last day on which somebody had it tried again.
    """

    notice_id: str
    channel: str
    unit_id: str = ""
    state: str = ""
    on_day: date | None = None
    attempts: int = 0
    error: str | None = None
    digest_id: str | None = None
    position: int = 0
    retried_on: date | None = None


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
        {"state": "retried", "on_day": fact.retried_on, "position": seen.position, "retried_on": fact.retried_on},
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


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Which deliveries that were given up are asked for; None: all. `again`: those that somebody had tried again since."""

    unit_id: str | None = None
    channel: str | None = None
    template: str | None = None
    again: bool = False

    def values(self) -> tuple[Any, ...]:
        return (self.unit_id, self.channel, self.template, self.again)


ALL_PARKED = GivenUp()
OF_GIVEN_UP = """
FROM notifications.deliveries d JOIN notifications.inbox n USING (notice_id)
WHERE d.digest_id IS NULL AND ($1::text[] IS NULL OR d.unit_id = ANY($1)) AND ($2::text IS NULL OR d.unit_id = $2)
AND ($3::text IS NULL OR d.channel = $3) AND ($4::text IS NULL OR n.template = $4)
AND CASE WHEN $5 THEN d.retried_on IS NOT NULL AND d.state <> 'parked' ELSE d.state = 'parked' END
"""


async def given_up(
    connection: Any,
    units: Sequence[str] | None,
    asked: GivenUp = ALL_PARKED,
    before: tuple[Any, ...] | None = None,
    limit: int = parked_shown_max,
) -> list[dict[str, Any]]:
    """What channels gave up, the newest first; of a digest the digest alone. `units`: a scope's units, None for all."""
    rows = await connection.fetch(
        "SELECT d.notice_id, d.channel, d.unit_id, d.on_day, d.attempts, d.error, d.position, d.retried_on, n.template, "
        f"n.about, n.due_on, n.raised_on, n.gathers {OF_GIVEN_UP} AND ($6::bigint IS NULL OR d.position < $6) "
        "ORDER BY d.position DESC LIMIT $7",
        units, *asked.values(), *(before or (None,)), limit,
    )  # fmt: skip
    return [{**dict(row), "about": json.loads(row["about"])} for row in rows]


async def given_up_count(connection: Any, units: Sequence[str] | None, asked: GivenUp = ALL_PARKED) -> int:
    """How many of them are in sight."""
    return int(await connection.fetchval(f"SELECT count(*) {OF_GIVEN_UP}", units, *asked.values()))


async def given_up_by(
    connection: Any, units: Sequence[str] | None, again: bool, limit: int
) -> list[tuple[str, str, str]]:
    """(unit, channel, template) of all of them, each once: what one may filter by."""
    rows = await connection.fetch(
        f"SELECT DISTINCT d.unit_id, d.channel, n.template {OF_GIVEN_UP} ORDER BY 1, 2, 3 LIMIT $6",
        units, *GivenUp(again=again).values(), limit,
    )  # fmt: skip
    return [(row["unit_id"], row["channel"], row["template"]) for row in rows]
