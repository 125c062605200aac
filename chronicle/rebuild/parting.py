"""Since which fact a rebuilt row is not the row in use: held against its past, as the program that serves has written it."""

from collections.abc import Collection, Mapping, Sequence

from chronicle.past.unfolding import EVER
from chronicle.past.version_table import VersionTable
from chronicle.postgres.views import Connection, columns_of
from chronicle.projection import Key, Projection, RowValues, comparable

versions_max = 20_000
"""Of all rows together; of rows that changed more often it is not looked for."""


class Parting:
    """Goes along with the fold of one row. `changes` is how the row in use came to be: from which position on it was what."""

    def __init__(self, changes: Sequence[tuple[int, RowValues | None]], written: int) -> None:
        self._changes = changes
        self._written = written
        self._next = 0
        self._in_use: RowValues | None = None
        self._known = True
        self.at: int | None = None

    def before(self, position: int, rebuilt: RowValues | None) -> None:
        """What the row in use became by facts that the fold had nothing to do with."""
        while self._next < len(self._changes) and self._changes[self._next][0] < position:
            at, self._in_use = self._changes[self._next]
            self._next += 1
            self._note(at, rebuilt)

    def after(self, position: int, rebuilt: RowValues | None) -> None:
        """The fold has made this of the row by the fact at `position`."""
        if self._next < len(self._changes) and self._changes[self._next][0] == position:
            self._in_use = self._changes[self._next][1]
            self._next += 1
        self._known = self._known and position <= self._written
        self._note(position, rebuilt)

    def found(self, rebuilt: RowValues | None, live: RowValues | None) -> int | None:
        """The fact since which they differ; None where the past does not say how the row in use came to be what it is."""
        self.before(EVER, rebuilt)
        return self.at if self._known and self._in_use == comparable(live) else None

    def _note(self, position: int, rebuilt: RowValues | None) -> None:
        if comparable(rebuilt) == self._in_use:
            self.at = None
        elif self.at is None:
            self.at = position


async def partings(
    connection: Connection, schema: str, projection: Projection, keys: Collection[Key]
) -> Mapping[Key, Parting]:
    """None of them where the past of the view is not written, or of another shape."""
    if await connection.fetchval("SELECT to_regclass($1)", f'"{schema}".past') is None:
        return {}
    place = await connection.fetchrow(
        f'SELECT position, definition FROM "{schema}".past WHERE view = $1', projection.name
    )
    if place is None or place["definition"] != projection.definition:
        return {}
    width = len(projection.key)
    listed = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(projection.sql_types[:width], 2))
    match = " AND ".join(f"t.{name} = k.{name}" for name in projection.key)
    rows = await connection.fetch(
        f"SELECT t.past_from, t.past_to, {', '.join('t.' + name for name in projection.columns)} "
        f'FROM "{schema}".past_epoch e CROSS JOIN unnest({listed}) AS k({", ".join(projection.key)}) '
        f"JOIN {VersionTable(schema, projection).name} t ON t.past_epoch = e.epoch AND {match} "
        f"WHERE e.view = $1 LIMIT {versions_max + 1}",
        projection.name, *columns_of(keys, width),
    )  # fmt: skip
    if len(rows) > versions_max:
        return {}
    stood: dict[Key, dict[int, RowValues | None]] = {key: {} for key in keys}
    for row in rows:
        began, ended, *values = row
        changes = stood[tuple(values[:width])]
        changes[began] = comparable(values)
        if ended != EVER:
            changes.setdefault(ended, None)
    return {key: Parting(sorted(changes.items()), place["position"]) for key, changes in stood.items()}
