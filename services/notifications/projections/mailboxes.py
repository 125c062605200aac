"""At which address does each office receive mail, and since when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.notifications import MailboxSet


@dataclass(frozen=True, slots=True)
class MailboxRow:
    unit_id: str
    address: str = ""
    since: date | None = None


def mailbox_set(fact: MailboxSet, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(MailboxRow(fact.unit_id, fact.address, seen.occurred_on))


MAILBOXES = Projection(
    name="mailboxes", row=MailboxRow, key=("unit_id",), on={MailboxSet: mailbox_set}, sees=("occurred_on",)
)


async def mailbox_of_unit(pool: Any, unit_id: str) -> dict[str, Any] | None:
    """The mailbox of an office, or None where it has none."""
    row = await pool.fetchrow("SELECT * FROM notifications.mailboxes WHERE unit_id = $1", unit_id)
    return None if row is None else dict(row)
