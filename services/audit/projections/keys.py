"""With which keys were checkpoints signed, from which fact on, and who vouches for each?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Projection, Put
from contracts.audit import KeyIntroduced
from contracts.envelope import Seen


@dataclass(frozen=True, slots=True)
class KeyRow:
    """`position` is that of the fact that introduced it."""

    key: str
    previous_key: str | None = None
    endorsement: str | None = None
    introduced_on: date | None = None
    position: int = 0


def introduced(fact: KeyIntroduced, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(KeyRow(fact.key, fact.previous_key, fact.endorsement, seen.occurred_on, seen.position))


KEYS = Projection(name="keys", row=KeyRow, key=("key",), on={KeyIntroduced: introduced}, sees=("occurred_on",))


async def keys(connection: Any) -> list[KeyRow]:
    """The first one first."""
    return [KeyRow(**row) for row in await connection.fetch("SELECT * FROM audit.keys ORDER BY position")]
