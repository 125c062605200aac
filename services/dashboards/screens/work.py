"""What is owed, put in order: whose turn it is, how near its day. Pure; nothing is stored, and what is done is owed no more."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from portal.authority.scope import Authority
from portal.authority.tree import Tree
from portal.words import message
from services.dashboards.projections.dossier_turns import Turn

Tab = Literal["to_do", "waiting", "done"]
"""Mine to act on; somebody else's; done: in the last days, and of dossiers whenever it was."""
TabAsked = Tab | Literal["all", "finished"]
"""`all`: what is owed, whoever's turn it is; `finished`: of what is done the dossiers that are over, of any year."""
Claim = Literal["mine", "nobody", "others"]
"""Who has a dossier at hand: the viewer, nobody yet, another officer."""
Group = Literal["overdue", "today", "three_days", "week", "later"]
WorkKind = Literal[
    "document", "registration", "households", "households_lowered", "report", "inventory", "monitor", "papers",
    "placement", "programme", "dossier_compile", "dossier_correct", "dossier_check", "dossier_appraise", "dossier_propose",
    "dossier_decide", "dossier_review",
]  # fmt: skip

TABS: Mapping[Tab, str] = {
    "to_do": message("Cần xử lý"),
    "waiting": message("Đang chờ người khác"),
    "done": message("Đã xong"),
}
CLAIMS: Mapping[Claim, str] = {
    "mine": message("Tôi đang giữ"),
    "nobody": message("Chưa ai nhận"),
    "others": message("Người khác đang giữ"),
}
GROUPS: Mapping[Group, str] = {
    "overdue": message("Quá hạn"),
    "today": message("Hôm nay"),
    "three_days": message("3 ngày làm việc"),
    "week": message("Tuần này"),
    "later": message("Sau tuần này"),
}
KINDS: tuple[WorkKind, ...] = get_args(WorkKind)
OFFICES = frozenset({"province", "district", "commune"})
"""Kinds of unit that have officers; for what stands below them, or is managed by them, those enter."""
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing a unit has not done. (kind, unit, about) tells it from every other."""

    kind: WorkKind
    unit_id: str
    about: str
    """Which of several of that kind: a kind of document, a period, a model."""
    year: int
    due: date | None
    """The last day in time; None where no day is set."""
    count: int = 1
    of: int = 1
    name: str = ""
    """What somebody called it: of a model, a programme, an inventory."""
    holders: tuple[str, ...] = ()
    """The units of which an officer, a head or a chair can do it; the last one is the office it waits for."""
    turn: Turn = "unit"
    """Of a dossier: with whom it lies."""
    claim: Claim | None = None
    holder: str | None = None
    """Of a dossier: the opaque id of the account that has it at hand."""
    by_decision: bool = False
    """Of a dossier: no day is set for this step, `due` is the last day on which it is decided in time."""

    def held_by(self, *holders: str) -> "Owed":
        """The same with who can do it; written out, as `dataclasses.replace` takes ten times as long."""
        return Owed(self.kind, self.unit_id, self.about, self.year, self.due, self.count, self.of, self.name, holders,
                    self.turn, self.claim, self.holder, self.by_decision)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Something owed, in its place."""

    owed: Owed
    tab: Tab
    group: Group
    late_days: int


@dataclass(frozen=True, slots=True)
class Days:
    """Today, and the last of the three working days that follow."""

    today: date
    third: date

    @property
    def sunday(self) -> date:
        return self.today + timedelta(days=SUNDAY - self.today.weekday())


def group_of(due: date | None, days: Days) -> Group:
    """How near a day is; what has no day comes after everything that has one."""
    if due is None:
        return "later"
    if due < days.today:
        return "overdue"
    if due == days.today:
        return "today"
    if due <= days.third:
        return "three_days"
    return "week" if due <= days.sunday else "later"


def queue(owed: Iterable[Owed], offices: Collection[str], days: Days) -> list[Entry]:
    """Each thing once, the earliest first: to do where an office of the viewer's holds it, else waiting for somebody else."""
    mine = frozenset(offices)
    found = [entry_of(one, "waiting" if mine.isdisjoint(one.holders) else "to_do", days) for one in owed]
    return sorted(found, key=lambda entry: _place(entry.owed))


def entry_of(one: Owed, tab: Tab, days: Days) -> Entry:
    """A thing in its place."""
    return Entry(one, tab, group_of(one.due, days), max(0, (days.today - one.due).days) if one.due else 0)


@dataclass(frozen=True, slots=True)
class Part:
    """What of two lists, each in order, stands in one part of both woven together: `[first:last]` of the one, and so many
    from `skipped` on of the other."""

    first: int
    last: int
    skipped: int
    taken: int


def woven(days: Sequence[date | None], counted: Mapping[date | None, int], offset: int, limit: int) -> Part:
    """A part of a list and of what is only counted by day, the earliest day first, of one day the list's own before.

    So ten thousand dossiers are put in their places among all other work without looking at more of them than are shown.
    """
    total = len(days) + sum(counted.values())
    start, end = min(offset, total), min(offset + limit, total)
    first, last = _own_among(days, counted, start), _own_among(days, counted, end)
    return Part(first, last, start - first, end - last - (start - first))


def _own_among(days: Sequence[date | None], counted: Mapping[date | None, int], n: int) -> int:
    """How many of the first n are the list's own."""
    own = Counter(days)
    found = 0
    for day in sorted({*own, *counted}, key=lambda one: one or date.max):
        found += min(n, own[day])
        n -= min(n, own[day])
        n -= min(n, counted.get(day, 0))
    return found


def _place(one: Owed) -> tuple[date, int, str, str]:
    return one.due or date.max, KINDS.index(one.kind), one.unit_id, one.about


def held(owed: Iterable[Owed], tree: Tree) -> list[Owed]:
    """Who can act on each: the nearest standing office at or above the unit; of what has to be placed anew, above it."""
    offices: dict[str | None, str | None] = {}
    return [one.held_by(*_holders(one, tree, offices)) for one in owed]


def _holders(one: Owed, tree: Tree, offices: dict[str | None, str | None]) -> tuple[str, ...]:
    """`offices` keeps what was found for a unit: thousands of things are owed by hundreds of units."""
    unit_id = tree.parent(one.unit_id) if one.kind == "placement" else one.unit_id
    if unit_id not in offices:
        offices[unit_id] = office_of(tree, unit_id)
    office = offices[unit_id]
    by_head = one.kind in ("registration", "households", "households_lowered") and office != one.unit_id
    own = (one.unit_id,) if by_head else ()
    return (*own, office) if office else own


def office_of(tree: Tree, unit_id: str | None) -> str | None:
    """The nearest standing province, district or commune, from the unit itself upwards; None where there is none."""
    passed: set[str] = set()
    while unit_id is not None and unit_id not in passed:
        passed.add(unit_id)
        place = tree.places.get(unit_id)
        if place is not None and place.unit_kind in OFFICES and place.ended_on is None:
            return unit_id
        unit_id = tree.parent(unit_id)
    return None


def offices_of(authorities: Iterable[Authority], tree: Tree, roles: Collection[str]) -> frozenset[str]:
    """The units in whose name somebody enters; over the whole installation, in that of its top."""
    entering = [authority for authority in authorities if authority.role in roles]
    everywhere = tree.tops if any(authority.unit_id is None for authority in entering) else frozenset()
    return everywhere | {authority.unit_id for authority in entering if authority.unit_id is not None}
