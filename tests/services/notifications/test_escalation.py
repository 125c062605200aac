"""A step nobody takes is brought before its office, then before who stands above: once a rung, unread and undone."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.host import RELAY
from chronicle.spec import DeciderSpec, ViewSpec
from contracts.calendar import DayBegan
from contracts.fact import Fact
from contracts.notifications import NoticeRaised, NoticeRead, StepEscalated
from contracts.recognition import (
    DossierAccepted,
    DossierDecided,
    DossierReturned,
    DossierSubmitted,
    Due,
    DueDateMoved,
    ReviewOpened,
    Shortfall,
)
from contracts.registration import UnitListed
from services.notifications.channels.reminding import rungs_of
from services.notifications.component import COMPONENT
from services.notifications.escalation import ESCALATION, WatchStep
from services.notifications.projections import inbox
from services.notifications.projections.turns import TURNS, TurnRow
from services.notifications.projections.working_days import WorkingDays
from tests.reading import all_read
from tests.services.notifications.examples import DAY, OTHERS, decided, list_units, listed, tell
from tests.services.notifications.played import play, province

DOSSIER = "bt-2021/a1"
DUE_ON = date(2021, 3, 26)
"""A Friday."""
RUNGS = rungs_of("c1", DUE_ON, {"c1": "d1", "d1": "p1"}, WorkingDays())
THURSDAY, MONDAY, WEDNESDAY, FRIDAY = (date(2021, 3, 25), date(2021, 3, 29), date(2021, 3, 31), date(2021, 4, 2))


def due(step: Any = "check_completeness", on: date = DUE_ON) -> Due:
    return Due(step=step, on=on, since=DAY, working_days=2, calendar=None, calendar_version=0)


SUBMITTED = DossierSubmitted(
    dossier_id=DOSSIER, unit_id="a1", year=2021, round=1, documents=(), submitted_on=DAY, submitted_to="c1", due=due()
)
ACCEPTED = DossierAccepted(
    dossier_id=DOSSIER, unit_id="a1", year=2021, accepted_on=THURSDAY, due=due("appraise", date(2021, 4, 1))
)
escalation = DeciderSpec(ESCALATION).knowing(turn=(SUBMITTED,))


def watch(day: date) -> WatchStep:
    return WatchStep(
        occurred_on=day, dossier_id=DOSSIER, unit_id="a1", year=2021, step="check_completeness", due_on=DUE_ON,
        holder_id="c1", rungs=RUNGS,
    )  # fmt: skip


def told(rung: Any, office_id: str, day: date) -> StepEscalated:
    command = watch(day)
    return StepEscalated(
        task_id=command.task_id, dossier_id=DOSSIER, unit_id="a1", year=2021, step="check_completeness", due_on=DUE_ON,
        holder_id="c1", rung=rung, office_id=office_id, notice_id=command.notice_id(rung), raised_on=day,
    )  # fmt: skip


SOON, OVERDUE, SUPERVISOR = (
    told("due_soon", "c1", THURSDAY),
    told("overdue", "c1", MONDAY),
    told("supervisor", "d1", WEDNESDAY),
)
RAISED = NoticeRaised(
    notice_id=OVERDUE.notice_id, unit_id="c1", template="step_overdue", about={}, due_on=DUE_ON, channels=("inbox",),
    raised_on=MONDAY,
)  # fmt: skip
READ = NoticeRead(notice_id=OVERDUE.notice_id, unit_id="c1", read_on=MONDAY)


@pytest.mark.fast
def test_the_rungs_come_in_working_days_from_the_day_a_step_is_due() -> None:
    assert [(rung.rung, rung.on, rung.office_id) for rung in RUNGS] == [
        ("due_soon", THURSDAY, "c1"), ("overdue", MONDAY, "c1"), ("supervisor", WEDNESDAY, "d1"), ("level_above", FRIDAY, "p1"),
    ]  # fmt: skip
    assert [rung.rung for rung in rungs_of("p1", DUE_ON, {}, WorkingDays())] == ["due_soon", "overdue"]


@pytest.mark.fast
def test_each_rung_is_climbed_on_its_day_and_once() -> None:
    escalation.given().when(watch(DAY)).then_nothing()
    escalation.given().when(watch(THURSDAY)).then(SOON)
    escalation.given(SOON).when(watch(THURSDAY)).then_nothing()
    escalation.given(SOON).when(watch(DUE_ON)).then_nothing()
    escalation.given(SOON).when(watch(MONDAY)).then(OVERDUE)
    unread = escalation.knowing(notice=(RAISED,))
    unread.given(SOON, OVERDUE).when(watch(WEDNESDAY)).then(SUPERVISOR)
    unread.given(SOON, OVERDUE, SUPERVISOR).when(watch(FRIDAY)).then(told("level_above", "p1", FRIDAY))
    top = told("level_above", "p1", FRIDAY)
    unread.given(SOON, OVERDUE, SUPERVISOR, top).when(watch(FRIDAY + timedelta(days=9))).then_nothing()


@pytest.mark.fast
def test_what_was_read_goes_no_further_up() -> None:
    escalation.knowing(notice=(RAISED, READ)).given(SOON, OVERDUE).when(watch(WEDNESDAY)).then_nothing()
    escalation.knowing(notice=(RAISED, READ)).given(SOON).when(watch(MONDAY)).then(OVERDUE)


@pytest.mark.fast
def test_what_was_done_or_moved_is_brought_before_nobody() -> None:
    moved = DueDateMoved(
        dossier_id=DOSSIER, unit_id="a1", year=2021, due=due(on=MONDAY), previous=due(), reason="Lịch đổi", moved_on=DAY
    )
    for after in (ACCEPTED, moved, decided("a1").model_copy(update={"dossier_id": DOSSIER})):
        escalation.knowing(turn=(SUBMITTED, after)).given(SOON).when(watch(MONDAY)).then_nothing()


@pytest.mark.fast
def test_after_a_stop_who_is_late_is_not_told_that_it_is_due_soon_and_nobody_above_is_told_first() -> None:
    escalation.given().when(watch(FRIDAY)).then(told("overdue", "c1", FRIDAY))
    late = told("overdue", "c1", FRIDAY)
    escalation.given(late).when(watch(FRIDAY)).then_nothing()
    after = FRIDAY + timedelta(days=3)
    escalation.knowing(notice=(RAISED,)).given(late).when(watch(after)).then(told("supervisor", "d1", after))


@pytest.mark.fast
@given(st.lists(st.integers(0, 20), max_size=30), st.sets(st.integers(0, 20)))
def test_whenever_one_looks_each_rung_is_climbed_at_most_once_and_in_order(days: list[int], read_on: set[int]) -> None:
    facts: list[Fact] = []
    for day in sorted(days):
        notice = (RAISED, READ) if day in read_on else (RAISED,)
        looked = escalation.knowing(notice=notice).given(*facts).when(watch(DAY + timedelta(days=day)))
        facts += looked.facts
        assert not [f for f in looked.facts if isinstance(f, StepEscalated) and day in read_on and f.office_id != "c1"]
    climbed = [fact.rung for fact in facts if isinstance(fact, StepEscalated)]
    order = ["due_soon", "overdue", "supervisor", "level_above"]
    assert climbed == [rung for rung in order if rung in climbed]
    assert "supervisor" not in climbed or "overdue" in climbed


@pytest.mark.fast
def test_the_view_knows_with_whom_a_step_lies() -> None:
    row = TurnRow(DOSSIER, "a1", 2021, "check_completeness", DUE_ON, "c1")
    ViewSpec(TURNS).given(SUBMITTED).then(row)
    returned = DossierReturned(
        dossier_id=DOSSIER, unit_id="a1", year=2021, shortfalls=(Shortfall(item="report", note="Thiếu dấu"),),
        returned_on=DAY, due=due("correct", MONDAY),
    )  # fmt: skip
    ViewSpec(TURNS).given(SUBMITTED, returned).then(TurnRow(DOSSIER, "a1", 2021, "correct", MONDAY, "c1"))
    done: DossierDecided = decided("a1").model_copy(update={"dossier_id": DOSSIER, "decided_by": "c1"})
    ViewSpec(TURNS).given(SUBMITTED, done).then(TurnRow(DOSSIER, "a1", 2021, None, None, "c1"))
    review = ReviewOpened(
        dossier_id=DOSSIER, unit_id="a1", year=2021, because_of="bt-2021/a2", reason="Thu hồi", due=due("decide", MONDAY),
        opened_on=DAY,
    )  # fmt: skip
    ViewSpec(TURNS).given(SUBMITTED, done, review).then(TurnRow(DOSSIER, "a1", 2021, "decide", MONDAY, "c1"))


def under(unit_id: str, kind: Any, parent_id: str | None) -> UnitListed:
    return listed(unit_id, kind).model_copy(update={"parent_id": parent_id})


@pytest.fixture
async def host(open_host: Callable[..., Any], settings: Any) -> AsyncIterator[Any]:
    clock = await play(settings)
    host = await open_host(RELAY, *OTHERS, COMPONENT, clock=clock)
    await list_units(
        host, under("p1", "province", None), under("d1", "district", "p1"), under("c1", "commune", "d1"),
        under("a1", "residential_area", "c1"),
    )  # fmt: skip
    yield host


async def begin(host: Any, day: date) -> None:
    host.clock.instant = province(day.year, day.month, day.day, 0, 5)
    await tell(host, "calendar.day:province", DayBegan(day=day), day=day)
    await all_read(host.services["notifications"])


async def templates(host: Any, *units: str) -> dict[str, list[str]]:
    pool = host.services["notifications"].pool
    return {unit: [row["template"] for row in reversed(await inbox.notices_of_unit(pool, unit))] for unit in units}


async def test_a_dossier_nobody_checks_climbs_to_the_province(host: Any) -> None:
    await tell(host, f"recognition.dossier:{DOSSIER}", SUBMITTED)
    await all_read(host.services["notifications"])
    for offset in range(1, 12):
        await begin(host, DAY + timedelta(days=offset))
    assert await templates(host, "a1", "c1", "d1", "p1") == {
        "a1": [],
        "c1": ["dossier_submitted", "step_due_soon", "step_overdue"],
        "d1": ["step_overdue_below"],
        "p1": ["step_overdue_below"],
    }


async def test_once_it_is_read_or_done_nobody_above_is_told(host: Any) -> None:
    await tell(host, f"recognition.dossier:{DOSSIER}", SUBMITTED)
    for offset in range(1, 6):
        await begin(host, DAY + timedelta(days=offset))
    pool = host.services["notifications"].pool
    [overdue, *_] = await inbox.notices_of_unit(pool, "c1")
    assert overdue["template"] == "step_overdue"
    read = NoticeRead(notice_id=overdue["notice_id"], unit_id="c1", read_on=MONDAY)
    await tell(host, f"notifications.notice:{overdue['notice_id']}", read, day=MONDAY)
    for offset in range(6, 12):
        await begin(host, DAY + timedelta(days=offset))
    assert await templates(host, "d1", "p1") == {"d1": [], "p1": []}
