"""What holds over all histories, users and clocks: no step out of turn, nobody decides their own, nothing is lost or forgotten."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chronicle.command import Context
from chronicle.projection import Rows
from chronicle.refusal import NotAllowed, Refused
from chronicle.spec import recorded
from contracts.fact import Fact
from contracts.recognition import CalendarDay, WorkingCalendarSet
from portal.authority.permission import Asking
from portal.authority.roles import CHAIRS, OFFICERS
from portal.authority.scope import Authority
from portal.authority.tree import Tree
from portal.projections.places import PlaceRow
from services.recognition.aftermath import CloseReview, OpenReview, WithdrawRecognition
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.authority import UNIT
from services.recognition.checking import AcceptDossier, ReturnDossier
from services.recognition.compiling import (
    DiscardDossier,
    OpenDossier,
    SubmitDossier,
)
from services.recognition.deciding import DecideDossier
from services.recognition.delegation import Delegations
from services.recognition.dossier import DOSSIER
from services.recognition.dossier_state import Dossier
from services.recognition.due_days import ReprojectDue
from services.recognition.permissions import PERMISSIONS
from services.recognition.projections.dossier_steps import DOSSIER_STEPS
from services.recognition.projections.dossiers import DOSSIERS
from services.recognition.rule_set import RULE_SET
from services.recognition.working_calendar import WORKING_CALENDAR
from tests.services.recognition.asking import ENOUGH, commands, moves
from tests.services.recognition.scenes import (
    AREA,
    COMMUNE,
    PAPERS,
    SHORT,
    answers,
    criterion,
    in_force,
    listed,
    rules,
)
from tests.services.recognition.scenes import DOSSIER as ID
from tests.services.recognition.second_opinion import LIFE, PEOPLE, TO_DO, Clock, may

pytestmark = pytest.mark.fast

ASKED = (criterion("registered"), criterion("households", "7/10").model_copy(update={"evidence": "areas_recognised"}))
FIRST_DAY = date(2021, 10, 20)
KNOWN: dict[str, Any] = {
    "rule_set": RULE_SET.fold.of([in_force(rules(criteria=ASKED, decide_within_days=4))]),
    "unit": UNIT.of([listed(AREA, "residential_area", COMMUNE)]),
    "decider": UNIT.of([listed(COMMUNE, "commune", "d1")]),
    "body": UNIT.initial,
    "delegator": UNIT.initial,
    "delegation": Delegations(),
}
TREE = Tree.of([PlaceRow("p"), PlaceRow("c1", "p"), PlaceRow("a1", "c1"), PlaceRow("c2", "p"), PlaceRow("a2", "c2")])


def party_of(command: Any) -> str:
    """Whose work it is, by the permissions."""
    roles = PERMISSIONS[type(command)].roles
    return "chair" if roles <= CHAIRS else "body" if roles <= OFFICERS else "unit"


class LifeOfADossier(RuleBasedStateMachine):
    """Anybody asks anything on any day; the facts must walk the independent tables."""

    def __init__(self) -> None:
        super().__init__()
        self.dossier, self.expected, self.facts = Dossier(), "unknown", list[Fact]()
        self.day = FIRST_DAY
        self.handed_in: set[str] = set()
        self.recorders: set[tuple[str, str]] = set()
        self.met = self.recognised = self.reviewed = False
        self.clock, self.calendars = Clock(), 0
        self.calendar = WORKING_CALENDAR.fold.initial
        self.rows: Rows = {}
        self.steps: Rows = {}

    @rule(days=st.integers(0, 9))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(data=st.data(), person=st.sampled_from(sorted(PEOPLE)), backdated=st.sampled_from([0, 0, 0, 1]))
    def somebody_asks(self, data: st.DataObject, person: str, backdated: int) -> None:
        command = data.draw(commands(self.day - timedelta(days=backdated)))
        allowed = self._permitted(person, command)
        assert allowed == may(person, command, self.expected != "unknown", self.handed_in), (person, command)
        if allowed or type(command) in (DiscardDossier, OpenReview):
            self._ask(command, person)

    @rule(way=st.integers(0, 3), alone=st.booleans())
    def the_next_step_is_asked(self, way: int, alone: bool) -> None:
        """So that most walks come far: random commands alone seldom reach a decision, or come back from a return.

        Sometimes by one person who holds every office, and may yet not do everything.
        """
        person, command = self._sensible(way)
        if person == "system":
            self._ask(command, person)
            return
        person = "everything" if alone else person
        allowed = self._permitted(person, command)
        assert allowed == may(person, command, self.expected != "unknown", self.handed_in), (person, command)
        if allowed:
            self._ask(command, person)

    def _sensible(self, way: int) -> tuple[str, Any]:
        common: dict[str, Any] = {"occurred_on": self.day, "dossier_id": ID}
        outcome: Any = "recognised" if self.met else "refused"
        chair = {**common, "decided_by": COMMUNE, "reason": "Chưa đạt"}
        steps: dict[str, list[tuple[str, Any]]] = {
            "unknown": [("head", OpenDossier(**common, unit_id=AREA, unit_kind="residential_area",
                                             campaign_id="year-2021", year=2021, rule_set="rules-2021"))],
            "opened": [("head", SubmitDossier(**common, documents=PAPERS))],
            "returned": [("head", SubmitDossier(**common, documents=PAPERS))],
            "submitted": [("officer", AcceptDossier(**common)), ("officer", ReturnDossier(**common, shortfalls=SHORT))],
            "accepted": [("officer", AppraiseDossier(**common, results=answers(registered=way > 0)))],
            "appraised": [("officer", ProposeOutcome(**common, outcome=outcome, proposal_number="1"))],
            "proposed": [("chair", DecideDossier(**chair, outcome=outcome, decision_number="1", counted=ENOUGH))],
            "decided": [
                ("system", OpenReview(**common, because_of=f"x/{way}", reason="Thu hồi")),
                ("chair", CloseReview(**chair, upheld=True, document_number="1")),
                ("chair", WithdrawRecognition(**chair, decision_number="2")),
                ("chair", CloseReview(**chair, upheld=False, document_number="3")),
            ],
        }  # fmt: skip
        offered = steps[self.expected]
        return offered[way % len(offered)]

    @rule(off=st.sets(st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=40)), max_size=6))
    def holidays_are_announced(self, off: set[date]) -> None:
        """The calendar changes, and what the reaction asks comes of it."""
        self.calendars += 1
        self.calendar = WORKING_CALENDAR.fold.of([WorkingCalendarSet(
            calendar="vn", calendar_version=self.calendars, first_day=date(2019, 1, 1), last_day=date(2030, 12, 31),
            off=tuple(CalendarDay(day=day, reason="Nghỉ") for day in off), worked=(), source="test", set_on=self.day,
        )])  # fmt: skip
        self.clock.calendar_changed(off, reviewed=self.reviewed)
        self._ask(ReprojectDue(occurred_on=self.day, dossier_id=ID, reason="Lịch mới"), "system")

    @invariant()
    def the_view_and_the_decisions_agree_on_one_state(self) -> None:
        assert self.dossier.state == self.expected
        shown = [DOSSIERS.row(*values) for values in self.rows.values()]
        assert [row.state for row in shown] == ([] if self.expected == "unknown" else [self.expected])
        for row in shown:
            assert (row.review_open, row.withdrawn_on is None and row.outcome == "recognised") == (
                self.reviewed, self.recognised,
            )  # fmt: skip

    @invariant()
    def what_is_due_equals_the_day_by_day_count(self) -> None:
        due = self.dossier.due
        assert (due and due.on) == self.clock.on, (due, self.clock)
        assert (due and due.step) == self.clock.step
        for values in self.rows.values():
            row = DOSSIERS.row(*values)
            assert (row.due_on, row.due_step) == (self.clock.on, self.clock.step)

    @invariant()
    def an_open_dossier_stands_in_exactly_one_work(self) -> None:
        """Whoever is to act can bring it on, and nobody else can; what is closed is in nobody's work."""
        day = max(self.day, self.dossier.last_day)
        able = {party_of(command) for command in moves(day) if self._would_move(command)}
        if self.expected in TO_DO:
            assert able == {TO_DO[self.expected]}
        else:
            assert able == ({"chair"} if self.reviewed else set())

    @invariant()
    def nothing_disappears(self) -> None:
        told = sorted((position, DOSSIER_STEPS.row(*values).fact) for (_, position), values in self.steps.items())
        assert told == [(number, fact.name) for number, fact in enumerate(self.facts, start=1)]

    def _would_move(self, command: Any) -> bool:
        try:
            return bool(self._decided(command))
        except Refused:
            return False

    def _decided(self, command: Any) -> list[Fact]:
        known = {**KNOWN, "calendar": self.calendar}
        return DOSSIER.decisions[type(command)](command, self.dossier, **known)

    def _permitted(self, person: str, command: Any) -> bool:
        authorities = tuple(Authority(n, *held, FIRST_DAY) for n, held in enumerate(sorted(PEOPLE[person])))
        context = Context(account(person), "", "", self.day, uuid4(), uuid4())
        try:
            Asking(authorities, TREE).permit(
                PERMISSIONS.get(type(command)), command, self.dossier, self.recorders, context
            )
        except NotAllowed:
            return False
        return True

    def _ask(self, command: Any, person: str) -> None:
        try:
            facts = self._decided(command)
        except Refused as refusal:
            assert refusal.code
            assert refusal.vi
            assert refusal.en
            return
        for fact in facts:
            allowed, reached = LIFE[fact.name]
            assert self.expected in allowed, f"{fact.name} came while the dossier was {self.expected}"
            self.expected = reached or self.expected
            self._keep(fact, person)
        assert self._decided(command) == [], "a repeat is already so"

    def _keep(self, fact: Any, person: str) -> None:
        self._check(fact, person)
        self.facts.append(fact)
        self.recorders.add((fact.name, account(person)))
        self.clock.hear(fact)
        self.dossier = DOSSIER.fold.evolve(self.dossier, fact)
        for view, rows in ((DOSSIERS, self.rows), (DOSSIER_STEPS, self.steps)):
            view.fold([recorded(fact, position=len(self.facts))], rows)

    def _check(self, fact: Any, person: str) -> None:
        """What must be true of a fact when it comes."""
        match fact.name.removeprefix("recognition."):
            case "dossier_submitted":
                self.handed_in.add(person)
                assert fact.submitted_to == COMMUNE
            case "dossier_appraised":
                self.met = fact.met
                assert person not in self.handed_in
            case "dossier_decided":
                assert person not in self.handed_in
                assert self.met or fact.outcome == "refused"
                assert fact.outcome == "recognised" or fact.reason
                assert fact.late == (fact.decided_on >= date(2021, 11, 10))
                assert fact.decided_by == COMMUNE
                self.recognised = fact.outcome == "recognised"
                assert not self.recognised or self.facts[-1].name == "recognition.outcomes_counted"
            case "review_opened":
                assert self.recognised
                self.reviewed = True
            case "review_closed":
                assert self.reviewed
                self.reviewed = False
            case "recognition_withdrawn":
                assert self.recognised
                assert not self.reviewed
                self.recognised = False


def account(person: str) -> str:
    return str(uuid5(UUID(int=0), person))


LifeOfADossier.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_a_dossier_takes_no_step_out_of_turn = pytest.mark.fast(LifeOfADossier.TestCase)
