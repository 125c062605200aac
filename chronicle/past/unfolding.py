"""One view's fold with a memory: which rows stood from which position to which. Pure; the fold is the projection's own."""

from collections.abc import Iterable, Sequence
from typing import Any

from chronicle.projection import Change, Key, Projection, Rows, RowValues

EVER = 2**63 - 1
"""The end of what still stands."""

Version = tuple[Any, ...]
"""(first position, first position at which it stood no more or EVER, *columns)"""


class Unfolding:
    """Holds the rows that stand and since when; collects what is to be written of them until it is taken.

    Rows not held here are unknown, not absent: whoever folds a fact brings in the rows of `unknown(…)` first.
    """

    def __init__(self, projection: Projection) -> None:
        self.projection = projection
        self._rows: Rows = {}
        self._since: dict[Key, int] = {}
        self._known: set[Key] = set()
        self._written: dict[Key, None] = {}
        """Keys whose open version, as written, stands no more."""
        self._open: dict[Key, None] = {}
        """Keys whose open version is not written yet."""
        self._closed: list[Version] = []
        self.standing = 0
        """How many rows more stand than when this began."""

    @property
    def held(self) -> int:
        return len(self._known)

    def unknown(self, changes: Iterable[Change]) -> list[Key]:
        """Of the keys these changes touch, those whose rows were not brought in."""
        keys = dict.fromkeys(map(self.projection.key_of, changes))
        return [key for key in keys if key not in self._known]

    def bring_in(self, keys: Iterable[Key], found: Iterable[Version]) -> None:
        """The open versions, as written, of some keys; those without one have no row."""
        self._known.update(keys)
        width = len(self.projection.key)
        for since, _, *values in found:
            key = tuple(values[:width])
            self._rows[key] = list(values)
            self._since[key] = since

    def step(self, position: int, changes: Sequence[Change]) -> None:
        """Folds the changes of one fact; a row that is the same afterwards has no new version."""
        before: dict[Key, tuple[Any, ...] | None] = {}
        for change in changes:
            key = self.projection.key_of(change)
            if key not in before:
                row = self._rows.get(key)
                before[key] = None if row is None else tuple(row)
            self.projection.apply(self._rows, change)
        for key, old in before.items():
            self._turn(key, old, self._rows.get(key), position)

    def _turn(self, key: Key, old: tuple[Any, ...] | None, new: RowValues | None, position: int) -> None:
        if (old is None and new is None) or (old is not None and new is not None and old == tuple(new)):
            return
        if old is not None:
            self._closed.append((self._since.pop(key), position, *old))
            if key in self._open:
                del self._open[key]
            else:
                self._written[key] = None
        if new is not None:
            self._since[key] = position
            self._open[key] = None
        self.standing += (new is not None) - (old is not None)

    def take(self) -> tuple[list[Key], list[Version]]:
        """(keys whose written open version is to go, versions to write); it is as if written afterwards."""
        gone = list(self._written)
        fresh = [(self._since[key], EVER, *self._rows[key]) for key in self._open]
        versions = [*self._closed, *fresh]
        self._written, self._open, self._closed = {}, {}, []
        return gone, versions

    def forget(self) -> None:
        """Lets go of every row, once what they were is taken and written."""
        self._rows.clear()
        self._since.clear()
        self._known.clear()
