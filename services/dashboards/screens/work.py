"""What is owed, put in order: whose turn it is, how near its day. Pure; nothing is stored, and what is done is owed no more."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from portal.authority.scope import Authority
from portal.authority.tree import Tree
from portal.words import message

Tab = Literal["to_do", "waiting", "done"]
"""Mine to act on; somebody else's; done in the last days."""
Group = Literal["overdue", "today", "three_days", "week", "later"]
WorkKind = Literal[
    "document", "registration", "households", "households_lowered", "report", "inventory", "monitor", "papers",
    "placement", "programme",
]  # fmt: skip

TABS: Mapping[Tab, str] = {
    "to_do": message("Cần xử lý"),
    "waiting": message("Đang chờ người khác"),
    "done": message("Đã xong"),
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
    """The units of which an officer, or a head, can do it; the last one is the office it waits for."""


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
    found = [
        Entry(
            one, "waiting" if mine.isdisjoint(one.holders) else "to_do", group_of(one.due, days),
            max(0, (days.today - one.due).days) if one.due else 0,
        )
        for one in owed
    ]  # fmt: skip
    return sorted(found, key=lambda entry: _place(entry.owed))


def _place(one: Owed) -> tuple[date, int, str, str]:
    return one.due or date.max, KINDS.index(one.kind), one.unit_id, one.about


def held(owed: Iterable[Owed], tree: Tree) -> list[Owed]:
    """Who can act on each: the nearest standing office at or above the unit; of what has to be placed anew, above it."""
    return [replace(one, holders=_holders(one, tree)) for one in owed]


def _holders(one: Owed, tree: Tree) -> tuple[str, ...]:
    office = office_of(tree, tree.parent(one.unit_id) if one.kind == "placement" else one.unit_id)
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
