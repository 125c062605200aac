"""A shadow: a view's rows as far as a rebuild has folded them, in memory while they fit, and in a table beside the live one."""

from collections.abc import Sequence
from typing import Any

from chronicle.live_view import LiveView
from chronicle.postgres.views import Connection, ViewTable
from chronicle.projection import Change, Key, Rows
from contracts.envelope import Seen


def shadow_called(view: str) -> str:
    """The table beside a view that a rebuild folds into."""
    return f"{view}__shadow"


class RebuildStopped(Exception):
    """A fact could not be folded: the live views were not changed. A rebuild never skips."""

    def __init__(self, view: str, at: Seen[Any], error: BaseException) -> None:
        super().__init__(
            f"{view}: position {at.position} ({at.type} v{at.schema_version}) cannot be folded: {error!r}; "
            "nothing was changed there · không thay đổi gì ở đó"
        )


class Shadow:
    """What is folded changes rows in memory only; `keep` writes them to the table, `let_go` makes room."""

    def __init__(self, view: LiveView) -> None:
        self.view = view
        self.table = ViewTable(view.schema, view.projection, shadow_called(view.projection.name))
        self.rows: Rows = {}
        self._touched: dict[Key, None] = {}
        self._waiting: list[tuple[Seen[Any], Change]] = []
        self._all_here = False
        """Whether every row of the table is in memory, so that none has to be looked for there."""
        self._empty = False
        """Whether nothing was written to the table yet."""
        self.newest = 0
        """The newest fact that was folded here."""
        self._from_nothing = False
        """Whether nothing was folded anywhere else."""

    async def begin(self, connection: Connection) -> None:
        """An empty table, in place of any that was left."""
        await self.table.recreate(connection)
        self.rows, self._touched, self._all_here, self._empty = {}, {}, True, True
        self.newest, self._from_nothing = 0, True

    async def fetch(self, connection: Connection, rows_max: int, kept: int) -> int:
        """Takes the rows of the table into memory where they are no more than so many; returns how many were taken.

        They are what facts up to `kept` made of them.
        """
        count = int(await connection.fetchval(f"SELECT count(*) FROM {self.table.name}"))
        if self._all_here or count > rows_max:
            return 0
        width = len(self.view.projection.key)
        self.rows = {tuple(row)[:width]: list(row) for row in await self.table.all(connection)}
        self._all_here = True
        return count

    async def drop(self, connection: Connection) -> None:
        await connection.execute(f"DROP TABLE IF EXISTS {self.table.name}")

    def fold(self, seen: Seen[Any]) -> None:
        """Folds one fact; where rows may stand in the table only, its changes wait until `settle`. Raises RebuildStopped."""
        projection = self.view.projection
        try:
            for change in projection.changes(seen):
                if self._all_here:
                    self._touched[projection.apply(self.rows, change)] = None
                else:
                    self._waiting.append((seen, change))
        except Exception as error:
            raise RebuildStopped(self.view.name, seen, error) from error
        self.newest = seen.position

    def folded_past(self, position: int) -> bool | None:
        """Whether a fact after this position was folded; None where only an earlier process could tell."""
        return True if self.newest > position else False if self._from_nothing else None

    async def settle(self, connection: Connection) -> None:
        """Fetches the rows that are not here, and carries out on them what waits. Raises RebuildStopped."""
        projection = self.view.projection
        wanted: dict[Key, bool] = {}
        for _, change in self._waiting:
            wanted.setdefault(projection.key_of(change), projection.needs_row(change))
        # of a key that was touched since, what stands in the table is out of date: its row is here, or is no more
        away = [key for key, asks in wanted.items() if asks and key not in self.rows and key not in self._touched]
        self.rows.update(await self.table.load(connection, away))
        for seen, change in self._waiting:
            try:
                projection.apply(self.rows, change)
            except Exception as error:
                raise RebuildStopped(self.view.name, seen, error) from error
        self._touched.update(dict.fromkeys(wanted))
        self._waiting = []

    @property
    def waits(self) -> bool:
        return bool(self._waiting)

    async def keep(self, connection: Connection) -> None:
        """Writes the rows that were touched since the last time."""
        if self._empty:
            await self.table.copy(connection, self.rows)
        else:
            await self.table.replace(connection, self.rows, self._touched)

    def kept(self) -> None:
        """The transaction of `keep` is committed."""
        self._touched, self._empty = {}, False

    async def complete(self, connection: Connection) -> None:
        """All facts were folded for the first time: what the table still lacks is made."""

    def let_go(self) -> None:
        """Rows are read from the table again when facts come to them. What is not kept yet must not be let go."""
        assert not self._touched and not self._waiting
        self.rows, self._all_here = {}, False


def rows_held(shadows: Sequence[Shadow]) -> int:
    return sum(len(shadow.rows) for shadow in shadows)
