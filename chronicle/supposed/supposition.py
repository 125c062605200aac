"""A history that was not: the log up to a position, without some of its facts, and with some that came later. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from chronicle.projection import Change, Key, Projection, Rows, RowValues, comparable
from contracts.envelope import Seen


@dataclass(frozen=True, slots=True)
class Supposition:
    """The facts up to `base` but those of `without`, then those of `including`; both are positions in order, without repetition.

    Raises ValueError for a fact left out that is not among those up to `base`, and for one included that is.
    """

    base: int
    without: tuple[int, ...] = ()
    including: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(not 0 < position <= self.base for position in self.without):
            raise ValueError(f"only facts up to {self.base} can be left out")
        if any(position <= self.base for position in self.including):
            raise ValueError(f"facts up to {self.base} are included already")

    def knows(self, position: int) -> bool:
        """Whether the fact at a position is one of this history."""
        return position in self.including if position > self.base else position not in self.without

    def known_up_to(self, position: int) -> int:
        """The last position, up to this one, after which no fact is known."""
        return (
            position if position <= self.base else max((p for p in self.including if p <= position), default=self.base)
        )

    @property
    def supposed(self) -> tuple[int, ...]:
        """The facts by which this history is another one."""
        return (*self.without, *self.including)

    @property
    def after(self) -> int:
        """The position up to which it is the history that was."""
        return min((position - 1 for position in self.without), default=self.base)

    def covers(self, other: "Supposition") -> bool:
        """Whether what the other is apart in, this one is as well."""
        return other.base == self.base and {*other.supposed} <= {*self.supposed}

    def of_these(self, positions: Collection[int]) -> "Supposition":
        """What was up to the same base, but for these of the facts."""
        parts = [tuple(p for p in part if p in positions) for part in (self.without, self.including)]
        return Supposition(self.base, *parts)

    @property
    def digest(self) -> str:
        return sha256(repr((self.base, self.without, self.including)).encode()).hexdigest()


class Trail:
    """Of one view: the rows that some facts touch, as they stood before the first of these, and all that came to them since.

    What a fact changes depends on that fact alone (`Projection.changes`), so no other row can be another one without it.
    """

    def __init__(self, projection: Projection, supposed: Iterable[Seen[Any]]) -> None:
        self.projection = projection
        self.keys = {projection.key_of(change) for seen in supposed for change in projection.changes(seen)}
        self.before: Rows = {}
        self._came: list[tuple[int, Change]] = []

    def __len__(self) -> int:
        return len(self._came)

    def follow(self, seen: Seen[Any]) -> None:
        """Notes what a fact changes of these rows; facts come in order."""
        for change in self.projection.changes(seen):
            if self.projection.key_of(change) in self.keys:
                self._came.append((seen.position, change))

    def rows(self, supposition: Supposition) -> Rows:
        """These rows in that history."""
        rows: Rows = {key: list(values) for key, values in self.before.items()}
        for position, change in self._came:
            if supposition.knows(position):
                self.projection.apply(rows, change)
        return rows

    def difference(self, supposition: Supposition) -> tuple[list[RowValues], list[RowValues]]:
        """(rows of the history that was, which are not so; rows that are, in their place)."""
        was, now = self.rows(Supposition(supposition.base)), self.rows(supposition)
        apart = [key for key in self.keys if comparable(was.get(key)) != comparable(now.get(key))]
        return _standing(was, apart), _standing(now, apart)


def _standing(rows: Rows, keys: Sequence[Key]) -> list[RowValues]:
    return [rows[key] for key in keys if key in rows]
