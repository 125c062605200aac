"""When an account's holder is away, as days; known to those who work in the same office, and gone when it is over."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chronicle.refusal import Refused

absence_days_max = 400
absences_max = 20


@dataclass(frozen=True, slots=True)
class Absence:
    """Both days are days off."""

    first_day: date
    last_day: date


async def of_account(pool: Any, account_id: UUID, today: date) -> list[Absence]:
    """Those that are not over, the next one first."""
    rows = await pool.fetch(
        "SELECT first_day, last_day FROM portal.absence WHERE account_id = $1 AND last_day >= $2 ORDER BY first_day",
        account_id, today,
    )  # fmt: skip
    return [Absence(**row) for row in rows]


async def note(pool: Any, account_id: UUID, away: Absence, today: date) -> None:
    """Notes it, and forgets what is over. Another one that begins on the same day is replaced. Raises Refused."""
    _must_be_possible(away, today)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM portal.account WHERE account_id = $1 FOR UPDATE", account_id)
        await connection.execute(
            "DELETE FROM portal.absence WHERE account_id = $1 AND last_day < $2", account_id, today
        )
        kept = [one for one in await of_account(connection, account_id, today) if one.first_day != away.first_day]
        if len(kept) >= absences_max:
            raise Refused(
                "absence.too_many",
                vi=f"Đã ghi {absences_max} lần vắng mặt; hãy bỏ bớt",
                en=f"{absences_max} absences are noted already; take some back",
            )
        if any(one.first_day <= away.last_day and away.first_day <= one.last_day for one in kept):
            raise Refused(
                "absence.overlaps",
                vi="Khoảng này trùng với một lần vắng mặt đã ghi; hãy bỏ lần đó trước",
                en="These days overlap with an absence that is noted; take that one back first",
            )
        await connection.execute(
            "INSERT INTO portal.absence (account_id, first_day, last_day) VALUES ($1, $2, $3) "
            "ON CONFLICT (account_id, first_day) DO UPDATE SET last_day = excluded.last_day",
            account_id, away.first_day, away.last_day,
        )  # fmt: skip


async def take_back(pool: Any, account_id: UUID, first_day: date) -> None:
    """The one that begins on the day; where there is none, it is already so."""
    await pool.execute("DELETE FROM portal.absence WHERE account_id = $1 AND first_day = $2", account_id, first_day)


def _must_be_possible(away: Absence, today: date) -> None:
    if away.last_day < away.first_day or away.last_day < today:
        raise Refused(
            "absence.days",
            vi="Ngày cuối phải từ ngày đầu trở đi và chưa qua",
            en="The last day must not lie before the first one, nor in the past",
        )
    if (away.last_day - away.first_day).days >= absence_days_max:
        raise Refused(
            "absence.too_long",
            vi=f"Một lần vắng mặt dài nhất {absence_days_max} ngày; dài hơn thì hãy giao thẩm quyền cho người khác",
            en=f"An absence lasts {absence_days_max} days at most; for longer give the authority to another account",
        )
