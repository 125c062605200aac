"""A projection: the question it answers as a row, and a pure fold from facts to changes of such rows."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import MISSING, dataclass, fields
from hashlib import sha256
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from contracts.envelope import Seen
from contracts.fact import Fact

Key = tuple[Any, ...]
RowValues = list[Any]
Rows = MutableMapping[Key, RowValues]


@dataclass(slots=True)
class Put:
    """The row is this now."""

    row: Any


@dataclass(slots=True)
class Patch:
    """These columns of the row are this now; a row that is not there starts from its defaults."""

    key: Key
    columns: Mapping[str, Any]


@dataclass(slots=True)
class Add:
    """These columns grow by so much; a row that is not there starts from its defaults."""

    key: Key
    increments: Mapping[str, int]


@dataclass(slots=True)
class Drop:
    """The row is no more. With `if_default`, only where those columns hold their defaults: what else is known of it stays."""

    key: Key
    if_default: Sequence[str] = ()


Change = Put | Patch | Add | Drop
Handler = Callable[[Any, Seen[Any]], Iterable[Change]]


def comparable(row: Sequence[Any] | None) -> list[Any] | None:
    """Values that are equal where the rows are: the database gives lists where a fold makes tuples."""
    return None if row is None else [list(value) if isinstance(value, tuple) else value for value in row]


class Projection:
    """Declares a view: its table's name, its row (a dataclass, key fields first), and what each fact changes.

    Columns other than the key must have defaults, so that patches and additions mean the same on any row.
    `sees` names what handlers look at of the envelope beyond `position`; a rebuild reads no other columns.
    `of_unit` names the column that says whose a row is: who looks finds the rows of units within their scope only. Rows
    without such a column, or of a view that says None, are everybody's. With `to_delegates`, rows are found as well by those
    to whom a decision about the unit was delegated (`antoan.delegated`). `indexes` names columns it is asked by, beside the key.
    With `fact_by_fact` each fact puts one row under its own position, which no other fact ever touches: a rebuild writes such rows
    and forgets them. Raises ValueError for a row that breaks this.
    """

    def __init__(
        self,
        name: str,
        row: type[Any],
        key: Sequence[str],
        on: Mapping[type[Fact], Handler],
        sees: Sequence[str] = (),
        of_unit: str | None = "unit_id",
        to_delegates: bool = False,
        indexes: Sequence[Sequence[str]] = (),
        fact_by_fact: bool = False,
    ) -> None:
        self.name = name
        self.sees = tuple(sees)
        self.row = row
        self.on = dict(on)
        self.key = tuple(key)
        self.fact_by_fact = fact_by_fact
        declared = fields(row)
        self.columns = tuple(field.name for field in declared)
        self.indexes = tuple(tuple(columns) for columns in indexes)
        self.of_unit = of_unit if of_unit in self.columns else None
        self.to_delegates = to_delegates
        if self.columns[: len(self.key)] != self.key:
            raise ValueError(f"{name}: the key columns {self.key} must stand first in {row.__name__}")
        if fact_by_fact and self.key != ("position",):
            raise ValueError(f"{name}: rows that come fact by fact are kept under their position, not under {self.key}")
        defaults = [field.default for field in declared[len(self.key) :]]
        if any(default is MISSING for default in defaults):
            raise ValueError(f"{name}: every column of {row.__name__} outside the key needs a default")
        self._defaults = defaults
        # by names given once: a whole row is read in one call, which a rebuild does for every fact
        self._values_of = _reading(self.columns)
        self._key_in = _reading(self.key)
        self._index = {column: number for number, column in enumerate(self.columns)}
        hints = get_type_hints(row)
        self.sql_types = tuple(_sql_type(hints[column]) for column in self.columns)
        self.handlers: dict[str, Handler] = {fact.name: handler for fact, handler in self.on.items()}

    @property
    def types(self) -> tuple[str, ...]:
        """Wire names this view folds; everything else passes it by."""
        return tuple(self.handlers)

    @property
    def definition(self) -> str:
        """A digest of the table's shape and of what rows start from; a view stored under another one is begun anew."""
        shape = (
            self.name,
            self.key,
            self.columns,
            self.sql_types,
            self._defaults,
            tuple(sorted(self.types)),
            self.of_unit,
            self.indexes,
            *(("to_delegates",) if self.to_delegates else ()),
        )
        return sha256(repr(shape).encode()).hexdigest()[:16]

    def changes(self, seen: Seen[Any]) -> Iterable[Change]:
        """What one fact changes. Pure."""
        handler = self.handlers.get(seen.type)
        return () if handler is None else handler(seen.fact, seen)

    def key_of(self, change: Change) -> Key:
        return self._key_in(change.row) if isinstance(change, Put) else change.key

    @staticmethod
    def needs_row(change: Change) -> bool:
        """Whether it depends on the row that is there: what is put does not."""
        return not isinstance(change, Put)

    def apply(self, rows: Rows, change: Change) -> Key:
        """Carries one change out on rows in memory: the one fold of live delivery, rebuild and tests. Returns whose row it is."""
        if isinstance(change, Patch):
            key = change.key
            row = self._row(rows, key)
            for column, value in change.columns.items():
                row[self._index[column]] = value
        elif isinstance(change, Put):
            values = self._values_of(change.row)
            key = values[: len(self.key)]
            rows[key] = list(values)
        elif isinstance(change, Add):
            key = change.key
            row = self._row(rows, key)
            for column, increment in change.increments.items():
                row[self._index[column]] += increment
        else:
            key = change.key
            if self._is_bare(rows.get(key), change.if_default):
                rows.pop(key, None)
        return key

    def _is_bare(self, row: RowValues | None, columns: Sequence[str]) -> bool:
        """Whether these columns, none of them of the key, hold what a new row starts from."""
        if row is None:
            return True
        places = [self._index[column] for column in columns]
        return all(row[place] == self._defaults[place - len(self.key)] for place in places)

    def _row(self, rows: Rows, key: Key) -> RowValues:
        row = rows.get(key)
        if row is None:
            row = rows[key] = [*key, *self._defaults]
        return row

    def step(self, rows: Rows, seen: Seen[Any]) -> None:
        """Folds one fact into rows."""
        for change in self.changes(seen):
            self.apply(rows, change)

    def fold(self, facts: Iterable[Seen[Any]], rows: Rows | None = None) -> Rows:
        """Folds facts in order into rows; the reference every other path must equal."""
        rows = {} if rows is None else rows
        for seen in facts:
            self.step(rows, seen)
        return rows


def _reading(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives these attributes of an object, also of one name alone, as a tuple."""
    if len(names) == 1:
        one = attrgetter(names[0])
        return lambda row: (one(row),)
    return attrgetter(*names)


_SQL_TYPES = {"str": "text", "int": "bigint", "bool": "boolean", "date": "date", "datetime": "timestamptz",
              "float": "double precision", "UUID": "uuid"}  # fmt: skip


def _sql_type(hint: Any) -> str:
    """str → text, `str | None` → text, `tuple[str, ...]` → text[]; ValueError for anything else."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        some = [argument for argument in arguments if argument is not type(None)]
        if len(some) == 1:
            return _sql_type(some[0])
    elif origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _sql_type(arguments[0]) + "[]"
    elif origin is None and (name := getattr(hint, "__name__", "")) in _SQL_TYPES:
        return _SQL_TYPES[name]
    raise ValueError(f"a view's column cannot be {hint}")
