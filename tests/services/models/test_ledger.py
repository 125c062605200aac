"""Counts of models reconcile at every date, for kinds, models, points and teams each; a merger makes nothing grow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from chronicle.command import Command
from chronicle.refusal import Refused
from chronicle.spec import ViewSpec, recorded
from contracts.envelope import Recorded
from contracts.fact import Fact
from contracts.models import ModelMoved, ModelReplicated
from services.models.model import MODEL, CloseModel, DecideModel, LaunchModel, MoveModel, ProposeModel
from services.models.projections.ledger import LEDGER, MEASURES, LedgerRow, reconciled
from services.models.state import KnownUnit, Model, evolve
from services.models.upkeep import UPKEEP, ReplicateModel
from tests.services.models.examples import CLOSED, DAY, LATER, LAUNCHED, PROPOSED

pytestmark = pytest.mark.fast

UNITS = ("c1", "c2", "c3")
MODELS = tuple(f"m{number}" for number in range(5))
KINDS = ("tiếng kẻng", "camera")
NEW_YEAR = date(2021, 1, 1)
LISTED = KnownUnit(listed=True)


@dataclass
class Told:
    """What a random run of commands led to, and what stood at the end of each day, worked out apart from the ledger."""

    facts: list[Recorded[Any]] = field(default_factory=list)
    models: dict[str, Model] = field(default_factory=dict)
    stood: dict[date, list[Model]] = field(default_factory=dict)

    def ask(self, command: Any) -> None:
        model = self.models.get(command.model_id, Model())
        knows: dict[str, Any] = {"unit": LISTED}
        if type(command) in MODEL.decisions:
            other = getattr(command, "origin_id", None) or getattr(command, "successor_id", None)
            knows["other"] = self.models.get(other, Model())
        decide = (MODEL if type(command) in MODEL.decisions else UPKEEP).decisions[type(command)]
        try:
            facts: Iterable[Fact] = decide(command, model, **knows)
        except Refused:
            return
        for fact in facts:
            model = evolve(model, fact)
            self.facts.append(recorded(fact, position=len(self.facts) + 1, occurred_on=command.occurred_on))
        self.models[command.model_id] = model

    def rows(self, units: Sequence[str] = UNITS) -> list[LedgerRow]:
        held = [LedgerRow(*values) for values in LEDGER.fold(self.facts).values()]
        return [row for row in held if row.unit_id in units]


def standing(models: Iterable[Model], units: Sequence[str]) -> dict[str, int]:
    found = [model for model in models if model.state == "launched" and model.unit_id in units]
    return {
        "models": len(found), "kinds": len({model.model_kind for model in found}),
        "points": sum(model.points for model in found), "teams": sum(model.teams for model in found),
    }  # fmt: skip


@st.composite
def commands(draw: Any) -> list[Command]:
    """A year of random commands on random days in their order, many of which will be refused."""
    day, found = NEW_YEAR, []
    for number in range(draw(st.integers(5, 45))):
        day += timedelta(days=draw(st.integers(0, 12)))
        about = {"occurred_on": day, "model_id": draw(st.sampled_from(MODELS))}
        unit = draw(st.sampled_from(UNITS))
        kind, origin = draw(st.sampled_from(KINDS)), draw(st.sampled_from([None, *MODELS]))
        made = (
            lambda a=about, u=unit, k=kind, o=origin: ProposeModel(
                **a, unit_id=u, model_name="x", model_kind=k, block="residential", origin_id=o
            ),
            lambda a=about: DecideModel(**a, decision_number="1/QĐ"),
            lambda a=about, n=number: LaunchModel(**a, regulation_number="1/QC", points=1 + n % 4, teams=n % 3),
            lambda a=about, n=number: ReplicateModel(**a, added_points=1 + n % 2, added_teams=n % 2),
            lambda a=about, u=unit: MoveModel(**a, unit_id=u, reason="x"),
            lambda a=about: CloseModel(**a, reason="x"),
        )
        found.append(draw(st.sampled_from(made))())
    return found


@examples(max_examples=150, deadline=None)
@given(several=commands(), units=st.sets(st.sampled_from(UNITS), min_size=1))
def test_counts_reconcile_at_every_date(several: list[Command], units: set[str]) -> None:
    told, within = Told(), sorted(units)
    for command in several:
        told.ask(command)
        told.stood[command.occurred_on] = list(told.models.values())
    rows = told.rows(within)
    for last, models in told.stood.items():
        truth = standing(models, within)
        for first in (NEW_YEAR, last, last - timedelta(days=20)):
            accounts = reconciled(rows, first, last)
            assert {measure: accounts[measure].standing for measure in MEASURES} == truth
            assert all(
                min(a.before, a.opened, a.replicated, a.moved_in, a.moved_out, a.closed) >= 0 for a in accounts.values()
            )


@examples(max_examples=80, deadline=None)
@given(several=commands())
def test_a_merger_makes_nothing_grow(several: list[Command]) -> None:
    """All that c2 keeps goes over to c1: over both nothing changes, c1 has what both had, and kinds are not counted twice."""
    told = Told()
    for command in several:
        told.ask(command)
    day = several[-1].occurred_on
    before = standing(told.models.values(), ["c1", "c2"])
    for model_id, model in list(told.models.items()):
        if model.unit_id == "c2":
            told.ask(MoveModel(occurred_on=day, model_id=model_id, unit_id="c1", reason="Sáp nhập"))
    both = reconciled(told.rows(["c1", "c2"]), day + timedelta(days=1), day + timedelta(days=1))
    one = reconciled(told.rows(["c1"]), day + timedelta(days=1), day + timedelta(days=1))
    none = reconciled(told.rows(["c2"]), day + timedelta(days=1), day + timedelta(days=1))
    assert {m: both[m].standing for m in MEASURES} == before == {m: one[m].standing for m in MEASURES}
    assert {none[m].standing for m in MEASURES} == {0}


def test_a_row_says_what_stood_after_it_at_its_unit() -> None:
    more = ModelReplicated(
        model_id="m1", unit_id="c1", added_points=1, added_teams=0, points=4, teams=2, replicated_on=LATER
    )
    moved = ModelMoved(
        model_id="m1", unit_id="c2", previous_unit_id="c1", model_kind="tiếng kẻng", launched=True, points=4, teams=2,
        reason="x", moved_on=LATER,
    )  # fmt: skip
    closed = CLOSED.model_copy(update={"unit_id": "c2", "closed_on": LATER})
    ViewSpec(LEDGER).given(PROPOSED, LAUNCHED, more, moved, closed).then(
        LedgerRow("m1", 1, "c1", "proposed", DAY, "tiếng kẻng"),
        LedgerRow("m1", 2, "c1", "launched", DAY, None, False, True, 3, 2),
        LedgerRow("m1", 3, "c1", "replicated", LATER, None, False, True, 4, 2),
        LedgerRow("m1", 4, "c1", "moved_out", LATER),
        LedgerRow("m1", 4, "c2", "moved_in", LATER, "tiếng kẻng", False, True, 4, 2),
        LedgerRow("m1", 5, "c2", "closed", LATER),
    )


def test_a_year_of_one_unit_reads_as_an_account() -> None:
    told = Told()
    for command in (
        ProposeModel(occurred_on=NEW_YEAR, model_id="m1", unit_id="c1", model_name="x", model_kind="k", block="school"),
        DecideModel(occurred_on=NEW_YEAR, model_id="m1", decision_number="1"),
        LaunchModel(occurred_on=NEW_YEAR, model_id="m1", regulation_number="1", points=3, teams=2),
        ReplicateModel(occurred_on=DAY, model_id="m1", added_points=2, added_teams=1),
        CloseModel(occurred_on=LATER, model_id="m1", reason="x"),
    ):
        told.ask(command)
    spring = reconciled(told.rows(), DAY, DAY)
    assert (spring["points"].before, spring["points"].replicated, spring["points"].standing) == (3, 2, 5)
    summer = reconciled(told.rows(), LATER, LATER)
    assert (summer["models"].closed, summer["points"].closed, summer["teams"].closed) == (1, 5, 3)
    assert {summer[measure].standing for measure in MEASURES} == {0}
