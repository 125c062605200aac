"""What waits to leave the house: a table of the service's own, so that a stop of the program loses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

claim_seconds_max = 120
"""Longer than any attempt may take: after that whoever took a row is believed to be gone."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One notice on its way by one channel; `attempts` counts the one that is about to be made."""

    notice_id: str
    channel: str
    unit_id: str
    round: int
    attempts: int
    error: str | None


class Queue:
    """The tables `delivery` and `digest`."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    async def put(
        self, notice_id: str, channel: str, unit_id: str, round_: int, waits_for: str, due_at: datetime
    ) -> None:
        """Puts it there once; what is there already stays as it is."""
        await self._pool.execute(
            "INSERT INTO notifications.delivery (notice_id, channel, unit_id, round, waits_for, due_at) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            notice_id, channel, unit_id, round_, waits_for, due_at,
        )  # fmt: skip

    async def claim(self, channel: str, now: datetime, limit: int) -> list[Waiting]:
        """Takes what is due, the longest waiting first: nobody else tries it until the claim is over."""
        rows = await self._pool.fetch(
            "UPDATE notifications.delivery d SET attempts = d.attempts + 1, "
            "claimed_until = clock_timestamp() + make_interval(secs => $4) "
            "FROM (SELECT notice_id, channel FROM notifications.delivery WHERE channel = $1 AND due_at <= $2 "
            "AND waits_for NOT IN ('digest', 'bundle') AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) "
            "ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS taken "
            "WHERE d.notice_id = taken.notice_id AND d.channel = taken.channel "
            "RETURNING d.notice_id, d.channel, d.unit_id, d.round, d.attempts, d.error",
            channel, now, limit, claim_seconds_max,
        )  # fmt: skip
        return [Waiting(*row) for row in rows]

    async def later(self, waiting: Waiting, waits_for: str, due_at: datetime, error: str | None) -> None:
        await self._pool.execute(
            "UPDATE notifications.delivery SET waits_for = $3, due_at = $4, error = $5, claimed_until = NULL "
            "WHERE notice_id = $1 AND channel = $2",
            waiting.notice_id, waiting.channel, waits_for, due_at, error,
        )  # fmt: skip

    async def hold(self, waiting: Waiting, until: datetime) -> None:
        """It was not tried, as its outlet is paused; it is looked at again then."""
        await self._pool.execute(
            "UPDATE notifications.delivery SET waits_for = 'resume', due_at = $3, attempts = attempts - 1, "
            "claimed_until = NULL WHERE notice_id = $1 AND channel = $2",
            waiting.notice_id, waiting.channel, until,
        )  # fmt: skip

    async def release(self, unit_id: str, channel: str, now: datetime) -> None:
        """The outlet is resumed: what waited for that is due."""
        await self._pool.execute(
            "UPDATE notifications.delivery SET waits_for = 'turn', due_at = $3 "
            "WHERE unit_id = $1 AND channel = $2 AND waits_for = 'resume'",
            unit_id, channel, now,
        )  # fmt: skip

    async def done(self, notice_id: str, channel: str) -> None:
        await self._pool.execute(
            "DELETE FROM notifications.delivery WHERE notice_id = $1 AND channel = $2", notice_id, channel
        )

    async def expect_digest(self, unit_id: str, day: Any, due_at: datetime) -> None:
        await self._pool.execute(
            "INSERT INTO notifications.digest (unit_id, day, due_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            unit_id, day, due_at,
        )  # fmt: skip

    async def digests_due(self, now: datetime, limit: int) -> list[tuple[str, Any, datetime]]:
        rows = await self._pool.fetch(
            "SELECT unit_id, day, due_at FROM notifications.digest WHERE due_at <= $1 ORDER BY due_at, unit_id LIMIT $2",
            now, limit,
        )  # fmt: skip
        return [(row["unit_id"], row["day"], row["due_at"]) for row in rows]

    async def gathered(self, unit_id: str, until: datetime, limit: int) -> list[str]:
        """The notices that wait for an office's digest, as far as they were put there for it."""
        rows = await self._pool.fetch(
            "SELECT notice_id FROM notifications.delivery WHERE unit_id = $1 AND channel = 'mail' "
            "AND waits_for = 'digest' AND due_at <= $2 ORDER BY due_at, notice_id LIMIT $3",
            unit_id, until, limit,
        )  # fmt: skip
        return [row["notice_id"] for row in rows]

    async def bundle(self, notice_ids: Sequence[str]) -> None:
        """They are in a digest that was put together: no other takes them, however long that one is under way."""
        await self._pool.execute(
            "UPDATE notifications.delivery SET waits_for = 'bundle' WHERE notice_id = ANY($1::text[]) "
            "AND channel = 'mail' AND waits_for = 'digest'",
            list(notice_ids),
        )

    async def digest_put_together(self, unit_id: str, day: Any) -> None:
        await self._pool.execute("DELETE FROM notifications.digest WHERE unit_id = $1 AND day = $2", unit_id, day)
