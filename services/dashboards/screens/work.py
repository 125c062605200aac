"""What is owed, put in order: whose turn it is, how near its day. Pure; nothing is stored, and what is done is owed no more."""

from collections.abc import Collection, Iterable, Mapping
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
Held = Turn | Literal["office", "above"]
"""With whom something lies: of a dossier its turn; of all else the unit's nearest office, which for registering and counting
is the unit itself too (`unit`), or the office above the unit."""
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
    turn: Held = "office"
    """With whom it lies."""
    office: str | None = None
    """The unit of which an officer or a chair does it."""
    claim: Claim | None = None
    holder: str | None = None
    """Of a dossier: the opaque id of the account that has it at hand."""
    by_decision: bool = False
    """Of a dossier: no day is set for this step, `due` is the last day on which it is decided in time."""


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


def entry_of(one: Owed, tab: Tab, days: Days) -> Entry:
    """A thing in its place."""
    return Entry(one, tab, group_of(one.due, days), max(0, (days.today - one.due).days) if one.due else 0)


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
