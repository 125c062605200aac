"""What holds over all histories: no step out of turn, a decided dossier never changes, shares are exact."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chronicle.aggregate import Aggregate
from chronicle.projection import Rows
from chronicle.refusal import Refused
from chronicle.spec import recorded
from contracts.fact import Fact
from services.recognition.appraisal import reaches
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.authority import UNIT
from services.recognition.checking import AcceptDossier, ReturnDossier
from services.recognition.clock import KnownCalendar
from services.recognition.compiling import OpenDossier, SubmitDossier
from services.recognition.deciding import DecideDossier
from services.recognition.delegation import Delegations
from services.recognition.dossier import DOSSIER
from services.recognition.dossier_state import Dossier
from services.recognition.projections.dossiers import DOSSIERS
from services.recognition.rule_set import RULE_SET, is_late
from tests.services.recognition.scenes import AREA, COMMUNE, PAPERS, SHORT, answers, in_force, listed, rules
from tests.services.recognition.scenes import DOSSIER as ID

pytestmark = pytest.mark.fast

# The life of a dossier written a second time, independently: from which state each fact may come, and where it leads.
LIFE = {
    "recognition.dossier_opened": ({"unknown"}, "opened"),
    "recognition.dossier_submitted": ({"opened", "returned"}, "submitted"),
    "recognition.dossier_returned": ({"submitted"}, "returned"),
    "recognition.dossier_accepted": ({"submitted"}, "accepted"),
    "recognition.dossier_appraised": ({"accepted"}, "appraised"),
    "recognition.dossier_proposed": ({"appraised"}, "proposed"),
    "recognition.dossier_decided": ({"proposed"}, "decided"),
}
KNOWN = {
    "rule_set": RULE_SET.fold.of([in_force()]),
    "unit": UNIT.of([listed(AREA, "residential_area", COMMUNE)]),
    "decider": UNIT.of([listed(COMMUNE, "commune", "d1")]),
    "delegator": UNIT.initial,
    "delegation": Delegations(),
    "calendar": KnownCalendar(),
}
OUTCOMES = st.sampled_from(["recognised", "refused"])


def commands(day: date) -> st.SearchStrategy[Any]:
    """Any command in any order, sensible or not."""
    common = {"occurred_on": st.just(day), "dossier_id": st.just(ID)}
    papers = st.sampled_from([(), PAPERS[:1], PAPERS, PAPERS[::-1]])
    results = st.sampled_from(
        [answers(), answers(registered=False), answers(signed=16, met=False), answers(signed=16), answers()[:1]]
    )
    return st.one_of(
        st.builds(OpenDossier, **common, unit_id=st.just(AREA), campaign_id=st.just("year-2021"),
                  year=st.just(2021), rule_set=st.just("rules-2021"),
                  unit_kind=st.sampled_from(["residential_area", "school"])),
        st.builds(SubmitDossier, **common, documents=papers),
        st.builds(ReturnDossier, **common, shortfalls=st.just(SHORT)),
        st.builds(AcceptDossier, **common),
        st.builds(AppraiseDossier, **common, results=results),
        st.builds(ProposeOutcome, **common, outcome=OUTCOMES, proposal_number=st.sampled_from(["1", "2"])),
        st.builds(DecideDossier, **common, outcome=OUTCOMES, decision_number=st.sampled_from(["1", "2"]),
                  decided_by=st.sampled_from([COMMUNE, AREA]), reason=st.sampled_from([None, "Chưa đạt"])),
    )  # fmt: skip


class LifeOfADossier(RuleBasedStateMachine):
    """Asks anything on any day; the facts must walk the independent table above."""

    def __init__(self) -> None:
        super().__init__()
        self.aggregate: Aggregate[Dossier] = DOSSIER
        self.dossier = Dossier()
        self.expected = "unknown"
        self.day = date(2021, 10, 20)
        self.facts: list[Fact] = []
        self.met = False
        self.rows: Rows = {}

    @rule(days=st.integers(0, 9))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(data=st.data(), backdated=st.sampled_from([0, 0, 0, 1]))
    def somebody_asks(self, data: st.DataObject, backdated: int) -> None:
        self._ask(data.draw(commands(self.day - timedelta(days=backdated))))

    @rule(met=st.booleans())
    def the_next_step_is_asked(self, met: bool) -> None:
        """So that most walks come far: random commands alone seldom reach a decision."""
        common: dict[str, Any] = {"occurred_on": self.day, "dossier_id": ID}
        outcome: Any = "recognised" if self.met else "refused"
        steps: dict[str, Any] = {
            "unknown": OpenDossier(**common, unit_id=AREA, unit_kind="residential_area", campaign_id="year-2021",
                                   year=2021, rule_set="rules-2021"),
            "opened": SubmitDossier(**common, documents=PAPERS),
            "returned": SubmitDossier(**common, documents=PAPERS),
            "submitted": AcceptDossier(**common),
            "accepted": AppraiseDossier(**common, results=answers(registered=met)),
            "appraised": ProposeOutcome(**common, outcome=outcome, proposal_number="1"),
            "proposed": DecideDossier(**common, outcome=outcome, decision_number="1", decided_by=COMMUNE,
                                      reason="Chưa đạt"),
        }  # fmt: skip
        if self.expected in steps:
            self._ask(steps[self.expected])

    @precondition(lambda self: self.expected == "decided")
    @rule(data=st.data())
    def a_decided_dossier_never_changes(self, data: st.DataObject) -> None:
        before = len(self.facts)
        self._ask(data.draw(commands(self.day)))
        assert len(self.facts) == before

    @invariant()
    def the_view_and_the_decisions_agree_on_one_state(self) -> None:
        assert self.dossier.state == self.expected
        shown = [DOSSIERS.row(*values).state for values in self.rows.values()]
        assert shown == ([] if self.expected == "unknown" else [self.expected])

    def _ask(self, command: Any) -> None:
        try:
            facts = self.aggregate.decisions[type(command)](command, self.dossier, **KNOWN)
        except Refused as refusal:
            assert refusal.code
            assert refusal.vi
            assert refusal.en
            return
        for fact in facts:
            allowed, reached = LIFE[fact.name]
            assert self.expected in allowed, f"{fact.name} came while the dossier was {self.expected}"
            self.expected = reached
            self._keep(fact)
        assert self.aggregate.decisions[type(command)](command, self.dossier, **KNOWN) == [], "a repeat is already so"

    def _keep(self, fact: Any) -> None:
        if fact.name == "recognition.dossier_appraised":
            self.met = fact.met
        if fact.name == "recognition.dossier_decided":
            assert self.met or fact.outcome == "refused"
            assert fact.outcome == "recognised" or fact.reason
            assert fact.late == (fact.decided_on >= date(2021, 11, 10))
            assert fact.decided_by == COMMUNE
        self.facts.append(fact)
        self.dossier = self.aggregate.fold.evolve(self.dossier, fact)
        DOSSIERS.fold([recorded(fact, position=len(self.facts))], self.rows)


LifeOfADossier.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_a_dossier_takes_no_step_out_of_turn = pytest.mark.fast(LifeOfADossier.TestCase)


def test_seventy_percent_is_exact_for_every_number_of_areas() -> None:
    for total in range(1, 201):
        for recognised in range(total + 1):
            assert reaches(recognised, total, "7/10") is (recognised * 10 >= total * 7), (recognised, total)
        assert not reaches(total - 1, total, "1/1")
        assert reaches(total, total, "1/1")
    assert not reaches(16, 25, "7/10")
    assert reaches(18, 25, "7/10")
    assert not reaches(0, 0, "7/10")


@given(st.integers(0, 10**8), st.integers(1, 10**8), st.integers(1, 999_999), st.integers(1, 999_999))
def test_shares_are_compared_as_whole_numbers_whatever_their_size(
    numerator: int, denominator: int, share: int, whole: int
) -> None:
    assert reaches(numerator, denominator, f"{share}/{whole}") is (numerator * whole >= share * denominator)


@given(st.integers(-400, 400), st.booleans())
def test_lateness_of_every_day_around_the_deadline(days: int, excludes: bool) -> None:
    last_day_in_time = -1 if excludes else 0
    day = date(2021, 11, 10) + timedelta(days=days)
    assert is_late(rules(before_excludes_the_day=excludes), day) is (days > last_day_in_time)
    assert not is_late(rules(decide_before=None, before_excludes_the_day=excludes), day)
