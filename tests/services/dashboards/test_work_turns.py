"""Whose turn it is: of a dossier over all its states by a table; over all trees one office, asked from both ends."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.spec import ViewSpec, recorded
from contracts.fact import Fact
from contracts.recognition import (
    AuthorityDelegated,
    DecisionCorrected,
    DelegationEnded,
    DossierAccepted,
    DossierAppraised,
    DossierAssigned,
    DossierDecided,
    DossierDiscarded,
    DossierLapsed,
    DossierOpened,
    DossierProposed,
    DossierReturned,
    DossierSubmitted,
    Due,
    DueDateMoved,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
)
from portal.authority.roles import CHAIRS, ENTERING, OFFICERS
from portal.authority.scope import Authority, Given, scope
from portal.authority.tree import Tree
from portal.projections.places import PlaceRow
from services.dashboards.projections.delegations import DELEGATIONS, DelegationRow
from services.dashboards.projections.dossier_turns import DOSSIER_TURNS, TURNS, TurnRow
from services.dashboards.screens.work import OFFICES
from services.dashboards.screens.work_turns import acting, turns_of

pytestmark = pytest.mark.fast

DAY, DUE = date(2021, 11, 1), date(2021, 11, 4)
ABOUT: dict[str, Any] = {"dossier_id": "y/a1", "unit_id": "a1", "year": 2021}
AREA: dict[str, Any] = {"unit_kind": "residential_area"}


def due(step: Any, on: date = DUE) -> Due:
    return Due(step=step, on=on, since=DAY, working_days=3, calendar=None, calendar_version=0)


OPENED = DossierOpened(**ABOUT, **AREA, campaign_id="y", rule_set="r", opened_on=DAY)
SUBMITTED = DossierSubmitted(**ABOUT, round=1, documents=(), submitted_on=DAY, due=due("check_completeness"))
RETURNED = DossierReturned(
    **ABOUT, shortfalls=({"item": "minutes", "note": "Thiếu"},), returned_on=DAY, due=due("correct", date(2021, 11, 9))
)
ACCEPTED = DossierAccepted(**ABOUT, accepted_on=DAY, due=due("appraise"))
APPRAISED = DossierAppraised(**ABOUT, results=(), met=True, appraised_on=DAY, due=due("propose"))
PROPOSED = DossierProposed(**ABOUT, outcome="recognised", proposal_number="1", proposed_on=DAY, due=due("decide"))
DECIDED = DossierDecided(
    **ABOUT, **AREA, outcome="recognised", reason=None, decision_number="7/QĐ", decided_on=DAY, decided_by="c1",
    decide_before=None, late=True,
)  # fmt: skip
LAPSED = DossierLapsed(**ABOUT, reason="Sáp nhập", lapsed_on=DAY)
REVIEWED = ReviewOpened(**ABOUT, because_of="y/b", reason="Thu hồi", due=None, opened_on=DAY)
UPHELD = ReviewClosed(**ABOUT, upheld=True, reason="Đủ", document_number="9", closed_by="c1", closed_on=DAY)
WITHDRAWN = RecognitionWithdrawn(
    **ABOUT, **AREA, reason="Sai", decision_number="8/QĐ", decided_by="c1", withdrawn_on=DAY
)
TO_DECIDED = (OPENED, SUBMITTED, ACCEPTED, APPRAISED, PROPOSED, DECIDED)

STATES: tuple[tuple[str, tuple[Fact, ...], str, str, date | None], ...] = (
    ("opened", (OPENED,), "unit", "compile", None),
    ("submitted", (OPENED, SUBMITTED), "body", "check", DUE),
    ("returned", (OPENED, SUBMITTED, RETURNED), "unit", "correct", date(2021, 11, 9)),
    ("submitted again", (OPENED, SUBMITTED, RETURNED, SUBMITTED), "body", "check", DUE),
    ("accepted", (OPENED, SUBMITTED, ACCEPTED), "body", "appraise", DUE),
    ("appraised", (OPENED, SUBMITTED, ACCEPTED, APPRAISED), "body", "propose", DUE),
    ("proposed", (OPENED, SUBMITTED, ACCEPTED, APPRAISED, PROPOSED), "chair", "decide", DUE),
    ("decided", TO_DECIDED, "nobody", "decide", None),
    ("under review", (*TO_DECIDED, REVIEWED), "chair", "review", None),
    ("upheld", (*TO_DECIDED, REVIEWED, UPHELD), "nobody", "review", None),
    ("withdrawn", (*TO_DECIDED, WITHDRAWN), "nobody", "decide", None),
    ("lapsed", (OPENED, SUBMITTED, LAPSED), "nobody", "check", None),
)
"""By hand, from the steps of the circular: facts told, with whom it then lies, with what, until when."""


@pytest.mark.parametrize(
    ("facts", "turn", "step", "until"), [row[1:] for row in STATES], ids=[row[0] for row in STATES]
)
def test_in_every_state_a_dossier_lies_with_one_party_with_one_step(
    facts: tuple[Fact, ...], turn: str, step: str, until: date | None
) -> None:
    rows = DOSSIER_TURNS.fold([recorded(fact, n) for n, fact in enumerate(facts, start=1)])
    [row] = [TurnRow(*values) for values in rows.values()]
    assert (row.turn, row.step, row.due) == (turn, step, until)


def test_the_table_names_every_step_there_is_and_every_fact_about_whose_turn_it_is() -> None:
    assert {row[3] for row in STATES} == set(TURNS)
    told = {type(fact) for row in STATES for fact in row[1]}
    assert set(DOSSIER_TURNS.on) == told | {DossierAssigned, DueDateMoved, DossierDiscarded, DecisionCorrected}


def test_who_has_it_at_hand_and_a_moved_day_are_known_and_a_decision_is_kept() -> None:
    moved = DueDateMoved(
        **ABOUT, due=due("check_completeness", date(2021, 11, 8)), previous=due("check_completeness"), reason="Nghỉ bù",
        moved_on=DAY,
    )  # fmt: skip
    assigned = DossierAssigned(**ABOUT, holder="account-1", previous_holder=None, assigned_on=DAY)
    known: dict[str, Any] = {**ABOUT, **AREA, "rule_set": "r", "since": DAY, "holder": "account-1"}
    ViewSpec(DOSSIER_TURNS).given(OPENED, SUBMITTED, assigned, moved).then(
        TurnRow(**known, turn="body", step="check", due=date(2021, 11, 8))
    )
    correction = DecisionCorrected(
        **ABOUT, item="decision_number", before="7/QĐ", after="17/QĐ", reason="Nhầm", correction_number="1/ĐC",
        corrected_by="c1", corrected_on=DAY,
    )  # fmt: skip
    ending: dict[str, Any] = {"ending": "recognised", "late": True, "ended_on": DAY, "decided_by": "c1"}
    ViewSpec(DOSSIER_TURNS).given(OPENED, SUBMITTED, assigned, DECIDED, correction).then(
        TurnRow(**known, turn="nobody", step="check", **ending, decision_number="17/QĐ")
    )
    ViewSpec(DOSSIER_TURNS).given(OPENED, DossierDiscarded(**ABOUT, discarded_on=DAY)).then()


def test_a_delegation_stands_until_it_is_ended_and_its_id_is_one_among_those_of_its_giver() -> None:
    def given_by(unit: str) -> AuthorityDelegated:
        return AuthorityDelegated(
            delegation_id="1", from_unit=unit, to_unit="d", unit_kinds=("agency",), document_number="5", valid_from=DAY,
            valid_to=None, delegated_on=DAY,
        )  # fmt: skip

    ended = DelegationEnded(delegation_id="1", from_unit="p", to_unit="d", reason="Hết", ended_on=DAY)
    ViewSpec(DELEGATIONS).given(given_by("p"), given_by("c"), ended).then(
        DelegationRow("c", "1", "d", ("agency",), DAY)
    )


PLACES = [
    PlaceRow("p", None, "province"), PlaceRow("d", "p", "district"), PlaceRow("c1", "d", "commune"),
    PlaceRow("a1", "c1", "residential_area"), PlaceRow("s", "d", "school"), PlaceRow("bank", "p", "agency"),
    PlaceRow("gone", "d", "commune", ended_on=DAY), PlaceRow("left", "gone", "residential_area"),
    PlaceRow("branch", "bank", "agency"),
]  # fmt: skip
TREE = Tree.of(PLACES)


@pytest.mark.parametrize(
    ("unit_id", "unit", "body", "chair"),
    [
        ("a1", "c1", "c1", "c1"), ("c1", "c1", "d", "d"), ("s", "d", "d", "d"), ("bank", "p", "p", "p"),
        ("left", "d", "d", "d"), ("branch", "p", "p", "p"), ("d", "d", "p", "p"),
    ],
)  # fmt: skip
def test_the_unit_compiles_and_the_office_right_above_judges_and_decides(
    unit_id: str, unit: str, body: str, chair: str
) -> None:
    found = [acting(turn, unit_id, TREE) for turn in ("unit", "office", "body", "above", "chair", "nobody")]
    assert found == [unit, unit, body, body, chair, None]


def test_the_chair_to_whom_it_was_delegated_decides_wherever_the_unit_stands() -> None:
    delegations = [DelegationRow("c1", "1", "d", ("residential_area",)), DelegationRow("d", "1", "c1", ("school",))]
    assert acting("chair", "a1", TREE, delegations) == "d"
    assert acting("body", "a1", TREE, delegations) == "c1"
    assert acting("chair", "s", TREE, delegations) == "c1", "the commune sees of the school its dossier alone"
    district, commune = (turns_of([Authority(1, role, unit, DAY)], TREE, delegations) for role, unit in
                         (("district_chair", "d"), ("commune_chair", "c1")))  # fmt: skip
    assert ("chair", "a1") in district
    assert commune == {("chair", "s")}


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Any kinds under any parents, some ended, some under what ended."""
    kinds = st.sampled_from(["district", "commune", "residential_area", "school"])
    rows = [PlaceRow("u0", None, "province")]
    for number in range(1, draw(st.integers(2, 12))):
        parent = f"u{draw(st.integers(0, number - 1))}"
        row = PlaceRow(f"u{number}", parent, draw(kinds), ended_on=draw(st.sampled_from([None, None, None, DAY])))
        heirs = draw(st.lists(st.integers(0, number - 1), max_size=1)) if row.ended_on else []
        rows.append(replace(row, gone_into=tuple(f"u{heir}" for heir in heirs)))
    return Tree.of(rows)


@given(trees(), st.data())
def test_everything_is_in_exactly_one_office_s_to_do(tree: Tree, data: st.DataObject) -> None:
    units = [unit for unit in tree.places if unit != "u0"]
    given_by = st.sampled_from(sorted(tree.places))
    delegations = [
        DelegationRow(data.draw(given_by), str(n), data.draw(given_by), ("residential_area", "commune"))
        for n in range(data.draw(st.integers(0, 2)))
    ]
    offices = [unit for unit, place in tree.places.items() if place.unit_kind in OFFICES and place.ended_on is None]
    roles = {"unit": ENTERING, "office": ENTERING, "above": ENTERING, "body": OFFICERS, "chair": CHAIRS}
    role = {"province": "provincial", "district": "district", "commune": "commune"}
    for unit in units:
        for turn in roles:
            holding = []
            for office in offices:
                post = "chair" if turn == "chair" else "officer"
                named = f"{role[tree.places[office].unit_kind]}_{post}"
                assert named in roles[turn]
                if (turn, unit) in turns_of([Authority(1, named, office, DAY)], tree, delegations):
                    holding.append(office)
            assert holding == [acting(turn, unit, tree, delegations)], (turn, unit)  # type: ignore[arg-type]
            [office] = holding
            given = tuple(Given(each.from_unit, each.unit_kinds) for each in delegations if each.to_unit == office)
            sight = scope([Authority(1, "district_chair", office, DAY, decides_for=given)], tree, DAY)
            assert sight.sees_dossier(unit), "whoever is to act sees it"


def test_who_enters_for_an_area_alone_registers_it_and_compiles_its_dossier_and_nothing_else() -> None:
    assert turns_of([Authority(1, "residential_area_head", "a1", DAY)], TREE, ()) == {("unit", "a1")}
