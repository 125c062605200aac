"""A rebuild as it stands in the database: what is asked, how far it has come, what it found, how it ended."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from chronicle.postgres.log import Pool
from chronicle.postgres.views import Connection
from chronicle.rebuild.pace import Pace

UNDER_WAY = ("asked", "folding", "compared")
ENDED = ("switched", "discarded", "cancelled", "failed")


@dataclass(frozen=True, slots=True)
class Differing:
    """A row that is not what the log says. Values are written out; `live` and `rebuilt` are None where there is no such row.

    `last_fact` is the last that has a say in the row, None where none ever had. Where the live row is what it was before another
    fact came to it, `stopped_before` is that fact: it looks as if it and what followed never reached the row. `facts` are the last
    of those that have a say in it; `parted_at` is the one since which the rebuilt row is not the live one, where that is known.
    """

    key: tuple[str | None, ...]
    columns: tuple[str, ...]
    live: Mapping[str, str | None] | None
    rebuilt: Mapping[str, str | None] | None
    last_fact: int | None = None
    stopped_before: int | None = None
    facts: tuple[int, ...] = ()
    parted_at: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a rebuild found of one view. `position` is how far both were when they were compared; `reached` how far the shadow is.

    The counts are None where the live view had not come as far: there was nothing to compare. `sha256` is over the binary COPY of
    the rebuilt rows in the order of their keys (texts by their bytes), so that it can be had again with psql.

    `apart_since`: at no position from there on can the live view, had it only ever been changed by its fold, have agreed with the
    log. It is the earliest, over the differing rows looked into, of the last facts that have a say in them.
    """

    view: str
    position: int
    reached: int
    rows: int
    sha256: str
    only_rebuilt: int | None = None
    only_live: int | None = None
    changed: int | None = None
    apart_since: int | None = None
    samples: tuple[Differing, ...] = ()

    @property
    def differing(self) -> int | None:
        """Rows in which they differ, one a key."""
        if self.only_rebuilt is None or self.only_live is None or self.changed is None:
            return None
        return self.only_rebuilt + self.only_live + self.changed

    @property
    def same(self) -> bool:
        return self.differing == 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One rebuild of views of a service; `views` names none where all are meant. Instants are UTC."""

    rebuild_id: int
    receipt_id: UUID
    service: str
    views: tuple[str, ...]
    switch_when_same: bool
    asked_by: str
    asked_role: str
    asked_at: datetime
    state: str
    wish: str | None
    wished_by: str | None
    wished_role: str | None
    run: UUID | None
    program: str | None
    pin: int | None
    position: int
    kept: int
    page_facts: int
    pace: Pace
    found: tuple[Found, ...]
    error: str | None
    started_at: datetime | None
    updated_at: datetime
    ended_at: datetime | None
    apart: bool
    """Whether the program that asked carries it out itself, apart from the service, which leaves it alone."""

    @property
    def same(self) -> bool:
        """Whether all views were compared and no row differed."""
        return bool(self.found) and all(found.same for found in self.found)

    @property
    def decided(self) -> str | None:
        """What is to become of it: what somebody wished, or what was agreed when it was asked for."""
        return self.wish or ("switch" if self.switch_when_same and self.same else None)

    @property
    def waits_for_a_decision(self) -> bool:
        return self.state == "compared" and self.decided is None


_COLUMNS = ", ".join(
    {"pace": "pages, page_seconds_mean, page_seconds_squares"}.get(field.name, field.name)
    for field in fields(Operation)
)


def _operation(row: Any) -> Operation:
    given = dict(row)
    pace = Pace(given.pop("pages"), given.pop("page_seconds_mean"), given.pop("page_seconds_squares"))
    found = tuple(_found(**one) for one in json.loads(given.pop("found")))
    return Operation(**{**given, "views": tuple(given["views"]), "pace": pace, "found": found})


def _found(samples: Sequence[Any] = (), **given: Any) -> Found:
    lists = ("key", "columns", "facts")
    read = (Differing(**{**one, **{name: tuple(one.get(name, ())) for name in lists}}) for one in samples)
    return Found(**given, samples=tuple(read))


async def operations(connection: Connection, limit: int, below: int | None = None) -> list[Operation]:
    """The newest first, of those numbered lower than `below` (None: all)."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM chronicle.rebuild WHERE $1::bigint IS NULL OR rebuild_id < $1 ORDER BY rebuild_id DESC LIMIT $2",
        below, limit,
    )  # fmt: skip
    return [_operation(row) for row in rows]


async def operation(connection: Connection, rebuild_id: int) -> Operation | None:
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM chronicle.rebuild WHERE rebuild_id = $1", rebuild_id)
    return None if row is None else _operation(row)


async def under_way(pool: Pool, service: str) -> Operation | None:
    row = await pool.fetchrow(
        f"SELECT {_COLUMNS} FROM chronicle.rebuild WHERE service = $1 AND ended_at IS NULL", service
    )
    return None if row is None else _operation(row)


async def take_up(pool: Pool, service: str, run: UUID) -> Operation | None:
    """What is under way, and from now on for this run alone to report of."""
    row = await pool.fetchrow(f"SELECT {_COLUMNS} FROM chronicle.take_up_rebuild($1, $2)", service, run)
    return None if row is None else _operation(row)


class TakenOver(Exception):
    """Another process carries the rebuild out by now."""


async def report(connection: Connection, one: Operation, **told: Any) -> Operation:
    """How it goes on: columns that are otherwise now, `pace` and `found` as they are here. Raises TakenOver."""
    if (pace := told.pop("pace", None)) is not None:
        told |= {"pages": pace.pages, "page_seconds_mean": pace.mean, "page_seconds_squares": pace.squares}
    if "found" in told:
        told["found"] = [asdict(each) for each in told["found"]]
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM chronicle.report_rebuild($1, $2, $3::jsonb)", one.rebuild_id, one.run, json.dumps(told)
    )
    if row is None:
        raise TakenOver(f"rebuild {one.rebuild_id} was taken up by another process, or has ended")
    return _operation(row)
