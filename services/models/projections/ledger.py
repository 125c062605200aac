"""What came and went at each unit, day by day: models, their kinds, points and teams, opened, replicated, moved, closed?

Every row says what stood *after* it at this unit, so that what changed follows from the row before, whoever may see which rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from chronicle.projection import Change, Projection, Put
from contracts.envelope import Seen
from contracts.models import ModelClosed, ModelLaunched, ModelMoved, ModelProposed, ModelReplicated

Way = Literal["opened", "replicated", "moved_in", "moved_out", "closed"]
WAYS: tuple[Way, ...] = get_args(Way)
Measure = Literal["models", "kinds", "points", "teams"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
ledger_rows_max = 200_000


@dataclass(frozen=True, slots=True)
class LedgerRow:
    model_id: str
    position: int
    unit_id: str
    change: str = ""
    day: date | None = None
    model_kind: str | None = None
    """On the row with which a model comes to a unit."""
    has_origin: bool = False
    standing: bool = False
    points: int = 0
    teams: int = 0


def proposed(fact: ModelProposed, seen: Seen[Any]) -> Iterable[Change]:
    came = (seen.position, fact.unit_id, "proposed", fact.proposed_on, fact.model_kind)
    yield Put(LedgerRow(fact.model_id, *came, has_origin=fact.origin_id is not None))


def launched(fact: ModelLaunched, seen: Seen[Any]) -> Iterable[Change]:
    what = ("launched", fact.launched_on, None, False, True, fact.points, fact.teams)
    yield Put(LedgerRow(fact.model_id, seen.position, fact.unit_id, *what))


def replicated(fact: ModelReplicated, seen: Seen[Any]) -> Iterable[Change]:
    what = ("replicated", fact.replicated_on, None, False, True, fact.points, fact.teams)
    yield Put(LedgerRow(fact.model_id, seen.position, fact.unit_id, *what))


def moved(fact: ModelMoved, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(LedgerRow(fact.model_id, seen.position, fact.previous_unit_id, "moved_out", fact.moved_on))
    after = (fact.launched, fact.points, fact.teams)
    came = ("moved_in", fact.moved_on, fact.model_kind, False, *after)
    yield Put(LedgerRow(fact.model_id, seen.position, fact.unit_id, *came))


def closed(fact: ModelClosed, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(LedgerRow(fact.model_id, seen.position, fact.unit_id, "closed", fact.closed_on))


LEDGER = Projection(
    name="ledger",
    row=LedgerRow,
    key=("model_id", "position", "unit_id"),
    on={
        ModelProposed: proposed,
        ModelLaunched: launched,
        ModelReplicated: replicated,
        ModelMoved: moved,
        ModelClosed: closed,
    },
    indexes=(("unit_id",),),
)


@dataclass(slots=True)
class Account:
    """One measure of some units from a day to a day: before + opened + replicated + moved in − moved out − closed = standing."""

    before: int = 0
    opened: int = 0
    replicated: int = 0
    moved_in: int = 0
    moved_out: int = 0
    closed: int = 0

    @property
    def standing(self) -> int:
        gained = self.opened + self.replicated + self.moved_in
        return self.before + gained - self.moved_out - self.closed

    def book(self, way: Way, number: int, *, earlier: bool) -> None:
        """Books so many that came, or went, in this way."""
        if earlier:
            self.before += -number if way in ("moved_out", "closed") else number
        else:
            setattr(self, way, getattr(self, way) + number)


@dataclass(slots=True)
class _Stands:
    """What stands of one model at these units."""

    standing: bool = False
    points: int = 0
    teams: int = 0
    model_kind: str = ""
    has_origin: bool = False


@dataclass(slots=True)
class _Books:
    """Accounts by measure, and what stands while rows are read."""

    first: date
    accounts: dict[Measure, Account] = field(default_factory=lambda: {measure: Account() for measure in MEASURES})
    models: dict[str, _Stands] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)

    def read(self, row: LedgerRow) -> None:
        known = self.models.setdefault(row.model_id, _Stands())
        known.model_kind = row.model_kind or known.model_kind
        known.has_origin = known.has_origin or row.has_origin
        assert row.day is not None
        earlier = row.day < self.first
        way = _way(row.change, known.has_origin)
        come = int(row.standing) - int(known.standing)
        if come:
            self.accounts["models"].book(way, 1, earlier=earlier)
            self._kind(known.model_kind, come, way, earlier=earlier)
        # points of a model that is itself a replication are opened where it is: nothing else of it stood before
        for measure, number in (("points", row.points - known.points), ("teams", row.teams - known.teams)):
            if number:
                self.accounts[measure].book(way, abs(number), earlier=earlier)  # type: ignore[index]
        known.standing, known.points, known.teams = row.standing, row.points, row.teams

    def _kind(self, model_kind: str, come: int, way: Way, *, earlier: bool) -> None:
        """A kind comes with its first model and goes with its last."""
        before = self.kinds.get(model_kind, 0)
        self.kinds[model_kind] = before + come
        if not before or not before + come:
            self.accounts["kinds"].book(way, 1, earlier=earlier)


def _way(change: str, has_origin: bool) -> Way:
    if change == "launched":
        return "replicated" if has_origin else "opened"
    return change  # type: ignore[return-value]


def reconciled(rows: Iterable[LedgerRow], first: date, last: date) -> dict[Measure, Account]:
    """The accounts of the units whose rows these are, for the days from `first` to `last`.

    A move from one of these units to another changes nothing: models of a commune that goes into another are counted once.
    """
    known = [row for row in rows if row.day is not None and row.day <= last]
    left = {(row.model_id, row.position) for row in known if row.change == "moved_out"}
    came = {(row.model_id, row.position) for row in known if row.change == "moved_in"}
    within = left & came
    books = _Books(first)
    for row in sorted(known, key=lambda row: (row.day, row.position)):
        if (row.model_id, row.position) not in within:
            books.read(row)
    return books.accounts


async def ledger(connection: Any, within: list[str] | None, units: Sequence[str], last: date) -> list[LedgerRow]:
    """The rows of these units up to a day, as far as they are `within` (None: all)."""
    rows = await connection.fetch(
        f"SELECT {', '.join(LEDGER.columns)} FROM models.ledger WHERE unit_id = ANY($1) AND day <= $2 "
        "AND ($3::text[] IS NULL OR unit_id = ANY($3)) ORDER BY position LIMIT $4",
        list(units), last, within, ledger_rows_max,
    )  # fmt: skip
    return [LedgerRow(*row) for row in rows]
