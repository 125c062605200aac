"""The work of a viewer as the JSON API tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from portal.freshness import Freshness
from services.dashboards.screens.work import Claim, Entry, Group, Tab, WorkKind
from services.dashboards.screens.work_done import Done
from services.dashboards.screens.work_queue import WorkQueue
from services.dashboards.screens.work_words import WORK

work_answer_max = 1_000
OwedTab = Literal["to_do", "waiting", "all"]


@dataclass(frozen=True, slots=True)
class OwedThing:
    """One thing that is owed; with `path` and `query` of the page where it is done."""

    tab: Tab
    group: Group
    kind: WorkKind
    unit_id: str
    about: str
    year: int
    due: date | None
    late_days: int
    count: int
    of: int
    name: str
    waits_for: str | None
    """The office whose turn it is, where that is in sight."""
    claim: Claim | None
    """Of a dossier: whether the viewer has it at hand, nobody, or another officer."""
    path: str
    query: dict[str, str]


@dataclass(frozen=True, slots=True)
class WorkAnswer:
    """`entries` is one page of what is owed, earliest first; `counts` and `groups` tell of all pages, by tab and by nearness.

    `done` is what was done in the last days, with the first page; `finished` counts the dossiers that are over.
    """

    day: date
    third_working_day: date
    counts: dict[Tab, int]
    groups: dict[Group, int]
    finished: int
    entries: list[OwedThing]
    done: list[Done]
    freshness: Freshness


def answered(queue: WorkQueue) -> WorkAnswer:
    """The answer with the part that was asked for."""
    done = queue.done if queue.wanted.offset == 0 else []
    return WorkAnswer(
        queue.days.today, queue.days.third, dict(queue.counts), dict(queue.groups), queue.finished,
        [_told(entry, queue.names) for entry in queue.shown], [_done(one, queue.names) for one in done], queue.freshness,
    )  # fmt: skip


def _done(done: Done, names: Mapping[str, str]) -> Done:
    return done if done.office in names else replace(done, office="")


def _told(entry: Entry, names: Mapping[str, str]) -> OwedThing:
    owed = entry.owed
    to = WORK[owed.kind].to(owed)
    office = owed.office if owed.office in names else None
    return OwedThing(
        entry.tab, entry.group, owed.kind, owed.unit_id, owed.about, owed.year, owed.due, entry.late_days, owed.count,
        owed.of, owed.name, office, owed.claim, to.path, {name: str(value) for name, value in to.query.items()},
    )  # fmt: skip
